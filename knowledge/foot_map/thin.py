"""Fewer points for a drawing the size of a thumbnail."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import dist

from knowledge.foot_map.curve import Point


def thin(polygon: Sequence[Point], tolerance: float) -> list[Point]:
    """The closed polygon with only the points that stray more than tolerance (map units) from a line."""
    far = max(range(len(polygon)), key=lambda i: dist(polygon[0], polygon[i]))
    there = _thin([*polygon[: far + 1]], tolerance)
    back = _thin([*polygon[far:], polygon[0]], tolerance)
    return there[:-1] + back[:-1]


def polygon_path(polygons: Iterable[Sequence[Point]]) -> str:
    """Closed polygons as SVG path text in whole units, in relative steps."""
    return "".join(_polygon([(round(x), round(y)) for x, y in polygon]) for polygon in polygons)


def _thin(line: list[Point], tolerance: float) -> list[Point]:
    away = [_from_line(point, line[0], line[-1]) for point in line]
    worst = max(range(len(line)), key=away.__getitem__)
    if away[worst] <= tolerance:
        return [line[0], line[-1]]
    return _thin(line[: worst + 1], tolerance)[:-1] + _thin(line[worst:], tolerance)


def _from_line(point: Point, start: Point, end: Point) -> float:
    length = dist(start, end)
    if not length:
        return dist(point, start)
    across = (end[0] - start[0]) * (start[1] - point[1]) - (start[0] - point[0]) * (end[1] - start[1])
    return abs(across) / length


def _polygon(points: Sequence[tuple[int, int]]) -> str:
    steps = "".join(f"{x1 - x0:+d}{y1 - y0:+d}" for (x0, y0), (x1, y1) in pairwise(points))
    return f"M{points[0][0]} {points[0][1]}l{steps.replace('+', ' ').strip()}z"
