"""How a client's goals have gone: the scores over time as a line and as a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone

from clients.models import Client
from sessions.models import Score

WIDTH, HEIGHT, EDGE = 120, 32, 4
MOST_VISITS = 24
LEAST_CHANGE = 2
"""The smallest change that counts on a scale of 0 to 10: measured for lasting pain (Farrar and others, Pain 2001;
94:149-158: about two points, or 30 in a hundred, went with "much improved"), a rule of thumb for anything else."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One goal: the scores before each visit, drawn and in words."""

    goal: str
    scores: Sequence[tuple[dt.date, int]]
    worst: int = 10

    @property
    def meaning(self) -> str:
        """Whether the change since the first visit is more than chance; "" with one visit."""
        if len(self.scores) < 2:
            return ""
        change = self.scores[-1][1] - self.scores[0][1]
        if not change:
            return "No change."
        points = f"{abs(change)} point{'' if abs(change) == 1 else 's'} {'more' if change > 0 else 'less'}"
        return f"{points}: {'enough to count' if abs(change) >= LEAST_CHANGE else 'may be chance'}."

    @property
    def words(self) -> str:
        """ "8 → 6 over 5 visits"."""
        first, last, visits = self.scores[0][1], self.scores[-1][1], len(self.scores)
        return f"{first} → {last} over {visits} visits" if visits > 1 else f"{last} at one visit"

    @property
    def points(self) -> str:
        """The line's points; the worst lies on top."""
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in self._places())

    @property
    def last_point(self) -> tuple[str, str]:
        x, y = self._places()[-1]
        return f"{x:.1f}", f"{y:.1f}"

    def _places(self) -> list[tuple[float, float]]:
        step = (WIDTH - 2 * EDGE) / max(1, len(self.scores) - 1)
        return [
            (EDGE + number * step, EDGE + (self.worst - score) / self.worst * (HEIGHT - 2 * EDGE))
            for number, (_, score) in enumerate(self.scores)
        ]


def outcomes_of(client: Client) -> list[Outcome]:
    """The goals that were scored in signed sessions, oldest score first."""
    rows = (
        Score.objects.filter(note__session__client=client, note__signed_at__isnull=False, before__isnull=False)
        .order_by("-note__session__starts_at")
        .values_list("goal", "note__session__starts_at", "before")[: MOST_VISITS * 4]
    )
    found: dict[str, list[tuple[dt.date, int]]] = {}
    for goal, at, before in rows:
        if before is not None:
            found.setdefault(goal, []).append((timezone.localdate(at), before))
    return [Outcome(goal, _oldest_first(scores)) for goal, scores in found.items()]


def _oldest_first(scores: Iterable[tuple[dt.date, int]]) -> list[tuple[dt.date, int]]:
    return list(scores)[:MOST_VISITS][::-1]
