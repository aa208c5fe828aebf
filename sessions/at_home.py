"""How a home visit stands, as its page shows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from sessions.home_visits import OPEN
from sessions.models import Notice, ReminderSettings, TreatmentSession
from sessions.notices.overdue import ENDED, buddy_of, late_at
from sessions.notices.sending import is_set_up

if TYPE_CHECKING:
    from reflexpractice.accounts.models import User


@dataclass(frozen=True, slots=True)
class AtHome:
    """Where the practitioner is as far as anybody knows, who is told when, and what can be said now."""

    arrived_at: dt.datetime | None
    left_at: dt.datetime | None
    out_by: dt.datetime
    is_late: bool
    buddy: str
    late_at: dt.datetime
    will_be_told: bool
    may_arrive: bool
    may_leave: bool
    notices: Sequence[Notice]

    @property
    def is_open(self) -> bool:
        """Whether something is to be said now."""
        return self.left_at is None and (self.may_arrive or self.may_leave)


def at_home(session: TreatmentSession, user: User) -> AtHome | None:
    """Nothing for a visit in the practice, or one that does not take place."""
    if not session.is_home_visit or session.status in ENDED:
        return None
    visit, now = getattr(session, "home_visit", None), timezone.now()
    arrived_at, left_at = (visit.arrived_at, visit.left_at) if visit else (None, None)
    is_under_way = left_at is None and session.starts_at <= now
    buddy = buddy_of(session)
    letters = Notice.objects.visible_to(user).alarms().filter(session=session, starts_at=session.starts_at)
    return AtHome(
        arrived_at=arrived_at,
        left_at=left_at,
        out_by=session.out_by,
        is_late=is_under_way and session.out_by < now,
        buddy=buddy,
        late_at=late_at(session),
        will_be_told=not buddy or will_be_told(),
        may_arrive=(
            user.has_perm("treatments.add_homevisit")
            and session.status in OPEN
            and not (arrived_at or left_at)
            and session.day == timezone.localdate()
        ),
        may_leave=user.has_perm("treatments.change_homevisit") and bool(arrived_at or is_under_way),
        notices=list(letters) if is_under_way else [],
    )


def will_be_told() -> bool:
    """Whether a letter would go off at all: e-mail is set up, and somebody looks what is due."""
    return is_set_up() and not ReminderSettings.current().has_stopped
