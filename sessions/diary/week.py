"""What the calendar shows: visits, time kept free, absences, and free time that can be booked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from sessions.diary.hours import Span, hours_on, joined, without
from sessions.diary.slots import TAKES_TIME
from sessions.models import Absence, TreatmentSession, WorkingHours
from sessions.models.session import LONGEST_AROUND

if TYPE_CHECKING:
    from reflexpractice.accounts.models import User

Status = TreatmentSession.Status
USUAL = (dt.time(9), dt.time(17))
"""Free time is offered between these on weekdays where no working hours are set."""

HALF_HOUR = dt.timedelta(minutes=30)
LEAST_FREE = dt.timedelta(minutes=15)
FIRST_HOUR, LAST_HOUR = 8, 18


@dataclass(frozen=True, slots=True)
class Entry:
    """Something in a column: a visit, a time somebody is busy or away, a time kept free, or a free time."""

    kind: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    words: str = ""
    session: TreatmentSession | None = None
    needs_review: bool = False
    """For those who see nothing about health; whoever treats finds it all on the plan."""

    @property
    def place(self) -> str:
        """Classes that say where it stands; styles in the page itself are refused."""
        begins, ends = timezone.localtime(self.starts_at), timezone.localtime(self.ends_at)
        until = 24 if ends.date() > begins.date() else ends.hour
        minute = 0 if until == 24 else ends.minute
        return f"h-{begins.hour} m-{begins.minute // 5 * 5} th-{until} tm-{minute // 5 * 5}"


@dataclass(frozen=True, slots=True)
class Column:
    """One day of one practitioner, in order of time."""

    day: dt.date
    practitioner: User
    entries: Sequence[Entry]

    @property
    def visits(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.session]


@dataclass(frozen=True, slots=True)
class Calendar:
    columns: Sequence[Column]
    first_hour: int
    last_hour: int

    @property
    def agenda(self) -> Sequence[Column]:
        """Those columns that hold a visit the user may see."""
        return [column for column in self.columns if column.visits]

    @property
    def hours(self) -> range:
        return range(self.first_hour, self.last_hour)


def calendar_of(user: User, practitioners: Sequence[User], days: Sequence[dt.date]) -> Calendar:
    """The days of these practitioners as this user may see them, in a fixed number of queries.

    Visits of clients whom the user may not see are only "busy".
    """
    since, until = _midnight(days[0]), _midnight(days[-1] + dt.timedelta(days=1))
    sessions = _sessions(practitioners, since, until)
    rows = TreatmentSession.objects.visible_to(user).filter(pk__in=[row.pk for row in sessions])
    treats = user.has_perm("clients.view_flag")
    seen = dict.fromkeys(rows.values_list("pk", flat=True), treats)
    hours = list(WorkingHours.objects.filter(practitioner__in=practitioners))
    absences = list(
        Absence.objects.filter(Q(practitioner__in=practitioners) | Q(practitioner=None)).between(since, until)
    )
    columns = [
        Column(day, person, _entries(day, _about(person, sessions, hours, absences), seen))
        for day in days
        for person in practitioners
    ]
    first, last = _range(columns)
    return Calendar([_clipped(column, first, last) for column in columns], first, last)


@dataclass(frozen=True, slots=True)
class _Diary:
    """All there is about one practitioner in the days that are shown."""

    sessions: Sequence[TreatmentSession]
    hours: Sequence[WorkingHours]
    absences: Sequence[Absence]


def _sessions(people: Sequence[User], since: dt.datetime, until: dt.datetime) -> list[TreatmentSession]:
    around = dt.timedelta(minutes=LONGEST_AROUND + 240)
    rows = TreatmentSession.objects.filter(practitioner__in=people).exclude(status=Status.CANCELLED)
    return list(
        rows.filter(starts_at__gte=since - around, starts_at__lt=until + around)
        .select_related("client", "practitioner", "location", "room__location", "outlook")
        .defer("outlook__known", "outlook__news")
        .order_by("starts_at", "pk")
    )


def _about(
    person: User,
    sessions: Iterable[TreatmentSession],
    hours: Iterable[WorkingHours],
    absences: Iterable[Absence],
) -> _Diary:
    return _Diary(
        [row for row in sessions if row.practitioner_id == person.pk],
        [row for row in hours if row.practitioner_id == person.pk],
        [row for row in absences if row.practitioner_id in (person.pk, None)],
    )


def _entries(day: dt.date, diary: _Diary, seen: Mapping[int, bool]) -> list[Entry]:
    whole = (_midnight(day), _midnight(day + dt.timedelta(days=1)))
    taken = [row for row in diary.sessions if row.status in TAKES_TIME]
    away = [(max(row.starts_at, whole[0]), min(row.ends_at, whole[1]), row.reason) for row in diary.absences]
    entries = [
        *(_visit(row, seen) for row in diary.sessions if whole[0] <= row.starts_at < whole[1]),
        *(Entry("kept", *span) for row in taken for span in _around(row) if whole[0] <= span[0] < whole[1]),
        *(Entry("away", begins, ends, words) for begins, ends, words in away if begins < ends),
    ]
    busy = [(row.kept_from, row.kept_until) for row in taken] + [(begins, ends) for begins, ends, _ in away]
    past = (whole[0], max(timezone.now(), whole[0]))
    spans = without(_worked(day, diary.hours), [*busy, past])
    entries += [Entry("free", *cell) for span in spans for cell in _cells(*span)]
    return sorted(entries, key=lambda entry: (entry.starts_at, entry.kind))


def _visit(row: TreatmentSession, seen: Mapping[int, bool]) -> Entry:
    """`seen`: the visits that may be shown, and whether to somebody who treats."""
    if row.pk not in seen:
        return Entry("busy", row.starts_at, row.ends_at)
    kind = "visit" if row.status in (Status.BOOKED, Status.STARTED) else "over"
    return Entry(kind, row.starts_at, row.ends_at, session=row, needs_review=row.needs_review and not seen[row.pk])


def _around(row: TreatmentSession) -> Iterator[Span]:
    """The time kept free before and after."""
    if row.travel_minutes:
        yield row.kept_from, row.starts_at
    if row.buffer_minutes:
        yield row.ends_at, row.kept_until


def _worked(day: dt.date, hours: Sequence[WorkingHours]) -> list[Span]:
    usual = [] if hours else [WorkingHours(weekday=number, begins=USUAL[0], ends=USUAL[1]) for number in range(5)]
    return joined(hours_on(day, [*hours, *usual]))


def _cells(begins: dt.datetime, ends: dt.datetime) -> Iterator[Span]:
    """Free time in pieces of about half an hour, cut where the half hours of the clock are."""
    begins = _up_to_step(begins)
    while ends - begins >= LEAST_FREE:
        cut = _half_hour_after(begins)
        until = ends if ends - cut < HALF_HOUR else cut
        yield begins, until
        begins = until


def _half_hour_after(moment: dt.datetime) -> dt.datetime:
    """The first half hour of the clock that is at least half an hour later."""
    later = moment + HALF_HOUR
    return later + dt.timedelta(minutes=-later.minute % 30)


def _up_to_step(moment: dt.datetime) -> dt.datetime:
    """The next five minutes, unless it is on them."""
    whole = moment.replace(second=0, microsecond=0)
    whole += dt.timedelta(minutes=1) if whole < moment else dt.timedelta()
    return whole + dt.timedelta(minutes=-whole.minute % 5)


def _range(columns: Iterable[Column]) -> tuple[int, int]:
    """The hours that hold everything but absences, which may last for days."""
    shown = [entry for column in columns for entry in column.entries if entry.kind != "away"]
    begins = [timezone.localtime(entry.starts_at) for entry in shown]
    ends = [(timezone.localtime(entry.ends_at), entry) for entry in shown]
    last = [
        24 if end.date() > timezone.localtime(entry.starts_at).date() else end.hour + bool(end.minute)
        for end, entry in ends
    ]
    return min([FIRST_HOUR, *(begin.hour for begin in begins)]), max([LAST_HOUR, *last])


def _clipped(column: Column, first: int, last: int) -> Column:
    """Without what of an absence lies outside the hours that are shown."""
    begins = _midnight(column.day).replace(hour=first)
    ends = _midnight(column.day + dt.timedelta(days=last // 24)).replace(hour=last % 24)
    entries = [
        replace(entry, starts_at=max(entry.starts_at, begins), ends_at=min(entry.ends_at, ends))
        for entry in column.entries
        if entry.kind != "away" or (entry.starts_at < ends and entry.ends_at > begins)
    ]
    return replace(column, entries=entries)


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
