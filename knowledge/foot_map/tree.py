"""The drawn map as a plain tree: templates loop over it and decide nothing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Path:
    """One drawn path, stored once on the page under its id."""

    id: str
    d: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """An overlay drawn at a constant size on screen: its id, its drawing and its transform."""

    id: str
    drawing: str
    transform: str


@dataclass(frozen=True, slots=True)
class ZoneGroup:
    """All shapes of one zone in one picture: one stop for the keyboard, one state, one spoken label."""

    zone: str
    name: str
    state: str
    look: str
    fill: str
    label: str
    pin: str
    at: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """Mark, pin and words over one shape, in the layer that is never mirrored."""

    zone: str
    at: str
    fit: str
    look: str
    mark: str
    mark_kind: str
    mark_at: str
    pin: str
    lines: tuple[tuple[str, str], ...]
    words_at: str


@dataclass(frozen=True, slots=True)
class Shade:
    """A soft light or shadow on the skin."""

    kind: str
    x: str
    y: str
    rx: str
    ry: str
    transform: str


@dataclass(frozen=True, slots=True)
class Badge:
    """How many zones of a small view carry a warning: the colour, the number, the words."""

    look: str
    text: str
    words: str


@dataclass(frozen=True, slots=True)
class Picture:
    """One view of one foot."""

    id: str
    view: str
    foot: str
    name: str
    short: str
    summary: str
    big: bool
    box: str
    crop: str
    flip: str
    outline: str
    clip: str
    mask: str
    badge: Badge
    patterns: tuple[Pattern, ...]
    shades: tuple[Shade, ...]
    areas: tuple[ZoneGroup, ...]
    tiles: tuple[ZoneGroup, ...]
    points: tuple[ZoneGroup, ...]
    landmarks: tuple[str, ...]
    nails: tuple[str, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One foot: its name, the picture in the big place and the small ones beside it."""

    foot: str
    name: str
    big: Picture
    small: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class ViewDefinition:
    """What all pictures of a view share: outline, and the fade where the leg is cut."""

    outline: Path
    clip: str
    mask: str
    fade: str
    fade_from: tuple[str, ...]
    box: tuple[str, ...]
    nails: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class LegendItem:
    """A swatch of the legend; shown when the state is on the map."""

    state: str
    look: str
    fill: str
    words: str
    shown: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """A button for a zone that has no tile to tap: a plain area or a point, on one foot."""

    zone: str
    name: str
    foot: str
    foot_name: str
    state: str
    look: str
    label: str
    pin: str
    pressed: str


@dataclass(frozen=True, slots=True)
class ChipRow:
    """A plain area or point with its feet."""

    name: str
    chips: tuple[Chip, ...]


@dataclass(frozen=True, slots=True)
class FootMap:
    """Everything the foot map's templates show."""

    id: str
    purpose: str
    interactive: bool
    help: str
    looks: str
    paths: tuple[Path, ...]
    views: tuple[ViewDefinition, ...]
    key_patterns: tuple[Pattern, ...]
    sides: tuple[Side, ...]
    legend: tuple[LegendItem, ...]
    tenderness: tuple[str, ...]
    others: tuple[ChipRow, ...]
