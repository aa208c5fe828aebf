"""Booking: a visit is booked, moved, cancelled, or the client does not come."""

from __future__ import annotations

import datetime as dt
from typing import TypedDict, Unpack

from django.db import transaction

from clients.models import Client
from reflexpractice.accounts.models import Location, Room, User
from reflexpractice.audit.chain import record
from sessions.diary import slots
from sessions.diary.hours import refuse_odd_time
from sessions.diary.refusals import CannotBook, NotBooked, SlotTaken, StillThere
from sessions.models import HomeVisit, Outlook, Series, TreatmentSession
from sessions.rechecking import recheck_future

__all__ = ["CannotBook", "NotBooked", "SlotTaken", "Where", "book_session", "cancel_session", "move_session", "no_show"]

Status = TreatmentSession.Status


class Where(TypedDict, total=False):
    """Where a visit takes place, and the minutes kept free around it."""

    location: Location | None
    room: Room | None
    travel_minutes: int
    buffer_minutes: int
    home_address: str
    access_notes: str


@transaction.atomic
def book_session(
    *,
    client: Client,
    practitioner: User,
    starts_at: dt.datetime,
    minutes: int,
    aim: str = "",
    series: Series | None = None,
    anyway: bool = False,
    by: User,
    **where: Unpack[Where],
) -> TreatmentSession:
    """Book a visit; whoever treats a client joins the care team. CannotBook says why not.

    Booking the very same visit twice, as a double click does, gives the one that is there. `anyway` books
    outside working hours.
    """
    slots.let_take_turns([practitioner])
    booked = TreatmentSession(
        client=client,
        practitioner=practitioner,
        starts_at=starts_at,
        minutes=minutes,
        aim=aim,
        series=series,
        created_by=by,
        **where,
    )
    if same := _same_visit(booked):
        return same
    refuse_odd_time(booked, anyway=anyway)
    slots.refuse_overlap(booked)
    booked.work_minutes = min(booked.work_minutes, minutes)
    booked.save()
    slots.hold(booked)
    client.care_team.add(practitioner)
    record("session.booked", on=booked, by=by, client=client.pk, detail=_when(booked))
    _check(booked, cause=Outlook.Cause.BOOKED, by=by)
    return booked


@transaction.atomic
def move_session(
    *,
    session: TreatmentSession,
    starts_at: dt.datetime,
    minutes: int,
    anyway: bool = False,
    by: User,
    **where: Unpack[Where],
) -> TreatmentSession:
    """Move a booked visit to another time, length or place; its plan is checked again for the new date."""
    slots.let_take_turns([session.practitioner])
    moved = shift(session, starts_at=starts_at, minutes=minutes, **where)
    settle(moved, anyway=anyway, by=by)
    return moved


def shift(
    session: TreatmentSession, *, starts_at: dt.datetime, minutes: int, **where: Unpack[Where]
) -> TreatmentSession:
    """Save the new time without taking it yet: visits that move together must not stand in each other's way."""
    moved = _booked(session)
    if moved.is_home_visit:
        # Nobody has arrived at the new time yet; the chain of events remembers who was there at the old one.
        HomeVisit.objects.filter(session=moved).delete()
    changes = {"starts_at": starts_at, "minutes": minutes, "plan_version": moved.plan_version + 1, **where}
    for name, value in changes.items():
        setattr(moved, name, value)
    moved.save(update_fields=[*changes, *moved.note_change()])
    slots.free(moved)
    return moved


def settle(moved: TreatmentSession, *, anyway: bool, by: User) -> None:
    """Take the time of a visit that was shifted; CannotBook undoes the whole act."""
    refuse_odd_time(moved, anyway=anyway)
    slots.hold(moved)
    record("session.moved", on=moved, by=by, client=moved.client_id, detail=_when(moved))
    _check(moved, cause=Outlook.Cause.MOVED, by=by)


def _check(session: TreatmentSession, *, cause: Outlook.Cause, by: User) -> None:
    recheck_future(TreatmentSession.objects.filter(pk=session.pk), cause=cause, by=by)


@transaction.atomic
def cancel_session(*, session: TreatmentSession, reason: str, by: User) -> TreatmentSession:
    """Take a booked visit out of the diary; cancelling twice is the same as once."""
    return _end(session, Status.CANCELLED, reason=reason, act="session.cancelled", by=by)


@transaction.atomic
def no_show(*, session: TreatmentSession, reason: str = "", by: User) -> TreatmentSession:
    """Note that the client did not come."""
    return _end(session, Status.NO_SHOW, reason=reason, act="session.no_show", by=by)


def _end(session: TreatmentSession, status: str, *, reason: str, act: str, by: User) -> TreatmentSession:
    locked = TreatmentSession.objects.select_for_update().get(pk=session.pk)
    if locked.status == status:
        return locked
    ended = _booked(session)
    ended.status, ended.ended_reason = status, reason
    ended.save(update_fields=["status", "ended_reason", *ended.note_change()])
    slots.free(ended)
    record(act, on=ended, by=by, client=ended.client_id)
    return ended


def _booked(session: TreatmentSession) -> TreatmentSession:
    locked = TreatmentSession.objects.select_for_update().get(pk=session.pk)
    if locked.status != Status.BOOKED:
        raise NotBooked
    if (
        locked.is_home_visit
        and HomeVisit.objects.filter(session=locked, left_at=None).exclude(arrived_at=None).exists()
    ):
        raise StillThere
    return locked


def _same_visit(wanted: TreatmentSession) -> TreatmentSession | None:
    return TreatmentSession.objects.filter(
        client=wanted.client,
        practitioner=wanted.practitioner,
        starts_at=wanted.starts_at,
        minutes=wanted.minutes,
        status=Status.BOOKED,
    ).first()


def _when(session: TreatmentSession) -> dict[str, object]:
    return {"starts_at": session.starts_at.isoformat(), "minutes": session.minutes}
