"""The calendar feed: who it is for, and what stands in it. Nothing about health, and no address of a client."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from icalendar import Calendar, Event, Timezone, vDuration

from clients.models.intake import hash_token
from reflexpractice.accounts.models import Practice, User
from reflexpractice.audit.chain import record
from sessions.models import CalendarFeed, TreatmentSession

if TYPE_CHECKING:
    from collections.abc import Iterable

BACK, AHEAD = dt.timedelta(days=60), dt.timedelta(days=400)
EVERY = dt.timedelta(hours=1)
"""How often other programs are asked to look; many look less often."""

Status = TreatmentSession.Status


@transaction.atomic
def open_feed(*, practitioner: User, by: User) -> str:
    """A fresh token of 256 bits, kept nowhere; the address that was there before ends."""
    token = secrets.token_urlsafe(32)
    feed, is_new = CalendarFeed.objects.update_or_create(
        practitioner=practitioner, defaults={"token_hash": hash_token(token), "made_at": timezone.now()}
    )
    record("calendar_feed.opened" if is_new else "calendar_feed.renewed", on=feed, by=by)
    return token


@transaction.atomic
def close_feed(*, practitioner: User, by: User) -> bool:
    """The address opens nothing any more; False when there was none."""
    feed = CalendarFeed.objects.select_for_update().filter(practitioner=practitioner).first()
    if feed is None:
        return False
    record("calendar_feed.closed", on=feed, by=by)
    feed.delete()
    return True


@transaction.atomic
def show_names(*, practitioner: User, names: str, by: User) -> None:
    """Say how clients are called in the feed."""
    feed = CalendarFeed.objects.select_for_update().filter(practitioner=practitioner).first()
    if feed and feed.names != names:
        feed.names = names
        feed.save(update_fields=["names"])
        record("calendar_feed.changed", on=feed, by=by, detail={"names": names})


def calendar_text(feed: CalendarFeed, *, link: Callable[[TreatmentSession], str]) -> bytes:
    """The visits of the feed's practitioner as text/calendar, the same bytes until one of them changes.

    `link` gives the address of a visit's page, which asks for a sign-in.
    """
    now = timezone.now()
    whole = Calendar()
    whole.add("prodid", "-//Reflexpractice//Diary//EN")
    whole.add("version", "2.0")
    whole.add("x-wr-calname", " · ".join(filter(None, [str(Practice.objects.first() or ""), str(feed.practitioner)])))
    whole.add("refresh-interval", vDuration(EVERY), parameters={"value": "DURATION"})
    whole.add("x-published-ttl", "PT1H")
    # Years are whole, so that the text does not change from day to day.
    first, last = dt.date((now - BACK).year, 1, 1), dt.date((now + AHEAD).year + 1, 1, 1)
    zone = timezone.get_current_timezone_name()
    whole.add_component(Timezone.from_tzid(zone, first_date=first, last_date=last))
    for session in _visits(feed.practitioner, now):
        whole.add_component(_event(session, feed, link(session)))
    return bytes(whole.to_ical())


def _visits(practitioner: User, now: dt.datetime) -> Iterable[TreatmentSession]:
    return (
        TreatmentSession.objects.visible_to(practitioner)
        .filter(practitioner=practitioner, starts_at__gt=now - BACK, starts_at__lt=now + AHEAD)
        .select_related("client", "location", "room__location")
        .order_by("starts_at", "pk")
    )


def _event(session: TreatmentSession, feed: CalendarFeed, link: str) -> Event:
    changed_at = session.diary_changed_at or session.created_at
    event = Event()
    event.add("uid", _uid(session))
    # Without a METHOD, RFC 5545 asks for the moment of the last change in both.
    event.add("dtstamp", changed_at.astimezone(dt.UTC))
    event.add("last-modified", changed_at.astimezone(dt.UTC))
    event.add("sequence", session.sequence)
    event.add("dtstart", _written(session.starts_at))
    event.add("dtend", _written(session.ends_at))
    event.add("summary", _summary(session, feed))
    event.add("status", "CANCELLED" if session.status == Status.CANCELLED else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if session.status in (Status.CANCELLED, Status.NO_SHOW) else "OPAQUE")
    event.add("class", "PRIVATE")
    event.add("url", link)
    if place := session.place_words:
        event.add("location", place)
    return event


def _uid(session: TreatmentSession) -> str:
    """The same for as long as there is the session, and no other practice's; the audit key never changes."""
    return f"{salted_hmac('calendar feed', str(session.pk), secret=settings.AUDIT_KEY).hexdigest()[:32]}@reflexpractice"


def _written(moment: dt.datetime) -> dt.datetime:
    """On the clock on the wall; of an hour that comes twice, the second can only be written in UTC."""
    local = timezone.localtime(moment)
    return moment.astimezone(dt.UTC) if local.fold else local


def _summary(session: TreatmentSession, feed: CalendarFeed) -> str:
    client = session.client
    who = client.first_name if feed.names == CalendarFeed.Names.FIRST_NAME else client.initials
    return f"{who} (did not come)" if session.status == Status.NO_SHOW else who
