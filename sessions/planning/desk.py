"""What every act of planning begins and ends with: the plan in hand, and the plan put back in order."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from clients.facts import load
from knowledge.foot_map import ZoneState
from reflexpractice.audit.chain import record
from sessions.checking import SessionCheck, check_session
from sessions.models import Override, PlannedZone, TreatmentSession

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from reflexpractice.accounts.models import User

Key = tuple[str, str]
"""A foot and a zone's code: ("right", "liver")."""

LIGHT_ONLY = frozenset({ZoneState.CAUTION, ZoneState.UNASKED})
MAY_BE_WORKED = LIGHT_ONLY | {ZoneState.CLEAR}
IN_WORDS = {
    ZoneState.ABSOLUTE: "to be avoided; nobody can include it",
    ZoneState.AVOID: "to be avoided",
    ZoneState.CLEARANCE: "waiting for clearance",
    ZoneState.UNKNOWN: "not checked",
}


class PlanRefused(Exception):
    """Why the plan was left as it was, as a sentence."""

    code = "refused"


class StalePlan(PlanRefused):
    """The page that asked shows an older plan than the one there is."""

    code = "stale"

    def __init__(self) -> None:
        super().__init__(
            "This plan was changed elsewhere. Here it is as it stands now; nothing was changed by your last press."
        )


class PlanClosed(PlanRefused):
    """The session has begun, is over or was cancelled."""

    code = "closed"

    def __init__(self) -> None:
        super().__init__("This session is no longer only booked, so its plan stays as it is.")


def take(session: TreatmentSession, *, version: int | None = None) -> TreatmentSession:
    """The session, held until the act is done; PlanClosed or StalePlan when it cannot be planned from here."""
    held = (
        TreatmentSession.objects.select_for_update(of=("self",))
        .select_related("client", "practitioner")
        .get(pk=session.pk)
    )
    if held.status != TreatmentSession.Status.BOOKED:
        raise PlanClosed
    if version is not None and version != held.plan_version:
        raise StalePlan
    # Read once: an act checks before and after.
    held.client = load(held.client)
    return held


def base_states(check: SessionCheck) -> Mapping[str, str]:
    """What the facts alone say of every zone, whatever is planned or decided: "right:liver" to its state."""
    return check.states(planned=(), overrides=())


def may_be_worked(states: Mapping[str, str], key: Key) -> bool:
    """Only what was checked and found clear, or wants a light hand. Not told is not checked."""
    return states.get(name_of(key), ZoneState.UNKNOWN) in MAY_BE_WORKED


def name_of(key: Key) -> str:
    return f"{key[0]}:{key[1]}"


def key_of(name: str) -> Key | None:
    """ "right:liver" as a key; None for anything else."""
    foot, colon, zone = name.partition(":")
    return (foot, zone) if colon and foot in ("right", "left") and zone else None


def planned_in(session: TreatmentSession) -> dict[Key, PlannedZone]:
    return {(row.side, row.zone): row for row in session.planned_zones.all()}


def overrides_in(session: TreatmentSession) -> dict[Key, Override]:
    return {(row.side, row.zone): row for row in session.overrides.all()}


def add_zones(
    session: TreatmentSession, check: SessionCheck, keys: Iterable[Key], *, after: int = 0
) -> list[PlannedZone]:
    """Plan zones that may be worked, in this order; those that want a light hand as light."""
    states = base_states(check)
    rows = [
        PlannedZone(
            session=session,
            zone=zone,
            zone_name=check.library.zone(zone).name,
            side=foot,
            light=states[name_of((foot, zone))] in LIGHT_ONLY,
            order=place,
        )
        for place, (foot, zone) in enumerate(keys, start=after)
    ]
    return PlannedZone.objects.bulk_create(rows)


def put_back(
    session: TreatmentSession, act: str, *, by: User, detail: Mapping[str, object] | None = None
) -> SessionCheck:
    """Bring limits and minutes in step with what is planned now, count the change, and write it down.

    Pressure and minutes are only ever lowered here: raising them again is the practitioner's own act.
    """
    check = check_session(session)
    session.pressure = min(session.pressure, check.plan.max_pressure or session.pressure)
    session.work_minutes = min(session.work_minutes, check.plan.max_minutes or session.work_minutes)
    session.plan_version += 1
    session.save(update_fields=["pressure", "work_minutes", "protocol", "techniques", "plan_version"])
    spread_minutes(session)
    record(act, on=session, by=by, client=session.client_id, detail=dict(detail or {}))
    return check_session(session)


def spread_minutes(session: TreatmentSession) -> None:
    """Share the minutes of work evenly among the planned zones, in tenths."""
    rows = session.planned_zones.all()
    if count := rows.count():
        rows.update(minutes=(Decimal(session.work_minutes) / count).quantize(Decimal("0.1")))
