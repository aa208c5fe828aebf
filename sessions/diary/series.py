"""Visits that repeat: each is a session of its own, on the clock on the wall, checked for its own day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Unpack

from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from clients.models import Client
from reflexpractice.accounts.models import User
from reflexpractice.audit.chain import record
from sessions.booking import Where, book_session, cancel_session, settle, shift
from sessions.clock import moment_on
from sessions.diary.refusals import NotBooked
from sessions.diary.slots import let_take_turns
from sessions.models import Series, TreatmentSession

MOST = 52
"""Visits of one series, at most."""


class Reach(models.TextChoices):
    """How far a change of one visit of a series goes."""

    THIS = "this", "Only this visit"
    FOLLOWING = "following", "This and those after it"
    ALL = "all", "All that are still to come"


def days_of(
    first: dt.date, *, weeks_apart: int, times: int | None = None, until: dt.date | None = None
) -> list[dt.date]:
    """The days of a series: so many times, or until a date; never more than a year's worth."""
    days = (first + dt.timedelta(weeks=number * weeks_apart) for number in range(min(times or MOST, MOST)))
    return [day for day in days if until is None or day <= until]


@transaction.atomic
def book_series(
    *,
    client: Client,
    practitioner: User,
    moments: Sequence[dt.datetime],
    minutes: int,
    weeks_apart: int,
    aim: str = "",
    anyway: bool = False,
    by: User,
    **where: Unpack[Where],
) -> Series:
    """Book every one of these visits or, with CannotBook, none; pressed twice it is booked once."""
    let_take_turns([practitioner])
    if same := _same_series(client, practitioner, moments):
        return same
    series = Series.objects.create(client=client, practitioner=practitioner, weeks_apart=weeks_apart, created_by=by)
    for moment in moments:
        book_session(
            client=client,
            practitioner=practitioner,
            starts_at=moment,
            minutes=minutes,
            aim=aim,
            series=series,
            anyway=anyway,
            by=by,
            **where,
        )
    record("series.booked", on=series, by=by, client=client.pk, detail={"visits": len(moments)})
    return series


def reached(session: TreatmentSession, reach: str) -> QuerySet[TreatmentSession]:
    """The visits that a change of this one goes for: only those still booked, in order of time."""
    which = Q(pk=session.pk)
    if session.series_id and reach == Reach.FOLLOWING:
        which |= Q(series=session.series_id, starts_at__gt=session.starts_at)
    elif session.series_id and reach == Reach.ALL:
        which |= Q(series=session.series_id, starts_at__gte=timezone.now())
    return (
        TreatmentSession.objects.to_come().filter(which).select_related("client", "practitioner").order_by("starts_at")
    )


def moved_moments(
    sessions: Iterable[TreatmentSession], session: TreatmentSession, starts_at: dt.datetime
) -> Iterator[tuple[TreatmentSession, dt.datetime]]:
    """Where each goes when one goes to `starts_at`: as many days on, at that time of the clock on the wall."""
    new = timezone.localtime(starts_at)
    days = new.date() - session.day
    for each in sessions:
        yield each, starts_at if each.pk == session.pk else moment_on(each.day + days, new.time())


@transaction.atomic
def move_series(
    *,
    session: TreatmentSession,
    reach: str,
    starts_at: dt.datetime,
    minutes: int,
    anyway: bool = False,
    by: User,
    **where: Unpack[Where],
) -> list[TreatmentSession]:
    """Move this visit and, as far as the change reaches, the others of its series; all or, with CannotBook, none."""
    let_take_turns([session.practitioner])
    visits = list(reached(session, reach))
    if session not in visits:
        raise NotBooked
    moves = list(moved_moments(visits, session, starts_at))
    moved = [shift(each, starts_at=moment, minutes=minutes, **where) for each, moment in moves]
    for each in moved:
        settle(each, anyway=anyway, by=by)
    return moved


@transaction.atomic
def cancel_series(*, session: TreatmentSession, reach: str, reason: str, by: User) -> list[TreatmentSession]:
    """Take this visit and, as far as the change reaches, the others out of the diary; what was worked stays."""
    others = [visit for visit in reached(session, reach) if visit != session]
    return [cancel_session(session=each, reason=reason, by=by) for each in (session, *others)]


def _same_series(client: Client, practitioner: User, moments: Sequence[dt.datetime]) -> Series | None:
    """The series that has exactly these visits, as a double click would make it again."""
    visits = TreatmentSession.objects.to_come().filter(client=client, practitioner=practitioner, starts_at__in=moments)
    found = {visit.series for visit in visits.select_related("series")}
    same = found.pop() if len(found) == 1 else None
    return same if same and visits.count() == len(moments) else None
