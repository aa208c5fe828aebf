"""A practitioner has not checked out of a home visit: the buddy is told, once more after a while, and when all is well.

The letter names the practitioner and the place, and neither the client nor anything about them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone

from reflexpractice.accounts.models import Practice
from sessions.models import HomeVisit, Notice, TreatmentSession
from sessions.models.home_visit import LOOKED_BACK, Buddy, still_out
from sessions.notices.sending import Letter, claim, claim_again, is_set_up, send

if TYPE_CHECKING:
    from django.db.models import QuerySet

Kind, State = Notice.Kind, Notice.State
ENDED = (TreatmentSession.Status.CANCELLED, TreatmentSession.Status.NO_SHOW)
GRACE, AGAIN = dt.timedelta(minutes=30), dt.timedelta(minutes=15)
"""Where somebody is told this one time only."""

SUBJECTS = {
    Kind.OVERDUE: "{who} has not checked out of a home visit",
    Kind.AGAIN: "Second message: {who} has not checked out of a home visit",
    Kind.ALL_CLEAR: "{who} has checked out: all is well",
}


def tell_buddies() -> list[str]:
    """Send what is due now; what came of each letter."""
    if not is_set_up():
        return []
    practice = Practice.objects.first()
    claimed = chain(_claimed(), _claimed_again())
    return [send(notice, letter_for(notice, practice)) for notice in claimed]


def buddy_of(session: TreatmentSession) -> str:
    """The address that is written to: the one for this visit, else the practitioner's; nothing where there is none."""
    visit, buddy = getattr(session, "home_visit", None), _buddy(session)
    return (visit.buddy_email if visit else "") or (buddy.address if buddy else "")


def late_at(session: TreatmentSession) -> dt.datetime:
    """When the buddy is told."""
    buddy = _buddy(session)
    return session.out_by + (dt.timedelta(minutes=buddy.grace_minutes) if buddy else GRACE)


def _buddy(session: TreatmentSession) -> Buddy | None:
    return getattr(session.practitioner, "buddy", None)


def _claimed() -> Iterator[Notice]:
    """Letters that are due and that nobody else sends."""
    now = timezone.now()
    sessions = [*still_out(now), *_out_again(now)]
    told = {
        (notice.session_id, notice.kind, notice.starts_at): notice
        for notice in Notice.objects.filter(session__in=sessions)
    }
    for session in sessions:
        mine: dict[str, Notice | None] = {kind: told.get((session.pk, kind, session.starts_at)) for kind in SUBJECTS}
        kind = _due(session, mine, now)
        if kind and not mine[kind] and (notice := _claim(session, kind)):
            yield notice


def _out_again(now: dt.datetime) -> QuerySet[TreatmentSession]:
    """Visits that are over, of which somebody was told that they were not."""
    told = Q(notices__kind=Kind.OVERDUE) & ~Q(notices__state=State.GIVEN_UP)
    rows = TreatmentSession.objects.filter(told, home_visit__left_at__gt=now - LOOKED_BACK)
    return rows.select_related("home_visit", "practitioner__buddy__person")


def _due(session: TreatmentSession, told: Mapping[str, Notice | None], now: dt.datetime) -> str | None:
    """The letter whose time has come."""
    visit, buddy, first = getattr(session, "home_visit", None), _buddy(session), told[Kind.OVERDUE]
    if visit and visit.left_at:
        return Kind.ALL_CLEAR if first and first.state in (State.SENT, State.UNSURE) else None
    if not buddy_of(session) or now < late_at(session) or now > late_at(session) + LOOKED_BACK:
        return None
    if not visit and buddy and buddy.chosen_at > session.ends_at:
        # Of visits before somebody was chosen nobody ever noted the end.
        return None
    if first is None:
        return Kind.OVERDUE
    wait = dt.timedelta(minutes=buddy.again_minutes) if buddy else AGAIN
    return Kind.AGAIN if now >= first.claimed_at + wait else None


def _claim(session: TreatmentSession, kind: str) -> Notice | None:
    """Look again with the row in hand: somebody may have checked out a moment ago."""
    with transaction.atomic():
        held = TreatmentSession.objects.select_for_update().get(pk=session.pk)
        is_out = HomeVisit.objects.filter(session=held, left_at__isnull=False).exists()
        if held.starts_at != session.starts_at or is_out != (kind == Kind.ALL_CLEAR):
            return None
        if held.status in ENDED:
            return None
        notice = claim(held, kind)
    if notice:
        notice.session = session
    return notice


def _claimed_again() -> Iterator[Notice]:
    """Letters that did not go off and still say what is so."""
    failed = Notice.objects.filter(kind__in=list(SUBJECTS), state=State.FAILED, next_try_at__lte=timezone.now())
    standing = failed.about_the_present_time().exclude(session__status__in=ENDED)
    rows = standing.select_related("session__home_visit", "session__practitioner__buddy__person")
    for notice in rows:
        visit = getattr(notice.session, "home_visit", None)
        is_out = bool(visit and visit.left_at)
        if is_out == (notice.kind == Kind.ALL_CLEAR) and buddy_of(notice.session) and claim_again(notice):
            yield notice


def letter_for(notice: Notice, practice: Practice | None) -> Letter:
    """The letter to the buddy."""
    session = notice.session
    who = " ".join(str(session.practitioner).split())
    context = {
        "session": session,
        "visit": getattr(session, "home_visit", None),
        "who": who,
        "practice": practice,
        "is_out": notice.kind == Kind.ALL_CLEAR,
    }
    text = render_to_string("sessions/home_visit_letter.txt", context)
    return Letter(to=buddy_of(session), subject=SUBJECTS[Kind(notice.kind)].format(who=who), text=text)
