"""Beginning from a protocol or from the last plan: what is unsafe or not checked stays out, and is named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from sessions.checking import SessionCheck, check_session
from sessions.models import TreatmentSession
from sessions.planning.desk import (
    Key,
    PlanRefused,
    add_zones,
    base_states,
    may_be_worked,
    overrides_in,
    planned_in,
    put_back,
    take,
)
from sessions.planning.limits import unsafe_techniques
from sessions.planning.zones import Refusal, refused, take_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from knowledge.entries import Protocol
    from knowledge.library import Library
    from reflexpractice.accounts.models import User

LAST_PLAN = "last_plan"
"""What `TreatmentSession.protocol` holds when a plan began from the client's last one."""

WORKED = [TreatmentSession.Status.STARTED, TreatmentSession.Status.FINISHED]


@dataclass(frozen=True)
class Applied:
    """What came of beginning from a routine."""

    added: int
    left_out: tuple[Refusal, ...]

    @property
    def words(self) -> str:
        zones = f"{self.added} zone{'' if self.added == 1 else 's'} planned."
        return f"{zones} {left_out_words(self.left_out, causes=False)}".strip()


class NoSuchRoutine(PlanRefused):
    """The protocol is not in the library, or there is no earlier plan."""

    code = "routine"


@dataclass(frozen=True)
class Routine:
    """Zones in order, techniques, pressure (1 to 5) and minutes of work to begin from."""

    name: str
    zones: tuple[Key, ...]
    techniques: tuple[str, ...]
    pressure: int
    minutes: int


@transaction.atomic
def apply_protocol(*, session: TreatmentSession, protocol: str, by: User, version: int | None = None) -> Applied:
    """Plan a protocol's zones instead of the present ones. NoSuchRoutine when the library has none of that code."""
    held = take(session, version=version)
    check = check_session(held)
    routine = routine_of(check.library, protocol)
    if routine is None:
        raise NoSuchRoutine("This protocol is no longer in the library. Choose another.")
    return _begin_from(held, check, routine, code=protocol, by=by)


@transaction.atomic
def apply_last_plan(*, session: TreatmentSession, by: User, version: int | None = None) -> Applied:
    """Plan what was planned at the client's last session. NoSuchRoutine when there was none."""
    held = take(session, version=version)
    routine = last_routine(held)
    if routine is None:
        raise NoSuchRoutine("There is no earlier plan to begin from.")
    return _begin_from(held, check_session(held), routine, code=LAST_PLAN, by=by)


def last_worked(session: TreatmentSession) -> TreatmentSession | None:
    """The client's latest earlier session that was worked to a plan."""
    return (
        TreatmentSession.objects.filter(client=session.client_id, status__in=WORKED, planned_zones__isnull=False)
        .exclude(pk=session.pk)
        .order_by("-starts_at", "-pk")
        .first()
    )


def last_routine(session: TreatmentSession) -> Routine | None:
    """The last plan as a routine, without the reasons for which zones were included then."""
    last = last_worked(session)
    if last is None:
        return None
    zones = tuple((row.side, row.zone) for row in last.planned_zones.all())
    return Routine("Last plan", zones, tuple(last.techniques), last.pressure, last.work_minutes)


def routine_of(library: Library, code: str) -> Routine | None:
    """A protocol as a routine: each zone on every foot that has it, minutes for both feet together."""
    protocol = next((row for row in library.protocols if row.code == code), None)
    if protocol is None:
        return None
    zones = tuple((foot, zone) for zone in protocol.zones for foot in library.zone(zone).feet)
    return Routine(protocol.name, zones, protocol.techniques, protocol.pressure_max, _minutes(protocol))


def left_out(zones: Iterable[Key], session: TreatmentSession, check: SessionCheck) -> tuple[Refusal, ...]:
    """Those of a routine's zones that must stay out of this session's plan, and why."""
    states, planned = base_states(check), planned_in(session)
    out = [key for key in dict.fromkeys(zones) if key not in planned and not may_be_worked(states, key)]
    return tuple(refused(check, states, out))


def left_out_words(zones: Sequence[Refusal], *, source: str = "", causes: bool = True) -> str:
    """One sentence for the zones that were left out, with or without what keeps each of them out; empty for none."""
    if not zones:
        return ""
    count = f"{len(zones)} zone{'' if len(zones) == 1 else 's'}"
    were = "was" if len(zones) == 1 else "were"
    named = "; ".join(_with_causes(zones)) if causes else ", ".join(_named(zones))
    return f"{count}{source and f' from {source}'} {were} left out for safety: {named}."


def _with_causes(zones: Sequence[Refusal]) -> Iterable[str]:
    """The zones of each cause with that cause, the cause of the first zone first."""
    together: dict[str, list[Refusal]] = {}
    for zone in zones:
        together.setdefault(zone.because, []).append(zone)
    for because, out in together.items():
        yield f"{', '.join(_named(out))}, {f'because of “{because}”' if because else 'not checked'}"


def _named(zones: Sequence[Refusal]) -> Iterable[str]:
    """Each name once; with the foot when it is only one of the two."""
    sides: dict[str, list[str]] = {}
    for zone in zones:
        sides.setdefault(zone.name, []).append(zone.side)
    return [name if len(feet) > 1 else f"{name} ({feet[0]})" for name, feet in sides.items()]


def _minutes(protocol: Protocol) -> int:
    return protocol.minutes_per_foot_min + protocol.minutes_per_foot_max


def _begin_from(session: TreatmentSession, check: SessionCheck, routine: Routine, *, code: str, by: User) -> Applied:
    states, planned = base_states(check), planned_in(session)
    # A reason once written is not lost by trying a protocol: zones included with one stay.
    kept = [key for key in planned if key in overrides_in(session)]
    safe = [key for key in dict.fromkeys(routine.zones) if key not in kept and may_be_worked(states, key)]
    out = [key for key in dict.fromkeys(routine.zones) if key not in kept and key not in safe]
    take_out(session, [key for key in planned if key not in kept])
    add_zones(session, check, safe, after=len(kept))
    unsafe = unsafe_techniques(routine.techniques, check)
    session.techniques = [technique for technique in routine.techniques if technique not in unsafe]
    session.pressure, session.work_minutes = routine.pressure, min(routine.minutes, session.minutes)
    session.protocol = code
    put_back(session, "plan.applied", by=by, detail={"from": code, "zones": len(safe), "left_out": len(out)})
    return Applied(len(safe), tuple(refused(check, states, out)))
