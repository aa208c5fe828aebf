"""Opening a plan: begin from the last one, and drop what is no longer safe."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction

from sessions.checking import SessionCheck, check_session
from sessions.planning.desk import Key, base_states, may_be_worked, overrides_in, planned_in, put_back, take
from sessions.planning.limits import too_much
from sessions.planning.overriding import drop_void, is_void
from sessions.planning.routines import apply_last_plan, last_worked, left_out_words
from sessions.planning.zones import Refusal, refused, take_out

if TYPE_CHECKING:
    from reflexpractice.accounts.models import User
    from sessions.models import TreatmentSession


@dataclass(frozen=True)
class Opened:
    """What opening the plan changed, to be said once."""

    began_from_last: bool = False
    lowered: bool = False
    dropped: tuple[Refusal, ...] = field(default=())

    @property
    def changed(self) -> bool:
        return self.began_from_last or self.lowered or bool(self.dropped)

    @property
    def words(self) -> str:
        if not self.dropped:
            return "Pressure and minutes were lowered to what the safety check allows." if self.lowered else ""
        return f"The safety check has changed. {left_out_words(self.dropped, source='the plan')}"


def open_plan(*, session: TreatmentSession, check: SessionCheck, by: User) -> Opened:
    """Bring a booked session's plan up to what the check says now; Opened says what changed.

    The first opening begins from the client's last plan. Nothing is written when nothing has to change.
    """
    if _never_planned(session) and last_worked(session):
        with transaction.atomic():
            apply_last_plan(session=session, by=by, version=0)
        return Opened(began_from_last=True)
    if check.complete and (unsafe(session, check) or too_much(session, check)):
        return _put_right(session=session, by=by)
    return Opened()


@transaction.atomic
def _put_right(*, session: TreatmentSession, by: User) -> Opened:
    held = take(session)
    check = check_session(held)
    out = unsafe(held, check)
    states = base_states(check)
    drop_void(held, check, by=by)
    take_out(held, out)
    put_back(held, "plan.put_right", by=by, detail={"dropped": [":".join(key) for key in out]})
    return Opened(lowered=True, dropped=tuple(refused(check, states, out)))


def unsafe(session: TreatmentSession, check: SessionCheck) -> list[Key]:
    """Planned zones that may not be worked any more: not safe, and no reason that still holds."""
    states, reasons = base_states(check), overrides_in(session)
    return [
        key
        for key in planned_in(session)
        if (is_void(reasons[key], check) if key in reasons else not may_be_worked(states, key))
    ]


def _never_planned(session: TreatmentSession) -> bool:
    return session.plan_version == 0 and not session.protocol
