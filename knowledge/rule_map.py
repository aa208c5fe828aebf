"""The foot map of what rules name, without a client."""

from __future__ import annotations

from dataclasses import asdict

from knowledge.foot_map import Atlas, FootMap, Purpose, ZoneState, atlas_of, draw
from knowledge.library import GRAVITY, Library, Place

STATES = {
    0: ZoneState.UNNAMED,
    GRAVITY["inform"]: ZoneState.UNNAMED,
    GRAVITY["caution"]: ZoneState.CAUTION,
    GRAVITY["refer"]: ZoneState.CLEARANCE,
    GRAVITY["avoid"]: ZoneState.AVOID,
    GRAVITY["absolute"]: ZoneState.ABSOLUTE,
}


def atlas_for(library: Library) -> Atlas:
    """The drawings of a library, compiled once for its seal."""
    zones = [asdict(zone) for zone in library.zones]
    return atlas_of({"footmap": library.footmap, "zones": zones}, seal=library.seal)


def gravest(library: Library, condition: str) -> dict[Place, int]:
    """How far the condition's rules go on each place they name, whatever their qualifiers; 0 where none does."""
    matchers = {m.rule.code: m for some in library.matchers.get(condition, {}).values() for m in some}
    return {
        place: max((m.effect for m in matchers.values() if m.zones & bit), default=0)
        for place, bit in library.grid.places.items()
    }


def map_of(library: Library, condition: str) -> FootMap | None:
    """Both feet with the places that a condition's rules name; None when they name none."""
    graded = gravest(library, condition)
    if not any(graded.values()):
        return None
    states = {place: STATES[effect] for place, effect in graded.items()}
    return draw(atlas_for(library), states, purpose=Purpose.LOOK)
