"""Stripes and dots as real lines, cut to a shape: they print alike everywhere, in colour or in black."""

from collections.abc import Iterator, Sequence
from math import ceil, cos, radians, sin

from knowledge.foot_map.curve import Point

Polygons = Sequence[Sequence[Point]]
Segment = tuple[Point, Point]


def stripes(polygons: Polygons, *, gap: float, angle: float = -45) -> list[Segment]:
    """The pieces of evenly spaced parallel lines inside the shape (even-odd); angle in degrees."""
    turned = [[_turn(point, -angle) for point in polygon] for polygon in polygons]
    return [
        (_turn((start, y), angle), _turn((end, y), angle))
        for y in _rows(turned, gap)
        for start, end in inside(turned, y)
    ]


def dots(polygons: Polygons, *, gap: float, radius: float) -> list[Point]:
    """The centres of evenly spaced dots that lie wholly inside the shape, every other row shifted."""
    return [
        (x, y)
        for y in _rows(polygons, gap)
        for x in _along(polygons, y, gap)
        if all(_holds(polygons, x, y + step, radius) for step in (-radius, 0, radius))
    ]


def inside(polygons: Polygons, y: float) -> list[tuple[float, float]]:
    """The stretches of the level line y that lie inside the shape (even-odd)."""
    crossings = sorted(x for polygon in polygons for x in _crossings(polygon, y))
    return list(zip(crossings[::2], crossings[1::2], strict=True))


def _crossings(polygon: Sequence[Point], y: float) -> Iterator[float]:
    for (x0, y0), (x1, y1) in zip(polygon, [*polygon[1:], polygon[0]], strict=True):
        # Half-open, so that a corner on the line counts once.
        if (y0 <= y) != (y1 <= y):
            yield x0 + (x1 - x0) * (y - y0) / (y1 - y0)


def _rows(polygons: Polygons, gap: float) -> Iterator[float]:
    levels = [y for polygon in polygons for _, y in polygon]
    row = ceil(min(levels) / gap)
    while row * gap < max(levels):
        yield row * gap
        row += 1


def _along(polygons: Polygons, y: float, gap: float) -> Iterator[float]:
    shift = gap / 2 if round(y / gap) % 2 else 0
    for start, end in inside(polygons, y):
        column = ceil((start - shift) / gap)
        while column * gap + shift < end:
            yield column * gap + shift
            column += 1


def _holds(polygons: Polygons, x: float, y: float, margin: float) -> bool:
    return any(start + margin <= x <= end - margin for start, end in inside(polygons, y))


def _turn(point: Point, angle: float) -> Point:
    c, s = cos(radians(angle)), sin(radians(angle))
    return point[0] * c - point[1] * s, point[0] * s + point[1] * c
