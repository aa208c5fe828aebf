"""What fits into a shape at a size on screen: a mark, a pin, the words; foot-map.js does the same sums."""

from dataclasses import dataclass

from knowledge.foot_map.atlas import Shape
from knowledge.foot_map.curve import number

MARK, PIN, LEAST_PIN = 18, 24, 14
LEAST_RADIUS = 6.5
GLYPH, LINE, GAP = 0.565, 1.06, 2
ROOMY = 0.8


@dataclass(frozen=True, slots=True)
class Fit:
    """Transforms for one shape's mark and words; empty where a thing does not fit."""

    mark: str = ""
    words: str = ""


def font(px: float) -> float:
    """Label size in screen pixels when a map unit is px pixels wide."""
    return 13 if px >= ROOMY else 11.5


def fit(shape: Shape, *, px: float, sign: str, turn: float) -> Fit:
    """Mark, pin or neither (sign "mark", "pin", "") and the words, when a map unit is px pixels wide.

    A mark wins over words; both show, mark above words, where the height allows it.
    """
    size = _sign_size(shape, px, sign)
    if not _words_fit(shape, px, beside=size, turn=turn):
        return Fit(_mark(0, size, px, sign) if size else "")
    text = LINE * font(px) * len(shape.lines)
    if not size:
        return Fit(words=f"rotate({number(turn)})" if turn else "translate(0 0)")
    return Fit(_mark(-(text + GAP) / 2, size, px, sign), f"translate(0 {number((size + GAP) / 2 / px)})")


def _sign_size(shape: Shape, px: float, sign: str) -> float:
    room = 1.7 * shape.radius * px
    if sign == "pin":
        return min(PIN, max(LEAST_PIN, room))
    return min(MARK, room) if sign and shape.radius * px >= LEAST_RADIUS else 0


def _words_fit(shape: Shape, px: float, *, beside: float, turn: float) -> bool:
    if not shape.lines or (beside and turn):
        return False
    longest = max(len(line) for line in shape.lines)
    height = LINE * font(px) * len(shape.lines) + (beside + GAP if beside else 0)
    share = 0.95 if beside else 1.03
    return GLYPH * font(px) * longest <= share * shape.width * px and height <= shape.height * px


def _mark(rise: float, size: float, px: float, sign: str) -> str:
    scale = size / (PIN if sign == "pin" else MARK) / px
    return f"translate(0 {number(rise / px)})scale({scale:.2f})"
