"""How long a note has waited for its signature, and how pressing that is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from sessions.models import TreatmentSession

LATE = dt.timedelta(hours=24)
OVERDUE = dt.timedelta(hours=72)


@dataclass(frozen=True, slots=True)
class Age:
    """Since when something waits."""

    since: dt.datetime

    @property
    def kind(self) -> str:
        """The tone it is shown in: news in the first day, then amber, after three days red."""
        waited = timezone.now() - self.since
        return "avoid" if waited > OVERDUE else "caution" if waited > LATE else "info"

    @property
    def words(self) -> str:
        """ "today 11:40", "2 days old", "4 days old, overdue"."""
        days = (timezone.localdate() - timezone.localdate(self.since)).days
        overdue = ", overdue" if self.kind == "avoid" else ""
        if days <= 0:
            return f"today {timezone.localtime(self.since):%H:%M}"
        return f"{days} day{'s' if days > 1 else ''} old{overdue}"


def age_of(session: TreatmentSession) -> Age:
    """How old the note of a session that was worked is."""
    return Age(session.finished_at or session.started_at or session.starts_at)
