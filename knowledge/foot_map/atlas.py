"""The drawings of one release of the knowledge, compiled once: which shapes, where, for which foot."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from knowledge.foot_map.curve import Point, Ring, short_path
from knowledge.foot_map.states import Foot

SOLE = "plantar"
AREA, TILE, POINT, LANDMARK = "area", "tile", "point", "landmark"
KEPT = 4
VIEWS = (SOLE, "dorsal", "medial", "lateral")
REGIONS = ("toes", "ball", "arch", "heel", "medial_edge", "lateral_edge", "ankle", "dorsum", "lower_leg")


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone as the map needs it: its name, reading order, kind, region, and the feet that have it."""

    code: str
    name: str
    number: int
    kind: str
    region: str
    feet: tuple[Foot, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """One drawn shape in map units: its rings, and the anchor with the room around it for words and marks."""

    index: int
    code: str
    feet: tuple[Foot, ...]
    view: str
    layer: str
    place: str
    main: bool
    lines: tuple[str, ...]
    anchor: Point
    turn: float
    radius: float
    width: float
    height: float
    rings: tuple[Ring, ...]
    path: str


@dataclass(frozen=True, slots=True)
class View:
    """One way of looking at a foot: its box, the foot that is drawn mirrored, its outline and soft lights."""

    code: str
    name: str
    box: tuple[float, ...]
    crop: tuple[float, ...]
    mirror: Foot
    rings: tuple[Ring, ...]
    outline: str
    nails: tuple[str, ...]
    fade: tuple[float, ...]
    shade: tuple[tuple[Any, ...], ...]

    def place(self, foot: str, point: Point) -> Point:
        """Where a stored point lies in the picture of that foot."""
        return (self.box[2] - point[0], point[1]) if foot == self.mirror else point


@dataclass(frozen=True)
class Atlas:
    """Every view, zone and shape of one release."""

    views: Mapping[str, View]
    zones: Mapping[str, Zone]
    shapes: tuple[Shape, ...]
    regions: tuple[Shape, ...]
    region_names: Mapping[str, str]

    @classmethod
    def compile(cls, footmap: Mapping[str, Any], zones: Iterable[Mapping[str, Any]]) -> "Atlas":
        """The atlas of a document's foot map and zone rows; KeyError when a shape has no zone row."""
        known = {row["code"]: _zone(row) for row in sorted(zones, key=lambda row: int(row["number"]))}
        shapes = tuple(_shape(i, row, row["zone"] or "") for i, row in enumerate(footmap["shapes"]))
        regions = tuple(_shape(i, row, row["region"]) for i, row in enumerate(footmap["regions"]))
        _refuse_strangers(shapes, known)
        # A sealed document keeps no order of its keys, so the order of looking and reading is ours.
        views = {code: _view(code, footmap["views"][code]) for code in _ordered(footmap["views"], VIEWS)}
        names = {code: footmap["region_names"][code] for code in _ordered(footmap["region_names"], REGIONS)}
        return cls(views, known, shapes, regions, names)

    def of(self, view: str, foot: str, layer: str) -> list[tuple[str, list[Shape]]]:
        """The zones of a view, foot and layer in reading order, each with its shapes, the main one first."""
        return self._by_zone.get((view, foot, layer), [])

    def places(self, zone: str) -> frozenset[str]:
        """The regions of the sole and sides where a zone shows: its home and where its main shapes lie."""
        return self._places[zone]

    @cached_property
    def _by_zone(self) -> dict[tuple[str, str, str], list[tuple[str, list[Shape]]]]:
        found: dict[tuple[str, str, str], dict[str, list[Shape]]] = {}
        for shape in sorted(self.shapes, key=self._reading_order):
            for foot in shape.feet:
                zones = found.setdefault((shape.view, foot, shape.layer), {})
                zones.setdefault(shape.code, []).append(shape)
        return {key: list(zones.items()) for key, zones in found.items()}

    @cached_property
    def _places(self) -> dict[str, frozenset[str]]:
        drawn = {(shape.code, shape.place) for shape in self.shapes if shape.main}
        return {
            zone.code: frozenset({zone.region, *(place for code, place in drawn if code == zone.code)})
            for zone in self.zones.values()
        }

    def _reading_order(self, shape: Shape) -> tuple[int, bool, int]:
        number = self.zones[shape.code].number if shape.code else 0
        return number, not shape.main, shape.index


_compiled: OrderedDict[str, Atlas] = OrderedDict()


def atlas_of(document: Mapping[str, Any], *, seal: str) -> Atlas:
    """The atlas of a sealed knowledge document; the same seal gives the very same atlas, compiled once."""
    if seal not in _compiled:
        _compiled[seal] = Atlas.compile(document["footmap"], document["zones"])
        while len(_compiled) > KEPT:
            _compiled.popitem(last=False)
    return _compiled[seal]


def _ordered(codes: Iterable[str], order: Sequence[str]) -> list[str]:
    return sorted(codes, key=order.index)


def _feet(side: str) -> tuple[Foot, ...]:
    return (Foot.RIGHT, Foot.LEFT) if side == "both" else (Foot(side),)


def _zone(row: Mapping[str, Any]) -> Zone:
    return Zone(row["code"], row["name"], int(row["number"]), row["kind"], row["region"], _feet(row["foot_side"]))


def _shape(index: int, row: Mapping[str, Any], code: str) -> Shape:
    return Shape(
        index=index,
        code=code,
        feet=_feet(row.get("foot", "both")),
        view=row["view"],
        layer=row["layer"],
        place=row.get("place", ""),
        main=bool(row.get("main")),
        lines=tuple(line for line in row.get("label", "").split("\n") if line),
        anchor=(row["anchor"][0], row["anchor"][1]),
        turn=row.get("rot", 0),
        radius=row["r"],
        width=row["w"],
        height=row["h"],
        rings=_rings(row["rings"]),
        path=short_path(row["rings"]),
    )


def _view(code: str, row: Mapping[str, Any]) -> View:
    return View(
        code=code,
        name=row["name"],
        box=tuple(row["box"]),
        crop=tuple(row.get("crop", row["box"])),
        mirror=Foot(row["mirror"]),
        rings=_rings(row["outline"]),
        outline=short_path(row["outline"]),
        nails=tuple(short_path([ring]) for ring in row.get("nails", [])),
        fade=tuple(row.get("fade", ())),
        shade=tuple(tuple(light) for light in row["shade"]),
    )


def _rings(rings: Sequence[Ring]) -> tuple[Ring, ...]:
    return tuple(tuple((float(x), float(y)) for x, y in ring) for ring in rings)


def _refuse_strangers(shapes: Iterable[Shape], zones: Mapping[str, Zone]) -> None:
    strangers = sorted({shape.code for shape in shapes if shape.code and shape.code not in zones})
    if strangers:
        raise KeyError(f"Shapes without a zone: {', '.join(strangers)}")
