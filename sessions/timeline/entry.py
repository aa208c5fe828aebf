"""One point of the timeline, and its place in the order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Self

from django.db.models import Q
from django.utils import timezone

if TYPE_CHECKING:
    from knowledge.foot_map import FootMini

Chip = tuple[str, str, str] | tuple[str, str, str, str]
"""Kind, icon, words, and where it leads if anywhere."""
VISIT, INTAKE, FLAG, FLAG_ENDED = 3, 2, 1, 0


class Place(NamedTuple):
    """Where an entry stands: no two share a place, so that a page never splits or repeats one."""

    at: dt.datetime
    rank: int
    key: int

    @classmethod
    def read(cls, text: str) -> Self | None:
        """A place as an address carries it; None for anything else."""
        at, _, rest = text.partition("_")
        rank, _, key = rest.partition("_")
        try:
            # A date at the very end of the calendar has no moment in universal time.
            found = cls(dt.datetime.fromisoformat(at).astimezone(dt.UTC), int(rank), int(key))
        except (ValueError, OverflowError):
            return None
        return found if abs(found.key) < 2**63 else None

    def __str__(self) -> str:
        return f"{self.at.astimezone(dt.UTC).isoformat()}_{self.rank}_{self.key}"

    def before(self, field: str, rank: int) -> Q:
        """Rows of a kind that come after this place, which is to say earlier."""
        if rank < self.rank:
            return Q(**{f"{field}__lte": self.at})
        same = Q(**{field: self.at, "pk__lt": self.key}) if rank == self.rank else Q(pk__in=[])
        return Q(**{f"{field}__lt": self.at}) | same


@dataclass(frozen=True, slots=True)
class Entry:
    """One point on the line."""

    place: Place
    kind: str
    title: str
    words: str = ""
    meta: str = ""
    url: str = ""
    act: str = ""
    chips: Sequence[Chip] = ()
    tone: str = "plain"
    scores: Sequence[str] = ()
    is_locked: bool = False
    feet: FootMini | None = None

    @property
    def at(self) -> dt.datetime:
        return self.place.at

    @property
    def is_today(self) -> bool:
        return timezone.localdate(self.at) == timezone.localdate()

    @property
    def is_timed(self) -> bool:
        """Whether the hour matters: for visits it does."""
        return self.place.rank == VISIT
