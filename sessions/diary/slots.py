"""Times that are taken, in steps of five minutes: the practitioner's, the room's and the client's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Q

from reflexpractice.accounts.models import User
from sessions.diary.refusals import JustTaken, SlotTaken
from sessions.models import SlotHold, TreatmentSession
from sessions.models.session import LONGEST_AROUND

if TYPE_CHECKING:
    from django.db.models import QuerySet

STEP = dt.timedelta(minutes=5)
TICK = dt.timedelta(microseconds=1)
REACH = dt.timedelta(minutes=240 + LONGEST_AROUND)
Status = TreatmentSession.Status
TAKES_TIME = [Status.BOOKED, Status.STARTED, Status.FINISHED]
Whose = SlotHold.Whose
Span = tuple[dt.datetime, dt.datetime]


def let_take_turns(practitioners: Iterable[User]) -> None:
    """Acts on one practitioner's diary take turns until their transactions end.

    What this leaves open, such as two practitioners and one room, the database refuses.
    """
    wanted = User.objects.filter(pk__in=[person.pk for person in practitioners]).order_by("pk")
    list(wanted.select_for_update(no_key=True).values_list("pk"))


def taken_by(session: TreatmentSession) -> dict[tuple[str, int], Span]:
    """Whose time a session takes, and from when to when, in whole steps."""
    spans = {
        (Whose.CLIENT, session.client_id): (session.starts_at, session.ends_at),
        (Whose.PRACTITIONER, session.practitioner_id): (session.kept_from, session.kept_until),
    }
    if session.room_id:
        spans[Whose.ROOM, session.room_id] = (session.starts_at, session.kept_until)
    return {key: (_step_at(begins), _step_at(ends + STEP - TICK)) for key, (begins, ends) in spans.items()}


def hold(session: TreatmentSession) -> None:
    """Take the session's time instead of what it held before; SlotTaken when it is not free."""
    free(session)
    refuse_overlap(session)
    try:
        with transaction.atomic():
            SlotHold.objects.bulk_create(_rows(session))
    except IntegrityError as error:
        # Between our look and our writing somebody else's booking was saved; now it can be seen.
        refuse_overlap(session)
        raise JustTaken from error


def free(session: TreatmentSession) -> None:
    """Give the session's time back."""
    SlotHold.objects.filter(session=session).delete()


def refuse_overlap(session: TreatmentSession, *, besides: Collection[int] = ()) -> None:
    """SlotTaken when another session, but for those that move out of the way, takes some of this one's time."""
    wanted = taken_by(session)
    for other in _near(session).exclude(pk__in=besides):
        theirs = taken_by(other)
        for key in wanted.keys() & theirs.keys():
            if wanted[key][0] < theirs[key][1] and theirs[key][0] < wanted[key][1]:
                raise SlotTaken(other, key[0])


def _near(session: TreatmentSession) -> QuerySet[TreatmentSession]:
    """Other sessions of the practitioner, room or client close enough to meet this one."""
    shared = Q(practitioner=session.practitioner_id) | Q(client=session.client_id)
    if session.room_id:
        shared |= Q(room=session.room_id)
    return (
        TreatmentSession.objects.filter(shared, status__in=TAKES_TIME)
        .filter(starts_at__lt=session.kept_until + REACH, starts_at__gt=session.kept_from - REACH)
        .exclude(pk=session.pk)
        .select_related("practitioner", "room__location", "client")
        .order_by("starts_at")
    )


def _rows(session: TreatmentSession) -> list[SlotHold]:
    """In one order everywhere, so that two bookings wait for each other instead of standing in each other's way."""
    return [
        SlotHold(session=session, whose=whose, holder=holder, slot=slot)
        for (whose, holder), span in sorted(taken_by(session).items())
        for slot in _steps(*span)
    ]


def _steps(begins: dt.datetime, ends: dt.datetime) -> Iterator[dt.datetime]:
    while begins < ends:
        yield begins
        begins += STEP


def _step_at(moment: dt.datetime) -> dt.datetime:
    """The beginning of the five minutes that hold this moment."""
    into = dt.timedelta(minutes=moment.minute % 5, seconds=moment.second, microseconds=moment.microsecond)
    return moment.astimezone(dt.UTC) - into
