"""What can be worked instead of a zone that is left out: never what is itself unsafe or not checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from knowledge.foot_map import LOOKS, ZoneState
from sessions.planning.desk import LIGHT_ONLY, may_be_worked, name_of

if TYPE_CHECKING:
    from knowledge.entries import Zone
    from knowledge.library import Library
    from sessions.planning.desk import Key

OFFERED = 2
# Wide areas and points are no stand-in for a zone: they say too much, or too little, about where to work.
TOO_WIDE = "(area)"


def alternatives(library: Library, states: Mapping[str, str], key: Key, *, protocol: str = "") -> tuple[Key, ...]:
    """At most two places for the same aim that may be worked and are not in the plan; none while the zone itself may.

    The protocol in use comes first, then zones of the same groups, then other protocols with the zone; the same
    foot before the other, zones without any warning before those that want a light hand.
    """
    if LOOKS[ZoneState(states.get(name_of(key), ZoneState.UNKNOWN))].can_be_chosen:
        return ()
    found = [place for place in _near(library, key, protocol) if may_be_worked(states, place)]
    ranked = sorted(dict.fromkeys(found), key=lambda place: states[name_of(place)] in LIGHT_ONLY)
    return tuple(ranked[:OFFERED])


def _near(library: Library, key: Key, protocol: str) -> Iterable[Key]:
    """Places with the same aim, nearest first; both feet of a zone stand for it, so each zone is offered once."""
    side, code = key
    zones = {zone.code: zone for zone in library.zones}
    for other in dict.fromkeys(_same_aim(library, zones, code, protocol)):
        zone = zones.get(other)
        if zone is None or other == code or TOO_WIDE in zone.name:
            continue
        yield (side if side in zone.feet else zone.feet[0], other)


def _same_aim(library: Library, zones: Mapping[str, Zone], code: str, protocol: str) -> Iterable[str]:
    plans = sorted(
        (plan for plan in library.protocols if code in plan.zones), key=lambda plan: (plan.code != protocol, plan.name)
    )
    yield from (zone for plan in plans if plan.code == protocol for zone in plan.zones)
    if code in zones:
        groups = set(zones[code].groups)
        yield from (zone.code for zone in zones.values() if groups & set(zone.groups))
    yield from (zone for plan in plans for zone in plan.zones)
