"""The map in words: every zone by region with two boxes to tick, for those who do without the picture."""

from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.foot_map.atlas import Atlas, Zone
from knowledge.foot_map.purpose import Purpose, looks_for
from knowledge.foot_map.states import LOOKS, Foot, Key, States, ZoneState, state_of


@dataclass(frozen=True, slots=True)
class ZoneCell:
    """One zone on one foot: the box's value, its state in words, and where to read why."""

    foot: str
    value: str
    state: str
    look: str
    word: str
    checked: bool
    disabled: bool
    reason: str


@dataclass(frozen=True, slots=True)
class ZoneRow:
    """One zone; a foot that has no such zone has no cell."""

    name: str
    number: int
    quiet: bool
    right: ZoneCell | None
    left: ZoneCell | None


@dataclass(frozen=True, slots=True)
class ZoneRegion:
    """The zones of one region in reading order."""

    name: str
    rows: tuple[ZoneRow, ...]


@dataclass(frozen=True, slots=True)
class ZoneList:
    """All regions, and the words the script needs to keep the list in step."""

    id: str
    looks: str
    regions: tuple[ZoneRegion, ...]


def list_zones(
    atlas: Atlas, states: States, *, reasons: Mapping[Key, str] | None = None, id: str = "zones"
) -> ZoneList:
    """Every zone by region with its state on each foot; reasons: where to read why, by (foot, zone)."""
    found: dict[str, list[ZoneRow]] = {}
    for zone in atlas.zones.values():
        found.setdefault(zone.region, []).append(_row(zone, states, reasons or {}))
    ordered = ((atlas.region_names[code], found[code]) for code in atlas.region_names if code in found)
    return ZoneList(id, looks_for(Purpose.PLAN), tuple(ZoneRegion(name, tuple(rows)) for name, rows in ordered))


def _row(zone: Zone, states: States, reasons: Mapping[Key, str]) -> ZoneRow:
    right, left = (_cell(zone, foot, states, reasons) for foot in Foot)
    quiet = all(cell is None or cell.state == ZoneState.CLEAR for cell in (right, left))
    return ZoneRow(zone.name, zone.number, quiet, right, left)


def _cell(zone: Zone, foot: Foot, states: States, reasons: Mapping[Key, str]) -> ZoneCell | None:
    if foot not in zone.feet:
        return None
    state = state_of(states, foot, zone.code)
    look = LOOKS[state]
    return ZoneCell(
        foot=foot.capitalize(),
        value=f"{foot}:{zone.code}",
        state=state,
        look=look.name,
        word=look.spoken,
        checked=look.in_plan,
        disabled=not look.can_be_chosen,
        reason=reasons.get((foot, zone.code), ""),
    )
