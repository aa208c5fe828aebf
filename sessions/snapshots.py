"""A check kept as it was made, so that it can be replayed years later."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from knowledge.models import Release
from sessions.models import SafetyCheck, TreatmentSession

if TYPE_CHECKING:
    from knowledge.check import Fact
    from sessions.checking import SessionCheck


def keep_check(session: TreatmentSession, check: SessionCheck, *, moment: SafetyCheck.Moment) -> SafetyCheck:
    """Store facts, plan, Release and result of a check, in the form the `checkplan` command reads."""
    kept = as_made(session, check, moment=moment)
    kept.save(force_insert=True)
    return kept


def as_made(session: TreatmentSession, check: SessionCheck, *, moment: SafetyCheck.Moment) -> SafetyCheck:
    """The row that keeps a check, not yet stored."""
    return SafetyCheck(
        session=session,
        moment=moment,
        release=release_of(check),
        release_seal=check.library.seal,
        facts=[fact_as_dict(fact) for fact in check.sheet.facts],
        plan=plan_as_dict(session),
        result=check.plan.as_dict(),
        complete=check.complete,
        effect=check.plan.session.code,
    )


def release_of(check: SessionCheck) -> Release | None:
    """The Release a check was made with; None when nothing is published."""
    number, seal = check.library.number, check.library.seal
    return Release.objects.defer("content").filter(number=number, seal=seal).first() if number else None


def fact_as_dict(fact: Fact) -> dict[str, Any]:
    """A fact with everything it was checked with; dates as YYYY-MM-DD."""
    return {
        "condition": fact.condition,
        "status": fact.status,
        "side": fact.side,
        "areas": list(fact.areas),
        "reference_on": _day(fact.reference_on),
        "due_on": _day(fact.due_on),
        "cleared": fact.cleared,
        "attributes": dict(fact.attributes),
        "asked_on": _day(fact.asked_on),
    }


def plan_as_dict(session: TreatmentSession) -> dict[str, Any]:
    """The plan as it stands: zones by foot, techniques, pressure, minutes and the day it is for."""
    return {
        "session_on": session.day.isoformat(),
        "zones": [{"zone": row.zone, "side": row.side} for row in session.planned_zones.all()],
        "techniques": list(session.techniques),
        "pressure": session.pressure,
        "minutes": session.work_minutes,
    }


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
