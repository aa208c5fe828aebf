"""When practitioners work and when they are away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from reflexpractice.accounts.models import User
from reflexpractice.audit.chain import record
from sessions.diary.refusals import Away, OutsideHours
from sessions.diary.slots import let_take_turns
from sessions.models import Absence, TreatmentSession, WorkingHours

if TYPE_CHECKING:
    from django.db.models import QuerySet

Span = tuple[dt.datetime, dt.datetime]


def refuse_odd_time(session: TreatmentSession, *, anyway: bool = False) -> None:
    """Away when nobody is there; OutsideHours, unless it is meant, when the practitioner does not usually work."""
    absences = Absence.objects.for_practitioner(session.practitioner)
    if absence := absences.between(session.kept_from, session.kept_until).select_related("practitioner").first():
        raise Away(absence)
    if not anyway and not is_within_hours(session.practitioner, session.starts_at, session.ends_at):
        raise OutsideHours


def is_within_hours(practitioner: User, starts_at: dt.datetime, ends_at: dt.datetime) -> bool:
    """Whether somebody usually works then; where no hours are set, any time will do."""
    rows = list(WorkingHours.objects.of(practitioner))
    spans = joined(hours_on(timezone.localtime(starts_at).date(), rows))
    return not rows or any(begins <= starts_at and ends_at <= ends for begins, ends in spans)


def hours_on(day: dt.date, rows: Iterable[WorkingHours]) -> list[Span]:
    """The moments between which these hours fall on a day, in order."""
    return sorted((_moment(day, row.begins), _moment(day, row.ends)) for row in rows if row.weekday == day.weekday())


def joined(spans: Iterable[Span]) -> list[Span]:
    """Spans that touch or overlap, as one each."""
    result: list[Span] = []
    for begins, ends in sorted(spans):
        if result and begins <= result[-1][1]:
            result[-1] = (result[-1][0], max(ends, result[-1][1]))
        else:
            result.append((begins, ends))
    return result


def without(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """What is left of spans when what is taken has been cut out."""
    left = list(spans)
    for begins, ends in taken:
        left = [piece for span in left for piece in _cut(span, begins, ends)]
    return left


@transaction.atomic
def add_hours(
    *, practitioner: User, weekdays: Iterable[int], begins: dt.time, ends: dt.time, by: User
) -> list[WorkingHours]:
    """Usual hours on these days of the week; adding the same twice is adding it once."""
    hours: dict[str, Any] = {"practitioner": practitioner, "begins": begins}
    rows = [WorkingHours.objects.update_or_create(**hours, weekday=day, defaults={"ends": ends})[0] for day in weekdays]
    record("hours.added", on=practitioner, by=by, detail={"hours": [str(row) for row in rows]})
    return rows


@transaction.atomic
def remove_hours(*, hours: WorkingHours, by: User) -> None:
    """Somebody no longer works then; visits that are booked stay."""
    record("hours.removed", on=hours.practitioner, by=by, detail={"hours": [str(hours)]})
    hours.delete()


@transaction.atomic
def note_absence(
    *, practitioner: User | None, starts_at: dt.datetime, ends_at: dt.datetime, reason: str = "", by: User
) -> Absence:
    """Somebody, or with nobody named the whole practice, is away; visits booked by then stay, see `in_the_way`."""
    let_take_turns([practitioner] if practitioner else User.objects.filter(is_active=True))
    same = {"practitioner": practitioner, "starts_at": starts_at, "ends_at": ends_at}
    absence, is_new = Absence.objects.get_or_create(**same, defaults={"reason": reason})
    if is_new:
        record("absence.noted", on=absence, by=by)
    return absence


@transaction.atomic
def end_absence(*, absence: Absence, by: User) -> None:
    """Take an absence back; the time can be booked again."""
    record("absence.removed", on=absence, by=by)
    absence.delete()


def in_the_way(absence: Absence) -> QuerySet[TreatmentSession]:
    """Visits that are booked while nobody is there."""
    booked = TreatmentSession.objects.to_come().filter(
        starts_at__lt=absence.ends_at, starts_at__gt=absence.starts_at - dt.timedelta(minutes=240)
    )
    whose = booked.filter(practitioner=absence.practitioner) if absence.practitioner else booked
    late = [row.pk for row in whose if row.ends_at > absence.starts_at]
    return TreatmentSession.objects.filter(pk__in=late).select_related("client", "practitioner").order_by("starts_at")


def _moment(day: dt.date, at: dt.time) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, at))


def _cut(span: Span, begins: dt.datetime, ends: dt.datetime) -> list[Span]:
    pieces = [(span[0], min(span[1], begins)), (max(span[0], ends), span[1])]
    return [piece for piece in pieces if piece[0] < piece[1]]
