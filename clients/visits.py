"""When clients came and come next, read through their sessions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from clients.models import Client
from clients.models.client import ClientQuerySet

# What sessions call their states; they may import us, we may not import them.
WORKED = ("started", "finished")
BOOKED = "booked"


@dataclass(frozen=True)
class Visits:
    """How often a client came, the last time, and the next."""

    count: int = 0
    last: dt.datetime | None = None
    next: dt.datetime | None = None

    @property
    def words(self) -> str:
        """ "6 visits", "1 visit", or "new"."""
        return f"{self.count} visit{'' if self.count == 1 else 's'}" if self.count else "no visit yet"


def visits_of(clients: Iterable[Client], *, besides: int | None = None) -> dict[int, Visits]:
    """The visits of each client, in one query; `besides` is the key of a session that does not count."""
    worked = Q(sessions__status__in=WORKED)
    if besides is not None:
        worked &= ~Q(sessions__pk=besides)
    to_come = Q(sessions__status=BOOKED, sessions__starts_at__gte=_this_morning())
    rows = (
        Client.objects.filter(pk__in=[client.pk for client in clients])
        .order_by()
        .values("pk")
        .annotate(
            visits=Count("sessions", filter=worked),
            last=Max("sessions__starts_at", filter=worked),
            next=Min("sessions__starts_at", filter=to_come),
        )
    )
    return {row["pk"]: Visits(row["visits"], row["last"], row["next"]) for row in rows}


def seen_lately(clients: ClientQuerySet, *, at_most: int = 5) -> ClientQuerySet:
    """Those whose feet were worked on last, latest first."""
    last = Max("sessions__starts_at", filter=Q(sessions__status__in=WORKED))
    return clients.alias(last=last).filter(last__isnull=False).order_by("-last")[:at_most]


def not_seen_since(clients: ClientQuerySet, day: dt.date) -> ClientQuerySet:
    """Those who came before, but not since that day."""
    worked = Client.objects.filter(sessions__status__in=WORKED).order_by()
    since = timezone.make_aware(dt.datetime.combine(day, dt.time.min))
    lately = Client.objects.filter(sessions__status__in=WORKED, sessions__starts_at__gte=since).order_by()
    return clients.filter(pk__in=worked.values("pk")).exclude(pk__in=lately.values("pk"))


def booked_ahead(client: Client) -> dt.datetime | None:
    """The next booked session, or None."""
    return visits_of([client])[client.pk].next


def _this_morning() -> dt.datetime:
    # A session of this morning that was not started yet is still the next one.
    return timezone.make_aware(dt.datetime.combine(timezone.localdate(), dt.time.min))
