"""The check of a session: the client's check for its day, and what it means for the plan itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clients.checking import STATE_OF_EFFECT, ClientCheck, Key, Knowledge, assess, check_client
from knowledge.check import Assessment, Plan, PlannedZone, Side

if TYPE_CHECKING:
    from sessions.models import TreatmentSession

__all__ = ["STATE_OF_EFFECT", "Key", "SessionCheck", "check_session"]


@dataclass(frozen=True)
class SessionCheck(ClientCheck):
    """What is safe for one session: for its plan, and for every zone of both feet."""

    plan: Assessment

    @property
    def complete(self) -> bool:
        return super().complete and self.plan.complete

    @property
    def clear(self) -> bool:
        return super().clear and self.plan.clear

    @property
    def why_incomplete(self) -> str:
        return super().why_incomplete or self.plan.error


def check_session(session: TreatmentSession, *, knowledge: Knowledge | None = None) -> SessionCheck:
    """The check of a session's plan on its day."""
    body = check_client(session.client, session.day, knowledge=knowledge)
    plan = assess(body.knowledge, body.sheet, _plan_of(session))
    return SessionCheck(body.day, body.knowledge, body.sheet, body.body, plan)


def _plan_of(session: TreatmentSession) -> Plan:
    return Plan(
        session_on=session.day,
        zones=tuple(PlannedZone(row.zone, Side(row.side)) for row in session.planned_zones.all()),
        techniques=tuple(session.techniques),
        pressure=session.pressure,
        minutes=session.work_minutes,
    )
