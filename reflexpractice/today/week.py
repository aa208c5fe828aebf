"""The week of a practitioner in three numbers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.utils import timezone

from sessions.models import TreatmentSession

if TYPE_CHECKING:
    from reflexpractice.accounts.models import User

DAYS = 7


@dataclass(frozen=True, slots=True)
class Week:
    """Monday to Sunday: how many sessions, with how many clients, and how many notes are signed."""

    monday: dt.date
    sessions: int
    clients: int
    signed: int

    @property
    def sunday(self) -> dt.date:
        return self.monday + dt.timedelta(days=DAYS - 1)


def week_of(user: User, date: dt.date) -> Week:
    """The week a day lies in; what was cancelled does not count."""
    monday = date - dt.timedelta(days=date.weekday())
    start = timezone.make_aware(dt.datetime.combine(monday, dt.time.min))
    end = timezone.make_aware(dt.datetime.combine(monday + dt.timedelta(days=DAYS), dt.time.min))
    own = TreatmentSession.objects.filter(practitioner=user, starts_at__gte=start, starts_at__lt=end)
    numbers = own.exclude(status=TreatmentSession.Status.CANCELLED).aggregate(
        sessions=Count("pk"),
        clients=Count("client", distinct=True),
        signed=Count("pk", filter=Q(note__signed_at__isnull=False)),
    )
    return Week(monday=monday, **numbers)
