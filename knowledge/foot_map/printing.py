"""The map for paper: where each picture lies on the sheet, and what is drawn in which ink."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from knowledge.foot_map.atlas import SOLE, TILE, Atlas, Shape, View
from knowledge.foot_map.curve import Point, Ring, flatten, number, short_path
from knowledge.foot_map.hatch import dots, stripes
from knowledge.foot_map.ink import INKS, OUTLINE, Ink, Tone
from knowledge.foot_map.paper import PrintMap, PrintPath, PrintWord
from knowledge.foot_map.room import GLYPH, LINE
from knowledge.foot_map.states import LOOKS, Foot, States, ZoneState, counted, state_of

APART, MARGIN, CAPTION = 60, 10, 74
STRIPE_GAP, STRIPE, DOT_GAP, DOT = 15, 4.5, 15, 2.8
SMALL_HEIGHT, SMALL_GAP, NAME_SIZE, HALO = 250, 26, 22, 9


class Labels(StrEnum):
    NONE = "none"
    NUMBERS = "numbers"
    NAMES = "names"


def draw_print(
    atlas: Atlas,
    states: States,
    *,
    tone: Tone = Tone.COLOUR,
    labels: Labels = Labels.NONE,
    views: Sequence[str] = (SOLE,),
    font: str = "sans-serif",
    only: Collection[tuple[str, str]] | None = None,
) -> PrintMap:
    """Both soles side by side and any further views in a row below, for paper and PDF.

    A zone not in states prints as not checked. With `only` nothing but these zones, to lie over a picture that has
    them all. ValueError for a state we do not know.
    """
    return _Sheet(atlas, states, tone, labels, font, only).draw([view for view in views if view != SOLE])


def views_needed(atlas: Atlas, states: States) -> tuple[str, ...]:
    """The sole, and each view with a zone that is neither clear nor unchecked."""
    quiet = (ZoneState.CLEAR, ZoneState.UNKNOWN, ZoneState.UNASKED)
    told = {
        shape.view
        for shape in atlas.shapes
        for foot in shape.feet
        if shape.layer == TILE and state_of(states, foot, shape.code) not in quiet
    }
    return tuple(view for view in atlas.views if view == SOLE or view in told)


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a picture lies on the sheet: shift and scale."""

    view: View
    foot: Foot
    x: float
    y: float
    scale: float

    def point(self, point: Sequence[float]) -> Point:
        x, y = self.view.place(self.foot, (point[0], point[1]))
        left, top = self.view.box[:2]
        return self.x + (x - left) * self.scale, self.y + (y - top) * self.scale

    def rings(self, rings: Sequence[Ring]) -> list[list[Point]]:
        return [[self.point(point) for point in ring] for ring in rings]


@dataclass(frozen=True, slots=True)
class _Sheet:
    atlas: Atlas
    states: States
    tone: Tone
    labels: Labels
    font: str
    only: Collection[tuple[str, str]] | None

    def draw(self, further: Sequence[str]) -> PrintMap:
        spots = [*self.soles(), *self.row(further)]
        width = 2 * self.atlas.views[SOLE].box[2] + APART
        bottom = max(spot.y + spot.view.box[3] * spot.scale for spot in spots) + CAPTION
        return PrintMap(
            box=" ".join(map(number, (-MARGIN, -MARGIN, width + 2 * MARGIN, bottom + 2 * MARGIN))),
            width=number(width + 2 * MARGIN),
            height=number(bottom + 2 * MARGIN),
            label=". ".join(self.says(foot) for foot in Foot),
            font=self.font,
            halo=str(HALO),
            paths=tuple(path for spot in spots for path in self.paths(spot)),
            words=tuple(word for spot in spots for word in self.words(spot)),
        )

    def soles(self) -> Iterator[_Spot]:
        sole = self.atlas.views[SOLE]
        for place, foot in enumerate(Foot):
            yield _Spot(sole, foot, place * (sole.box[2] + APART), 0, 1)

    def row(self, further: Sequence[str]) -> Iterator[_Spot]:
        sole = self.atlas.views[SOLE].box
        views = [(foot, self.atlas.views[code]) for foot in Foot for code in further]
        room = (2 * sole[2] + APART + SMALL_GAP) / max(1, len(views)) - SMALL_GAP
        for place, (foot, view) in enumerate(views):
            scale = min(room / view.box[2], SMALL_HEIGHT / view.box[3])
            x = place * (room + SMALL_GAP) + (room - view.box[2] * scale) / 2
            y = sole[3] + CAPTION + SMALL_GAP + SMALL_HEIGHT - view.box[3] * scale
            yield _Spot(view, foot, x, y, scale)

    def paths(self, spot: _Spot) -> Iterator[PrintPath]:
        edge = OUTLINE[self.tone]
        outline = short_path(spot.rings(spot.view.rings))
        if self.only is None:
            yield PrintPath(outline, "#FFFFFF", "none", "0")
        # Neutral zones first, so that a telling edge is never covered by its neighbour's.
        for _, shape, state in sorted(self.zones(spot), key=lambda found: found[0]):
            yield from self.zone(spot, shape, INKS[self.tone][LOOKS[state].name])
        yield PrintPath(outline, "none", edge, "4" if spot.scale == 1 else "2")

    def zones(self, spot: _Spot) -> Iterator[tuple[bool, Shape, ZoneState]]:
        for zone, shapes in self.atlas.of(spot.view.code, spot.foot, TILE):
            if self.only is not None and (spot.foot, zone) not in self.only:
                continue
            state = state_of(self.states, spot.foot, zone)
            for shape in shapes:
                yield state is not ZoneState.CLEAR, shape, state

    def zone(self, spot: _Spot, shape: Shape, ink: Ink) -> Iterator[PrintPath]:
        rings = spot.rings(shape.rings)
        outlines = [flatten(ring) for ring in rings]
        d = short_path(rings)
        yield PrintPath(d, ink.fill, "none", "0")
        if ink.stripes:
            lines = stripes(outlines, gap=STRIPE_GAP)
            yield PrintPath("".join(map(_line, lines)), "none", ink.stripes, number(STRIPE))
        if ink.dots:
            spots = dots(outlines, gap=DOT_GAP, radius=DOT)
            yield PrintPath("".join(map(_dot, spots)), ink.dots, "none", "0")
        yield PrintPath(d, "none", ink.edge, ink.width, ink.dashes)

    def words(self, spot: _Spot) -> Iterator[PrintWord]:
        width, height = spot.view.box[2:]
        name = spot.foot.capitalize()
        if spot.scale != 1:
            name = f"{name}, {spot.view.name.lower()}"
        size = 34 if spot.scale == 1 else 20
        below = spot.y + height * spot.scale + (52 if spot.scale == 1 else 30)
        if self.only is None:
            yield _word(name, (spot.x + width * spot.scale / 2, below), size, "#1C2B2B")
        if spot.scale == 1:
            for _, shape, state in self.zones(spot):
                yield from self.zone_words(spot, shape, state)

    def zone_words(self, spot: _Spot, shape: Shape, state: ZoneState) -> Iterator[PrintWord]:
        ink = INKS[self.tone][LOOKS[state].name]
        x, y = spot.point(shape.anchor)
        if self.labels is Labels.NUMBERS:
            size = max(13, min(26, shape.radius))
            text = str(self.atlas.zones[shape.code].number)
            yield from _on_paper(text, (x, y + 0.35 * size), size, ink)
        if self.labels is Labels.NAMES and LOOKS[state].in_plan and _has_room(shape):
            for row, line in enumerate(shape.lines):
                rise = (row - (len(shape.lines) - 1) / 2) * LINE * NAME_SIZE + 0.35 * NAME_SIZE
                yield _word(line, (x, y + rise), NAME_SIZE, ink.words)

    def says(self, foot: Foot) -> str:
        found = counted(
            state_of(self.states, foot, zone.code) for zone in self.atlas.zones.values() if foot in zone.feet
        )
        return f"{foot.capitalize()} foot: {', '.join(found) or 'no warning'}"


def _word(text: str, at: Point, size: float, fill: str) -> PrintWord:
    return PrintWord(text, number(at[0]), number(at[1]), number(size), fill)


def _on_paper(text: str, at: Point, size: float, ink: Ink) -> Iterator[PrintWord]:
    if ink.stripes or ink.dots:
        # A second, broader figure in the ground's colour below keeps the stripes off the first.
        yield PrintWord(text, number(at[0]), number(at[1]), number(size), ink.fill, ink.fill)
    yield _word(text, at, size, ink.words)


def _has_room(shape: Shape) -> bool:
    longest = max((len(line) for line in shape.lines), default=0)
    fits = GLYPH * NAME_SIZE * longest <= shape.width and LINE * NAME_SIZE * len(shape.lines) <= shape.height
    return bool(longest) and fits and not shape.turn


def _line(segment: tuple[Point, Point]) -> str:
    (x0, y0), (x1, y1) = segment
    return f"M{number(x0)} {number(y0)}L{number(x1)} {number(y1)}"


def _dot(centre: Point) -> str:
    x, y, r = number(centre[0] - DOT), number(centre[1]), number(DOT)
    return f"M{x} {y}a{r} {r} 0 1 0 {number(2 * DOT)} 0a{r} {r} 0 1 0 {number(-2 * DOT)} 0z"
