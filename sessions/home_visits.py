"""A home visit: arrived, a little longer, out again; and who is told otherwise."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from reflexpractice.audit.chain import record
from sessions.models import Buddy, HomeVisit, TreatmentSession

if TYPE_CHECKING:
    from reflexpractice.accounts.models import User

LONGER = dt.timedelta(minutes=15)
OPEN = [TreatmentSession.Status.BOOKED, TreatmentSession.Status.STARTED]


class NotThere(Exception):
    """Why nobody can have arrived, as a sentence."""

    code = "not_there"


@transaction.atomic
def arrive(*, session: TreatmentSession, out_by: dt.datetime, buddy_email: str = "", by: User) -> HomeVisit:
    """Note that the practitioner is there, and has made sure of whom and where; twice is once."""
    held = _held(session)
    if not held.is_home_visit:
        raise NotThere("This is no home visit.")
    if held.status not in OPEN:
        raise NotThere("This visit is over or was taken out of the diary.")
    if held.day > timezone.localdate():
        raise NotThere("The arrival is noted on the day of the visit.")
    visit = HomeVisit.objects.filter(session=held).first() or HomeVisit(session=held)
    if visit.arrived_at or visit.left_at:
        return visit
    visit.arrived_at, visit.arrived_by = timezone.now(), by
    visit.out_by, visit.buddy_email = out_by, buddy_email
    visit.save()
    record("home_visit.arrived", on=visit, by=by, client=held.client_id, detail={"out_by": out_by.isoformat()})
    return visit


@transaction.atomic
def stay_longer(*, session: TreatmentSession, by: User) -> HomeVisit | None:
    """A quarter of an hour more; None where nobody is there."""
    visit = HomeVisit.objects.filter(session=_held(session), left_at=None).first()
    if visit is None:
        return None
    visit.out_by = max(visit.out_by, timezone.now()) + LONGER
    visit.save(update_fields=["out_by"])
    record("home_visit.longer", on=visit, by=by, client=session.client_id, detail={"out_by": visit.out_by.isoformat()})
    return visit


@transaction.atomic
def leave(*, session: TreatmentSession, by: User) -> HomeVisit | None:
    """The practitioner is out and safe, whether or not the arrival was noted; None where it is no home visit."""
    held = _held(session)
    if not held.is_home_visit:
        return None
    visit = HomeVisit.objects.filter(session=held).first() or HomeVisit(session=held, out_by=held.ends_at)
    if visit.left_at:
        return visit
    visit.left_at, visit.left_by = timezone.now(), by
    visit.save()
    record("home_visit.left", on=visit, by=by, client=held.client_id)
    return visit


def _held(session: TreatmentSession) -> TreatmentSession:
    """The row, so that whoever writes to the buddy waits for us or we for them."""
    return TreatmentSession.objects.select_for_update().get(pk=session.pk)


@transaction.atomic
def choose_buddy(
    *, practitioner: User, person: User | None, email: str, grace_minutes: int, again_minutes: int, by: User
) -> Buddy | None:
    """Say who is told; nobody, where neither a person nor an address is given."""
    if person is None and not email:
        for buddy in Buddy.objects.select_for_update().filter(practitioner=practitioner):
            record("buddy.removed", on=buddy, by=by)
            buddy.delete()
        return None
    told = {"person": person, "email": email, "grace_minutes": grace_minutes, "again_minutes": again_minutes}
    buddy, _ = Buddy.objects.update_or_create(practitioner=practitioner, defaults={**told, "chosen_at": timezone.now()})
    record("buddy.chosen", on=buddy, by=by)
    return buddy
