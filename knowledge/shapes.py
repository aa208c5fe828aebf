"""Plain geometry of the foot map's control points, in foot units; no Django."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations

Point = tuple[float, float]
Ring = Sequence[Sequence[float]]

FEWEST, MOST = 6, 120
# Curves swing a little past their control points, so a shape may touch the line.
MOSTLY = 0.95


def faults(rings: object) -> list[str]:
    """What is wrong with rings of control points, in sentences; empty when they can be drawn."""
    if not isinstance(rings, list) or not rings or not all(isinstance(ring, list) for ring in rings):
        return ["Write a list of rings, each a list of points."]
    return [sentence for number, ring in enumerate(rings, 1) if (sentence := _fault(number, ring))]


def _fault(number: int, ring: list[object]) -> str:
    if not FEWEST <= len(ring) <= MOST:
        return f"Ring {number} has {len(ring)} points; it needs {FEWEST} to {MOST}."
    points = [_point(item) for item in ring]
    if None in points:
        return f"Ring {number}: a point is two numbers, [x, y]."
    if _crosses_itself([point for point in points if point]):
        return f"Ring {number} crosses itself."
    return ""


def _point(item: object) -> Point | None:
    if not isinstance(item, list) or len(item) != 2:
        return None
    numbers = [n for n in item if isinstance(n, int | float) and not isinstance(n, bool) and math.isfinite(n)]
    return (numbers[0], numbers[1]) if len(numbers) == 2 else None


def edges(ring: Ring) -> list[tuple[Point, Point]]:
    """The straight edges between a ring's points, closed."""
    points = [(point[0], point[1]) for point in ring]
    return list(zip(points, points[1:] + points[:1], strict=True))


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _cross(one: tuple[Point, Point], two: tuple[Point, Point]) -> bool:
    (a, b), (c, d) = one, two
    return _turn(a, b, c) * _turn(a, b, d) < 0 and _turn(c, d, a) * _turn(c, d, b) < 0


def _crosses_itself(points: list[Point]) -> bool:
    return any(_cross(one, two) for one, two in combinations(edges(points), 2))


def inside(rings: Sequence[Ring], point: Point) -> bool:
    """Whether a point lies in the shape, holes left out (even-odd rule)."""
    x, y = point
    crossings = 0
    for ring in rings:
        for (x1, y1), (x2, y2) in edges(ring):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                crossings += 1
    return crossings % 2 == 1


def share_inside(outline: Sequence[Ring], rings: Sequence[Ring]) -> float:
    """Share (0 to 1) of a shape's control points that lie inside the outline."""
    points = [(point[0], point[1]) for ring in rings for point in ring]
    return sum(inside(outline, point) for point in points) / len(points)


def clearance(rings: Sequence[Ring], point: Point) -> float:
    """Distance from a point to the nearest edge, in foot units."""
    return round(min(_distance(point, edge) for ring in rings for edge in edges(ring)), 1)


def _distance(point: Point, edge: tuple[Point, Point]) -> float:
    (x1, y1), (x2, y2) = edge
    length = (x2 - x1) ** 2 + (y2 - y1) ** 2
    along = ((point[0] - x1) * (x2 - x1) + (point[1] - y1) * (y2 - y1)) / length if length else 0.0
    share = min(1.0, max(0.0, along))
    return math.dist(point, (x1 + share * (x2 - x1), y1 + share * (y2 - y1)))


def chord(rings: Sequence[Ring], point: Point, degrees: float) -> float:
    """Clear width through a point in a direction, in foot units; 0 when the point lies outside."""
    angle = math.radians(degrees)
    hits = [hit for ring in rings for edge in edges(ring) if (hit := _along(point, angle, edge)) is not None]
    before = [hit for hit in hits if hit <= 0]
    after = [hit for hit in hits if hit >= 0]
    return round(min(after) - max(before), 1) if before and after and inside(rings, point) else 0.0


def _along(point: Point, angle: float, edge: tuple[Point, Point]) -> float | None:
    """How far along the line through the point an edge is met, if it is."""
    (ax, ay), (bx, by) = (_turned(end, point, -angle) for end in edge)
    return ax + (bx - ax) * ay / (ay - by) if (ay > 0) != (by > 0) else None


def _turned(end: Point, centre: Point, angle: float) -> Point:
    x, y = end[0] - centre[0], end[1] - centre[1]
    return x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle)
