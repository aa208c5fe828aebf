"""What a zone can be on the map, and how each state is spoken and shown. Unknown is never clear."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class Foot(StrEnum):
    RIGHT = "right"
    LEFT = "left"


class ZoneState(StrEnum):
    """The state of one zone on one foot, gravest first; the order decides which one a region shows."""

    ABSOLUTE = "absolute"
    AVOID = "avoid"
    CLEARANCE = "clearance"
    INCLUDED = "included"
    UNKNOWN = "unknown"
    # Nobody has asked what matters here, or too long ago: it looks not checked, and a light hand is allowed.
    UNASKED = "unasked"
    CAUTION = "caution"
    PLANNED_LIGHT = "planned_light"
    PLANNED = "planned"
    SUGGESTED = "suggested"
    # On a map of rules, without a client: no rule shown names the zone, which says nothing about a person.
    UNNAMED = "unnamed"
    CLEAR = "clear"


Key: TypeAlias = tuple[str, str]
States: TypeAlias = Mapping[Key, str]
Pins: TypeAlias = Mapping[Key, int]


@dataclass(frozen=True, slots=True)
class Look:
    """How a state is told: the spoken words, the words after a count, the shape's class, overlay and mark."""

    spoken: str
    counted: str
    name: str
    pattern: str = ""
    mark: str = ""
    in_plan: bool = False
    can_be_chosen: bool = True


LOOKS: dict[ZoneState, Look] = {
    ZoneState.ABSOLUTE: Look("avoid, cannot be included", "to avoid", "avoid", "avoid", "avoid", can_be_chosen=False),
    ZoneState.AVOID: Look("avoid", "to avoid", "avoid", "avoid", "avoid", can_be_chosen=False),
    ZoneState.CLEARANCE: Look(
        "clearance first", "need clearance first", "avoid", "avoid", "avoid", can_be_chosen=False
    ),
    ZoneState.INCLUDED: Look(
        "in plan by your decision", "in plan by your decision", "included", "included", "pen", in_plan=True
    ),
    ZoneState.UNKNOWN: Look("not checked", "not checked", "unknown", "unknown", "unknown", can_be_chosen=False),
    ZoneState.UNASKED: Look(
        "not checked, light pressure only", "not checked, light pressure only", "unknown", "unknown", "unknown"
    ),
    ZoneState.CAUTION: Look("light pressure only", "light pressure only", "caution", "caution", "caution"),
    ZoneState.PLANNED_LIGHT: Look(
        "in plan, light pressure", "in plan, light pressure", "light", "light", "tick", in_plan=True
    ),
    ZoneState.PLANNED: Look("in plan", "in plan", "planned", mark="tick", in_plan=True),
    ZoneState.SUGGESTED: Look("suggested", "suggested", "suggested"),
    ZoneState.UNNAMED: Look("not named", "not named", "unnamed", can_be_chosen=False),
    ZoneState.CLEAR: Look("no warning", "no warning", "clear"),
}

PATTERNS = ("avoid", "caution", "light", "included", "unknown")
MARKS = ("avoid", "caution", "tick", "pen", "unknown")
TENDERNESS = ("none", "slight", "clear", "strong")
_GRAVITY = {state: place for place, state in enumerate(ZoneState)}


def state_of(states: States, foot: str, zone: str) -> ZoneState:
    """The zone's state on that foot; not told means not checked. ValueError for a state we do not know."""
    return ZoneState(states.get((foot, zone), ZoneState.UNKNOWN))


def gravest(found: Iterable[ZoneState]) -> ZoneState:
    """The state that must show when several share one shape; nothing found is not checked."""
    return min(found, key=_GRAVITY.__getitem__, default=ZoneState.UNKNOWN)


def spoken(name: str, foot: str, state: ZoneState, pin: int | None = None) -> str:
    """What a screen reader says of a zone: "Kidney, right: no warning, tenderness 2"."""
    finding = "" if pin is None else f", tenderness {pin}"
    return f"{name}, {foot}: {LOOKS[state].spoken}{finding}"


def counted(found: Iterable[ZoneState]) -> tuple[str, ...]:
    """How many zones are in each state, gravest first, the clear ones left out: ("3 to avoid",)."""
    tally: dict[str, int] = {}
    for state in sorted(found, key=_GRAVITY.__getitem__):
        if state not in (ZoneState.UNNAMED, ZoneState.CLEAR):
            tally[LOOKS[state].counted] = tally.get(LOOKS[state].counted, 0) + 1
    return tuple(f"{count} {words}" for words, count in tally.items())
