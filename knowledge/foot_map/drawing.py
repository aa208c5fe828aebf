"""States in, the drawn map out: every word and number a template shows is made here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from knowledge.foot_map.atlas import AREA, LANDMARK, POINT, TILE, Atlas, Shape, View
from knowledge.foot_map.curve import number
from knowledge.foot_map.purpose import ALWAYS_IN_LEGEND, HELP, LEGEND, Purpose, looks_for, mark_for
from knowledge.foot_map.room import fit
from knowledge.foot_map.states import (
    LOOKS,
    PATTERNS,
    TENDERNESS,
    Foot,
    Pins,
    States,
    ZoneState,
    counted,
    spoken,
    state_of,
)
from knowledge.foot_map.tree import (
    Badge,
    Chip,
    ChipRow,
    FootMap,
    LegendItem,
    Note,
    Path,
    Pattern,
    Picture,
    Shade,
    Side,
    ViewDefinition,
    ZoneGroup,
)

# Pixels a unit before the script has measured: a sole on a tablet, a small view beside it.
BIG_PX, SMALL_PX = 0.53, 0.17
LINE_STEP = 1.06


def draw(
    atlas: Atlas,
    states: States,
    *,
    pins: Pins | None = None,
    purpose: Purpose = Purpose.PLAN,
    id: str = "map",
    views: Sequence[str] = (),
    px: float = BIG_PX,
) -> FootMap:
    """The map of both feet with each zone in its state; a zone not in states is not checked.

    Keys are (foot, zone code); pins are tenderness 0 to 3; px is screen pixels a unit for the big pictures
    before a script measures them; views limits the pictures. ValueError for a state we do not know.
    """
    return _Drawing(atlas, states, pins or {}, purpose, id, tuple(views) or tuple(atlas.views), px).map()


def flip(view: View, foot: str) -> str:
    """The transform that turns the stored drawing into that foot's picture; empty when it is stored so."""
    return f"translate({number(2 * view.box[0] + view.box[2])} 0) scale(-1 1)" if foot == view.mirror else ""


@dataclass(frozen=True, slots=True)
class _Drawing:
    atlas: Atlas
    states: States
    pins: Pins
    purpose: Purpose
    id: str
    views: tuple[str, ...]
    px: float

    def map(self) -> FootMap:
        shapes = [shape for shape in self.atlas.shapes if shape.view in self.views]
        return FootMap(
            id=self.id,
            purpose=self.purpose,
            interactive=self.purpose is not Purpose.LOOK,
            help=HELP[self.purpose],
            looks=looks_for(self.purpose),
            paths=tuple(Path(self.ref(shape.index), shape.path) for shape in shapes),
            views=tuple(self.definition(self.atlas.views[code]) for code in self.views),
            key_patterns=self.patterns(f"{self.id}-key", 1, flipped=False),
            sides=tuple(self.side(foot) for foot in Foot),
            legend=self.legend(),
            tenderness=TENDERNESS if self.purpose is Purpose.LOG else (),
            others=self.others(),
        )

    def ref(self, name: object) -> str:
        return f"{self.id}-{name}"

    def pin(self, foot: Foot, zone: str) -> str:
        return str(self.pins.get((foot, zone), ""))

    def definition(self, view: View) -> ViewDefinition:
        return ViewDefinition(
            outline=Path(self.ref(view.code), view.outline),
            clip=self.ref(f"{view.code}-clip"),
            mask=self.ref(f"{view.code}-mask") if view.fade else "",
            fade=self.ref(f"{view.code}-fade"),
            fade_from=_numbers(view.fade),
            box=_numbers(view.box),
            nails=tuple(Path(self.ref(f"{view.code}-n{i}"), nail) for i, nail in enumerate(view.nails)),
        )

    def side(self, foot: Foot) -> Side:
        big, *small = (self.picture(foot, self.atlas.views[code]) for code in self.views)
        return Side(foot, f"{foot.capitalize()} foot", big, tuple(small))

    def picture(self, foot: Foot, view: View) -> Picture:
        own = self.ref(f"{foot}-{view.code}")
        big = view.code == self.views[0]
        tiles = self.groups(own, foot, view, TILE)
        found = [ZoneState(group.state) for group in tiles]
        name = f"{foot.capitalize()} foot, {view.name.lower()}"
        return Picture(
            id=own,
            view=view.code,
            foot=foot,
            name=name,
            short=view.name.removesuffix(" side"),
            summary=": ".join(filter(None, (name, ", ".join(counted(found))))),
            big=big,
            box=" ".join(_numbers(view.box)),
            crop=" ".join(_numbers(view.crop)),
            flip=flip(view, foot),
            outline=self.ref(view.code),
            clip=self.ref(f"{view.code}-clip"),
            mask=self.ref(f"{view.code}-mask") if view.fade else "",
            badge=badge(found),
            patterns=self.patterns(own, self.px if big else SMALL_PX, flipped=foot == view.mirror),
            shades=tuple(_shade(self.id, *light) for light in view.shade),
            areas=self.groups(own, foot, view, AREA),
            tiles=tiles,
            points=self.groups(own, foot, view, POINT),
            landmarks=tuple(
                self.ref(shape.index) for _, shapes in self.atlas.of(view.code, foot, LANDMARK) for shape in shapes
            ),
            nails=tuple(self.ref(f"{view.code}-n{i}") for i in range(len(view.nails))),
            notes=tuple(self.notes(foot, view)),
        )

    def patterns(self, own: str, px: float, *, flipped: bool) -> tuple[Pattern, ...]:
        # Turned back in a mirrored picture, so that the stripes run the same way on both feet.
        transform = f"scale({1 / px:.2f}) rotate({-45 if flipped else 45})"
        return tuple(Pattern(f"{own}-{kind}", self.ref(f"pattern-{kind}"), transform) for kind in PATTERNS)

    def groups(self, own: str, foot: Foot, view: View, layer: str) -> tuple[ZoneGroup, ...]:
        return tuple(
            self.group(own, foot, view, zone, shapes) for zone, shapes in self.atlas.of(view.code, foot, layer)
        )

    def group(self, own: str, foot: Foot, view: View, zone: str, shapes: Sequence[Shape]) -> ZoneGroup:
        state = state_of(self.states, foot, zone)
        look = LOOKS[state]
        name = self.atlas.zones[zone].name
        return ZoneGroup(
            zone=zone,
            name=name,
            state=state,
            look=look.name,
            fill=f"url(#{own}-{look.pattern})" if look.pattern else "",
            label=spoken(name, foot, state, self.pins.get((foot, zone))),
            pin=self.pin(foot, zone),
            at=" ".join(_numbers(view.place(foot, shapes[0].anchor))),
            parts=tuple(self.ref(shape.index) for shape in shapes),
        )

    def notes(self, foot: Foot, view: View) -> Iterable[Note]:
        for zone, shapes in self.atlas.of(view.code, foot, TILE):
            for shape in shapes:
                yield self.note(foot, view, zone, shape)

    def note(self, foot: Foot, view: View, zone: str, shape: Shape) -> Note:
        state = state_of(self.states, foot, zone)
        pin = self.pin(foot, zone) if shape.main else ""
        mark = "" if pin else mark_for(self.purpose, state)
        turn = -shape.turn if foot == view.mirror else shape.turn
        room = fit(shape, px=self.px, sign="pin" if pin else mark and "mark", turn=turn)
        return Note(
            zone=zone,
            at=" ".join(_numbers(view.place(foot, shape.anchor))),
            fit=" ".join((*_numbers((shape.radius, shape.width, shape.height, turn)), str(int(shape.main)))),
            look=LOOKS[state].name,
            mark=self.ref(f"mark-{mark}") if mark else "",
            mark_kind=mark,
            mark_at=room.mark,
            pin=pin,
            lines=_lines(shape.lines),
            words_at=room.words,
        )

    def legend(self) -> tuple[LegendItem, ...]:
        present = {
            LOOKS[state_of(self.states, foot, zone.code)].name
            for zone in self.atlas.zones.values()
            for foot in zone.feet
        }
        return tuple(
            LegendItem(
                state=state,
                look=LOOKS[state].name,
                fill=f"url(#{self.ref('key')}-{LOOKS[state].pattern})" if LOOKS[state].pattern else "",
                words=words,
                shown=state in ALWAYS_IN_LEGEND[self.purpose] or LOOKS[state].name in present,
            )
            for state, words in LEGEND.items()
        )

    def others(self) -> tuple[ChipRow, ...]:
        tiled = {shape.code for shape in self.atlas.shapes if shape.layer == TILE}
        return tuple(
            ChipRow(zone.name, tuple(self.chip(zone.code, zone.name, foot) for foot in zone.feet))
            for zone in self.atlas.zones.values()
            if zone.code not in tiled
        )

    def chip(self, zone: str, name: str, foot: Foot) -> Chip:
        state = state_of(self.states, foot, zone)
        return Chip(
            zone=zone,
            name=name,
            foot=foot,
            foot_name=foot.capitalize(),
            state=state,
            look=LOOKS[state].name,
            label=spoken(name, foot, state, self.pins.get((foot, zone))),
            pin=self.pin(foot, zone),
            pressed="true" if LOOKS[state].in_plan else "false",
        )


def badge(found: Sequence[ZoneState]) -> Badge:
    """The count a small view wears: what to avoid, else what is not checked, else what wants a light hand."""
    for name in ("avoid", "unknown", "caution"):
        some = [state for state in found if LOOKS[state].name == name]
        if some:
            return Badge(name, "?" if name == "unknown" else str(len(some)), ", ".join(counted(some)))
    return Badge("", "", "")


def _numbers(values: Iterable[float]) -> tuple[str, ...]:
    return tuple(number(value) for value in values)


def _lines(lines: Sequence[str]) -> tuple[tuple[str, str], ...]:
    # The first line rises so that the block as a whole sits on the anchor.
    first = 0.35 - (len(lines) - 1) * LINE_STEP / 2
    return tuple((line, f"{LINE_STEP if i else first:.2f}em") for i, line in enumerate(lines))


def _shade(id: str, kind: str, x: float, y: float, rx: float, ry: float, turn: float) -> Shade:
    transform = f"rotate({number(turn)} {number(x)} {number(y)})" if turn else ""
    return Shade(f"{id}-{kind}", number(x), number(y), number(rx), number(ry), transform)
