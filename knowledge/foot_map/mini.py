"""Two tiny feet for lists: what most of each region is like, and in words the gravest state in it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from knowledge.foot_map.atlas import SOLE, Atlas
from knowledge.foot_map.curve import Point, Ring, flatten, number
from knowledge.foot_map.states import LOOKS, PATTERNS, Foot, States, ZoneState, gravest, state_of
from knowledge.foot_map.thin import polygon_path, thin

# A unit is about 0.07 pixels here: four units are less than a third of a pixel.
TOLERANCE = 4
APART = 60
BAR = ((100, 1040), (356, 1040), (356, 1112), (100, 1112))
OVERLAY = "scale(8) rotate(45)"
STRIPE, DOT, DASH = "M0 0h2.8v7H0z", "M2 3.5a1.5 1.5 0 1 0 3 0 1.5 1.5 0 1 0-3 0", "M1 3h4v1.2H1z"
OVERLAYS = {"avoid": STRIPE, "included": STRIPE, "caution": DOT, "light": DOT, "unknown": DASH}


@dataclass(frozen=True, slots=True)
class MiniPart:
    """One region of one foot: its path, its look and its overlay."""

    d: str
    look: str
    fill: str


@dataclass(frozen=True, slots=True)
class MiniPattern:
    """An overlay that this pair of feet uses."""

    id: str
    kind: str
    d: str
    transform: str


@dataclass(frozen=True, slots=True)
class FootMini:
    """A pair of tiny feet with the words that say the same."""

    label: str
    box: str
    patterns: tuple[MiniPattern, ...]
    parts: tuple[MiniPart, ...]
    edges: tuple[str, ...]


def draw_mini(atlas: Atlas, states: States, *, id: str) -> FootMini:
    """The pair of feet, every region in the gravest state that a good part of it has; id must be unique on the page.

    A bar under the heel stands for ankle, top of foot and lower leg, which a sole does not show.
    """
    found = {foot: _regions(atlas, states, foot) for foot in Foot}
    parts = tuple(part for foot in Foot for part in _parts(atlas, foot, found[foot], id))
    used = {part.look for part in parts if part.fill}
    width, height = atlas.views[SOLE].box[2:]
    return FootMini(
        label=". ".join(_words(atlas, foot, found[foot]) for foot in Foot),
        box=f"-12 -12 {number(2 * width + APART + 24)} {number(height + 124)}",
        patterns=tuple(_pattern(id, kind) for kind in PATTERNS if kind in used),
        parts=parts,
        edges=tuple(_path(atlas, foot, atlas.views[SOLE].rings) for foot in Foot),
    )


def _pattern(id: str, kind: str) -> MiniPattern:
    return MiniPattern(f"{id}-{kind}", kind, OVERLAYS[kind], OVERLAY)


@dataclass(frozen=True, slots=True)
class Held:
    """What a region holds: the gravest state of all, and the one it wears."""

    worst: ZoneState
    worn: ZoneState


def _regions(atlas: Atlas, states: States, foot: Foot) -> dict[str, Held]:
    """The states of each region on that foot.

    A region wears the gravest state that a third of its zones have: one zone in a corner is told in words, while
    a region that is mostly out looks out.
    """
    found: dict[str, list[ZoneState]] = {}
    for zone in atlas.zones.values():
        if foot in zone.feet:
            for region in atlas.places(zone.code):
                found.setdefault(region, []).append(state_of(states, foot, zone.code))
    return {region: Held(gravest(found.get(region, ())), _worn(found.get(region, []))) for region in atlas.region_names}


def _worn(states: list[ZoneState]) -> ZoneState:
    return next((state for state in ZoneState if 3 * _as_grave(states, state) >= len(states) > 0), ZoneState.UNKNOWN)


def _as_grave(states: list[ZoneState], limit: ZoneState) -> int:
    order = list(ZoneState)
    return sum(order.index(state) <= order.index(limit) for state in states)


def _parts(atlas: Atlas, foot: Foot, found: Mapping[str, Held], id: str) -> Iterator[MiniPart]:
    drawn = {shape.code: shape for shape in atlas.regions if shape.view == SOLE}
    for code, shape in drawn.items():
        yield _part(_path(atlas, foot, shape.rings), found[code].worn, id)
    elsewhere = gravest(held.worst for code, held in found.items() if code not in drawn)
    if elsewhere is not ZoneState.CLEAR:
        yield _part(polygon_path([[_shift(atlas, foot, point) for point in BAR]]), elsewhere, id)


def _part(d: str, state: ZoneState, id: str) -> MiniPart:
    look = LOOKS[state]
    return MiniPart(d, look.name, f"url(#{id}-{look.pattern})" if look.pattern else "")


def _path(atlas: Atlas, foot: Foot, rings: Iterable[Ring]) -> str:
    polygons = (thin(flatten(ring), TOLERANCE) for ring in rings)
    return polygon_path([_shift(atlas, foot, point) for point in polygon] for polygon in polygons)


def _shift(atlas: Atlas, foot: Foot, point: Point) -> Point:
    sole = atlas.views[SOLE]
    x, y = sole.place(foot, point)
    return (x + sole.box[2] + APART, y) if foot is Foot.LEFT else (x, y)


def _words(atlas: Atlas, foot: Foot, found: Mapping[str, Held]) -> str:
    said: dict[str, list[str]] = {}
    for state in ZoneState:
        for region, name in atlas.region_names.items():
            held = found[region]
            if held.worst is state and state is not ZoneState.CLEAR:
                partly = "" if held.worn is state else "part of "
                said.setdefault(LOOKS[state].spoken, []).append(f"{partly}{name.lower()}")
    told = "; ".join(f"{', '.join(names)} {words}" for words, names in said.items())
    return f"{foot.capitalize()} foot: {told or LOOKS[ZoneState.CLEAR].spoken}"
