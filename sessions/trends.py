"""How tender each zone was, visit by visit."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from django.utils import timezone

from clients.models import Client
from sessions.models import Note, ZoneFinding
from sessions.outcomes import Outcome

VISITS, ZONES = 12, 8
WORST = 3

Key = tuple[str, str]


def trends_of(client: Client) -> list[Outcome]:
    """The zones that were tender in the last signed visits, oldest score first; the most tender of late come first.

    One query, whatever the number of visits.
    """
    notes = Note.objects.filter(session__client=client, signed_at__isnull=False).order_by("-session__starts_at", "-pk")
    rows = ZoneFinding.objects.filter(note__in=notes.values("pk")[:VISITS], tenderness__isnull=False).order_by()
    found: dict[Key, list[tuple[dt.date, int]]] = defaultdict(list)
    for at, side, name, tenderness in rows.values_list("note__session__starts_at", "side", "zone_name", "tenderness"):
        found[name, side].append((timezone.localdate(at), tenderness or 0))
    lines = [_line(key, sorted(scores)) for key, scores in found.items() if any(tender for _, tender in scores)]
    return sorted(lines, key=_by_weight)[:ZONES]


def _line(key: Key, scores: list[tuple[dt.date, int]]) -> Outcome:
    name, side = key
    return Outcome(f"{name}, {side}", scores, worst=WORST)


def _by_weight(line: Outcome) -> tuple[int, int, str]:
    """The last value counts most, then the sum of all."""
    return -line.scores[-1][1], -sum(score for _, score in line.scores), line.goal
