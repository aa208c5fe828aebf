"""One sole by its regions, to point at where something is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from knowledge.foot_map.atlas import AREA, SOLE
from knowledge.foot_map.curve import number, short_path

# Room beside the sole for the words of regions that are too narrow to hold them, in map units.
BESIDE, NARROW, WORD = 28, 60, 88


@dataclass(frozen=True, slots=True)
class Part:
    """One region: its path, where its word stands and how much room it has; a narrow one has it outside, turned."""

    code: str
    d: str
    x: str
    y: str
    room: float
    is_narrow: bool


@dataclass(frozen=True, slots=True)
class Sole:
    """A right sole, seen from below; the left one is its mirror image."""

    box: str
    wide: str
    outline: str
    parts: tuple[Part, ...]


def draw_sole(footmap: Mapping[str, Any]) -> Sole:
    """The sole of a knowledge document's foot map. Raises KeyError when the document draws none."""
    view = footmap["views"][SOLE]
    wide, high = view["box"][2:]
    shapes = [row for row in footmap["regions"] if row["view"] == SOLE and row["layer"] == AREA]
    return Sole(
        box=f"{-BESIDE} -8 {number(wide + 2 * BESIDE)} {number(high + 16)}",
        wide=number(wide),
        outline=short_path(view["outline"]),
        parts=tuple(_part(row, wide) for row in shapes),
    )


def _part(row: Mapping[str, Any], wide: float) -> Part:
    x, y = row["anchor"]
    is_narrow = min(row["w"], row["h"]) < NARROW
    if is_narrow:
        x += WORD if x > wide / 2 else -WORD
    room = max(row["w"], row["h"]) if is_narrow else row["w"]
    return Part(row["region"], short_path(row["rings"]), number(x), number(y), room, is_narrow)
