"""Pressure, minutes and techniques of a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from knowledge.check import Effect
from sessions.checking import check_session
from sessions.planning.desk import PlanRefused, put_back, take

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reflexpractice.accounts.models import User
    from sessions.checking import SessionCheck
    from sessions.models import TreatmentSession


class AboveLimit(PlanRefused):
    """More than the safety check allows."""

    code = "limit"


@transaction.atomic
def set_limits(
    *,
    session: TreatmentSession,
    pressure: int,
    minutes: int,
    techniques: Iterable[str],
    by: User,
    version: int | None = None,
) -> TreatmentSession:
    """Set pressure (1 to 5), minutes of work and techniques. AboveLimit when the check allows less."""
    held = take(session, version=version)
    held.pressure, held.work_minutes, held.techniques = pressure, minutes, list(techniques)
    for sentence in too_much(held, check_session(held)):
        raise AboveLimit(sentence)
    put_back(
        held, "plan.limits_set", by=by, detail={"pressure": pressure, "minutes": minutes, "techniques": held.techniques}
    )
    return held


def too_much(session: TreatmentSession, check: SessionCheck) -> list[str]:
    """What of the plan goes beyond the check, a sentence each."""
    found = []
    if session.pressure > check.plan.max_pressure > 0:
        found.append(f"Pressure can be {check.plan.max_pressure} of 5 at most today.")
    if session.work_minutes > check.plan.max_minutes > 0:
        found.append(f"The work can take {check.plan.max_minutes} minutes at most today.")
    return found + [
        f"{check.library.technique(code).name} is to be left out today."
        for code in unsafe_techniques(session.techniques, check)
    ]


def unsafe_techniques(codes: Iterable[str], check: SessionCheck) -> list[str]:
    """Those of the techniques that the check does not allow, or does not know."""
    return [code for code in codes if check.body.techniques.get(code, Effect.NONE) >= Effect.REFER]
