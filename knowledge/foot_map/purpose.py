"""What a map is for, and the words that go with it."""

import json
from enum import StrEnum

from knowledge.foot_map.states import LOOKS, ZoneState


class Purpose(StrEnum):
    """What the map is for: choosing zones, logging what was found, or only looking."""

    PLAN = "plan"
    LOG = "log"
    LOOK = "look"


HELP = {
    Purpose.PLAN: "Soles as you see them from your chair. Tap a zone to add or remove it.",
    Purpose.LOG: "Tap a zone, then a number. Tap the next zone to go on. Nothing else to press.",
    Purpose.LOOK: "Soles as you see them from your chair.",
}
LEGEND = {
    ZoneState.PLANNED: "In plan",
    ZoneState.SUGGESTED: "Suggested",
    ZoneState.AVOID: "Avoid",
    ZoneState.INCLUDED: "Included with a reason",
    ZoneState.CAUTION: "Light pressure",
    ZoneState.PLANNED_LIGHT: "In plan, light",
    ZoneState.CLEAR: "No warning",
    ZoneState.UNKNOWN: "Not checked",
}
ALWAYS_IN_LEGEND = {
    Purpose.PLAN: {
        ZoneState.PLANNED,
        ZoneState.AVOID,
        ZoneState.CAUTION,
        ZoneState.PLANNED_LIGHT,
        ZoneState.CLEAR,
        ZoneState.UNKNOWN,
    },
    Purpose.LOG: {ZoneState.PLANNED, ZoneState.AVOID, ZoneState.CAUTION},
    Purpose.LOOK: set(),
}


def mark_for(purpose: Purpose, state: ZoneState) -> str:
    """The mark a state wears; while logging, green means planned and the pins do the talking."""
    hushed = purpose is Purpose.LOG and LOOKS[state].mark == "tick"
    return "" if hushed else LOOKS[state].mark


def looks_for(purpose: Purpose) -> str:
    """Every state's words and look as JSON, gravest first, for the scripts that repaint."""
    looks = {
        state: {
            "say": look.spoken,
            "count": look.counted,
            "look": look.name,
            "pattern": look.pattern,
            "mark": mark_for(purpose, state),
            "pressed": look.in_plan,
            "free": look.can_be_chosen,
        }
        for state, look in LOOKS.items()
    }
    return json.dumps(looks, separators=(",", ":"))
