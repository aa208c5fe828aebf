"""Reminders before a visit: who gets one now, and what it says. Nothing about health stands in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from reflexpractice.accounts.models import Practice
from reflexpractice.audit.chain import record
from sessions.models import Notice, ReminderSettings, TreatmentSession
from sessions.notices.sending import Letter, claim, claim_again, is_set_up, send
from sessions.notices.wording import fill

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from reflexpractice.accounts.models import User


@transaction.atomic
def change_reminders(*, changes: Mapping[str, object], by: User) -> ReminderSettings:
    """Keep what the practice writes, and when."""
    reminders, _ = ReminderSettings.objects.select_for_update().get_or_create(pk=1)
    for name, value in changes.items():
        setattr(reminders, name, value)
    reminders.save(update_fields=list(changes))
    record("reminders.changed", on=reminders, by=by, detail={"fields": sorted(changes)})
    return reminders


def send_reminders() -> list[str]:
    """Send what is due now; what came of each letter."""
    reminders = ReminderSettings.current()
    if not (reminders.is_on and is_set_up()):
        return []
    practice = Practice.objects.first()
    # Each is sent as soon as it is claimed: were this cut short, only one letter would be in doubt.
    claimed = chain(_claimed(reminders), _claimed_again())
    return [send(notice, letter_for(notice.session, reminders, practice)) for notice in claimed]


def _claimed(reminders: ReminderSettings) -> Iterator[Notice]:
    """Letters that are due and that nobody else sends."""
    now = timezone.now()
    longest = max(lead for lead, _ in reminders.leads)
    sessions = list(_reminded().filter(starts_at__gt=now, starts_at__lte=now + longest))
    begun = set(Notice.objects.filter(session__in=sessions).values_list("session", "kind", "starts_at"))
    for session in sessions:
        kind = kind_due(session, reminders, now=now)
        if kind and (session.pk, kind, session.starts_at) not in begun and (notice := _claim(session, kind)):
            yield notice


def kind_due(session: TreatmentSession, reminders: ReminderSettings, *, now: dt.datetime) -> str | None:
    """The letter that is due: of two, the nearer to the visit. A visit booked only after that moment needs none."""
    for lead, kind in reminders.leads:
        due_at = session.starts_at - lead
        if due_at <= now:
            return kind if session.created_at <= due_at or session.sequence else None
    return None


def _claim(session: TreatmentSession, kind: str) -> Notice | None:
    """Look again with the row in hand: it may have been moved or cancelled a moment ago."""
    with transaction.atomic():
        held = _reminded().filter(starts_at=session.starts_at).select_for_update(of=("self",)).filter(pk=session.pk)
        return claim(session, kind) if held.first() else None


def _claimed_again() -> Iterator[Notice]:
    """Letters that did not go off, of visits that are still to come at that time."""
    now = timezone.now()
    failed = Notice.objects.reminders().about_the_present_time().filter(state=Notice.State.FAILED, settled_at=None)
    due = failed.filter(next_try_at__lte=now, starts_at__gt=now, session__in=_reminded())
    for notice in due.select_related("session__client", "session__room__location", "session__location"):
        if claim_again(notice):
            yield notice


def _reminded() -> QuerySet[TreatmentSession]:
    """Booked visits of clients who want to be reminded and can be."""
    rows = TreatmentSession.objects.to_come().filter(client__wants_reminders=True, client__archived_on=None)
    return rows.exclude(client__email="").select_related("client", "room__location", "location")


def letter_for(session: TreatmentSession, reminders: ReminderSettings, practice: Practice | None) -> Letter:
    """The letter to this client about this visit."""
    values = {"first_name": session.client.first_name, **_when_and_where(session), **_who(practice)}
    return written(reminders.subject, reminders.text, values, to=session.client.email)


def example(subject: str, text: str, practice: Practice | None) -> Letter:
    """What a client might get, to look at."""
    visit = {"first_name": "Amara", "date": "Tuesday 24 November 2026", "time": "10:45", "place": "Blue room"}
    return written(subject, text, {**visit, **_who(practice)}, to="")


def written(subject: str, text: str, values: Mapping[str, str], *, to: str) -> Letter:
    # A name with a line break in it would break the head of the letter.
    return Letter(to=to, subject=" ".join(fill(subject, values).split()), text=fill(text, values))


def _who(practice: Practice | None) -> dict[str, str]:
    return {"practice": practice.name if practice else "", "phone": practice.phone if practice else ""}


def _when_and_where(session: TreatmentSession) -> dict[str, str]:
    local = timezone.localtime(session.starts_at)
    place = session.room.location if session.room else session.location
    named = [session.place_words, " ".join(place.address.split()) if place else ""]
    where = "at your home" if session.is_home_visit else ", ".join(filter(None, named))
    return {"date": date_format(local, "l j F Y"), "time": f"{local:%H:%M}", "place": where}
