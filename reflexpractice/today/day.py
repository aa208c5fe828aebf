"""One day: its visits in order with the free time between them, and what goes with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from reflexpractice.today.needs import Need, needs_of, needs_of_the_desk
from reflexpractice.today.visits import Visit, visits_of_day
from reflexpractice.today.week import Week, week_of

if TYPE_CHECKING:
    from reflexpractice.accounts.models import User

LEAST_GAP = dt.timedelta(minutes=30)
SOON = 90  # minutes


@dataclass(frozen=True, slots=True)
class Gap:
    """Free time between two visits."""

    starts_at: dt.datetime
    until: dt.datetime


@dataclass(frozen=True, slots=True)
class Day:
    """What the page of a day shows; `week` is for those who treat, and of `needs` most are."""

    date: dt.date
    is_today: bool
    treats: bool
    may_book: bool
    visits: Sequence[Visit]
    rows: Sequence[Visit | Gap]
    needs: Sequence[Need]
    next: Visit | None
    before: Sequence[str]
    week: Week | None

    @property
    def waiting(self) -> int:
        return sum(need.count for need in self.needs)

    @property
    def previous_date(self) -> dt.date:
        return self.date - dt.timedelta(days=1)

    @property
    def next_date(self) -> dt.date:
        return self.date + dt.timedelta(days=1)

    @property
    def minutes_to_next(self) -> int | None:
        """Whole minutes until the next visit begins; None when that is not soon."""
        if self.next is None:
            return None
        minutes = int((self.next.session.starts_at - timezone.now()).total_seconds() // 60)
        return minutes if 0 <= minutes <= SOON else None


def day_of(user: User, date: dt.date) -> Day:
    """The day of a practitioner; for reception, the day of the whole practice without any health fact."""
    treats = user.has_perm("clients.view_flag")
    visits = visits_of_day(user, date, treats=treats)
    upcoming = next((visit for visit in visits if visit.is_next), None)
    return Day(
        date=date,
        is_today=date == timezone.localdate(),
        treats=treats,
        may_book=user.has_perm("treatments.add_treatmentsession"),
        visits=visits,
        # The free time of several people together is nobody's.
        rows=list(_with_gaps(visits)) if treats else visits,
        needs=needs_of(user, visits) if treats else needs_of_the_desk(user),
        next=upcoming,
        before=list(upcoming.before) if upcoming and treats else [],
        week=week_of(user, date) if treats else None,
    )


def _with_gaps(visits: Iterable[Visit]) -> Iterable[Visit | Gap]:
    """Visits with the free time of half an hour or more between them."""
    ended: dt.datetime | None = None
    for visit in visits:
        if ended and visit.session.starts_at - ended >= LEAST_GAP:
            yield Gap(ended, visit.session.starts_at)
        yield visit
        ended = max(ended or visit.session.ends_at, visit.session.ends_at)
