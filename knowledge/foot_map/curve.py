"""Smooth closed curves through control points, as SVG path text and as flat polygons."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import dist, sqrt
from typing import TypeAlias

Point: TypeAlias = tuple[float, float]
Ring: TypeAlias = Sequence[Sequence[float]]
Cubic: TypeAlias = tuple[Point, Point, Point, Point]

SMALLEST_STEP = 0.001


def curve_path(rings: Iterable[Ring]) -> str:
    """The SVG path through every point of the closed rings, in map units with one decimal; even-odd."""
    return "".join(_ring_path(cubics(ring)) for ring in rings)


def short_path(rings: Iterable[Ring]) -> str:
    """The same curve in relative steps: half the bytes for a page, no drift, one decimal."""
    return "".join(_short_ring_path(cubics(ring)) for ring in rings)


def cubics(ring: Ring) -> list[Cubic]:
    """A closed ring as centripetal Catmull-Rom curves: start, two handles, end, for each point in turn."""
    points = [(float(x), float(y)) for x, y in ring]
    count = len(points)
    return [_cubic(points[i - 1], points[i], points[(i + 1) % count], points[(i + 2) % count]) for i in range(count)]


def flatten(ring: Ring, *, steps: int = 6) -> list[Point]:
    """The ring's curve as a polygon with that many straight steps between two control points."""
    return [_on(cubic, step / steps) for cubic in cubics(ring) for step in range(steps)]


def number(value: float) -> str:
    """A length for SVG text: at most one decimal, never "-0" and never a trailing ".0"."""
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")


def _cubic(before: Point, start: Point, end: Point, after: Point) -> Cubic:
    d1, d2, d3 = (_step(before, start), _step(start, end), _step(end, after))
    return start, _handle(before, start, end, d1, d2), _handle(after, end, start, d3, d2), end


def _step(a: Point, b: Point) -> float:
    # The square root of the distance is what makes the curve centripetal: it does not overshoot.
    return max(sqrt(dist(a, b)), SMALLEST_STEP)


def _handle(outer: Point, near: Point, far: Point, d1: float, d2: float) -> Point:
    near_weight = 2 * d1 * d1 + 3 * d1 * d2 + d2 * d2
    whole = 3 * d1 * (d1 + d2)
    x, y = ((d1 * d1 * far[i] - d2 * d2 * outer[i] + near_weight * near[i]) / whole for i in (0, 1))
    return x, y


def _on(cubic: Cubic, t: float) -> Point:
    a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
    x, y = (a * cubic[0][i] + b * cubic[1][i] + c * cubic[2][i] + d * cubic[3][i] for i in (0, 1))
    return x, y


def _pair(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"


def _ring_path(curves: Sequence[Cubic]) -> str:
    steps = "".join("C" + " ".join(_pair(point) for point in curve[1:]) for curve in curves)
    return f"M{_pair(curves[0][0])}{steps}Z" if curves else ""


def _short_ring_path(curves: Sequence[Cubic]) -> str:
    # Every step starts from the rounded end of the last one, so rounding never adds up.
    ends = [curve[3] for curve in curves]
    starts = [_tenths(end) for end in (ends[-1], *ends[:-1])] if ends else []
    steps = (
        value - start[axis]
        for start, curve in zip(starts, curves, strict=True)
        for point in curve[1:]
        for axis, value in enumerate(_tenths(point))
    )
    return f"M{_pair(curves[0][0])}c{_packed(steps)}z" if curves else ""


def _tenths(point: Point) -> tuple[int, int]:
    return round(point[0] * 10), round(point[1] * 10)


def _packed(tenths: Iterable[int]) -> str:
    numbers = [number(step / 10).replace("0.", ".", 1) if abs(step) < 10 else number(step / 10) for step in tenths]
    # A minus sign parts two numbers as well as a space does.
    gaps = ("" if after.startswith("-") else " " for _, after in pairwise(["", *numbers]))
    return "".join(gap + text for gap, text in zip(gaps, numbers, strict=True)).lstrip()
