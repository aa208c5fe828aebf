"""A page of the timeline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from clients.models import Client
from sessions.timeline.entry import Entry, Place
from sessions.timeline.told import flags, intakes
from sessions.timeline.visits import visits

PAGE = 20
KINDS = (("", "Everything"), ("visits", "Visits"), ("health", "Health facts"), ("forms", "Forms"))
ONE_GO = dt.timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Timeline:
    """Entries, newest first, and the place after which older ones begin; "" when there are none."""

    entries: Sequence[Entry]
    older: str


def timeline_of(client: Client, *, treats: bool, after: Place | None = None, show: str = "") -> Timeline:
    """The next page after a place, or the first, of everything or of one kind.

    For reception only the visits, without what was found.
    """
    found: list[Entry] = []
    if show in ("", "visits"):
        found += visits(client, after, most=PAGE + 1, treats=treats)
    if treats and show in ("", "forms"):
        found += intakes(client, after, most=PAGE + 1)
    if treats and show in ("", "health"):
        found += flags(client, after)
    found.sort(key=lambda entry: entry.place, reverse=True)
    shown = found[:PAGE]
    return Timeline(list(_gathered(shown)), str(shown[-1].place) if len(found) > PAGE else "")


def _gathered(entries: Iterable[Entry]) -> Iterable[Entry]:
    """Facts recorded in one go, such as a review, as one entry."""
    last: Entry | None = None
    for entry in entries:
        if last and _in_one_go(last, entry):
            last = replace(
                last, chips=[*last.chips, *entry.chips], words=" ".join(filter(None, [last.words, entry.words]))
            )
            continue
        if last:
            yield last
        last = entry
    if last:
        yield last


def _in_one_go(later: Entry, earlier: Entry) -> bool:
    same = later.kind == earlier.kind == "flag" and (later.title, later.meta) == (earlier.title, earlier.meta)
    return same and later.at - earlier.at <= ONE_GO
