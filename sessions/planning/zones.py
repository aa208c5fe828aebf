"""Choosing zones, one by one or from the list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from knowledge.check import Effect
from knowledge.foot_map import ZoneState
from knowledge.wording import title
from sessions.checking import check_session
from sessions.planning.desk import (
    IN_WORDS,
    Key,
    add_zones,
    base_states,
    may_be_worked,
    name_of,
    overrides_in,
    planned_in,
    put_back,
    take,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from knowledge.library import Library
    from reflexpractice.accounts.models import User
    from sessions.checking import SessionCheck
    from sessions.models import TreatmentSession


@dataclass(frozen=True)
class Refusal:
    """A zone that was not added, and why: `because` is the finding in words, empty where nobody has asked."""

    zone: str
    side: str
    name: str
    state: str
    because: str

    @property
    def words(self) -> str:
        return (
            f"{self.name}, {self.side}, is {IN_WORDS.get(ZoneState(self.state), 'not on this foot')}. It was not added."
        )


@dataclass(frozen=True)
class Chosen:
    """A zone that was added to the plan or taken out of it."""

    zone: str
    side: str
    name: str
    added: bool
    light: bool = False
    reason_lost: bool = False

    @property
    def words(self) -> str:
        done = ("added, light pressure" if self.light else "added") if self.added else "removed"
        return f"{self.name}, {self.side}, {done}." + (
            " The reason was taken back with it." if self.reason_lost else ""
        )


@transaction.atomic
def choose_zone(
    *, session: TreatmentSession, zone: str, side: str, by: User, version: int | None = None
) -> Chosen | Refusal:
    """Add a zone, or take it out when it is in the plan. What is unsafe or not checked is never added."""
    held = take(session, version=version)
    check = check_session(held)
    key, planned = (side, zone), planned_in(held)
    name = name_in(check.library, zone)
    if key in planned:
        reasoned = key in overrides_in(held)
        take_out(held, [key])
        put_back(held, "plan.zone_removed", by=by, detail={"zone": name_of(key)})
        return Chosen(zone, side, name, added=False, reason_lost=reasoned)
    states = base_states(check)
    if not may_be_worked(states, key):
        return refused(check, states, [key])[0]
    [row] = add_zones(held, check, [key], after=len(planned))
    put_back(held, "plan.zone_added", by=by, detail={"zone": name_of(key), "light": row.light})
    return Chosen(zone, side, name, added=True, light=row.light)


@transaction.atomic
def set_zones(
    *, session: TreatmentSession, wanted: Collection[Key], by: User, version: int | None = None
) -> list[Refusal]:
    """Make the plan hold exactly these zones, as ticked in the list; returns those that were not added.

    A zone included with a reason stays while it is among those wanted.
    """
    held = take(session, version=version)
    check = check_session(held)
    states, planned = base_states(check), planned_in(held)
    new = [key for key in wanted if key not in planned]
    allowed = [key for key in new if may_be_worked(states, key)]
    take_out(held, [key for key in planned if key not in wanted])
    add_zones(held, check, allowed, after=len(planned))
    put_back(held, "plan.zones_set", by=by, detail={"zones": sorted(map(name_of, wanted))})
    return refused(check, states, [key for key in new if key not in allowed])


@transaction.atomic
def plan_zones(
    *, session: TreatmentSession, wanted: Collection[Key], by: User, version: int | None = None
) -> list[Chosen | Refusal]:
    """Add several zones at once; those in the plan stay, those that may not be worked are refused."""
    held = take(session, version=version)
    check = check_session(held)
    states, planned = base_states(check), planned_in(held)
    new = [key for key in wanted if key not in planned]
    added = add_zones(held, check, [key for key in new if may_be_worked(states, key)], after=len(planned))
    if added:
        put_back(held, "plan.zones_added", by=by, detail={"zones": [name_of((row.side, row.zone)) for row in added]})
    done = [Chosen(row.zone, row.side, row.zone_name, added=True, light=row.light) for row in added]
    return [*done, *refused(check, states, [key for key in new if not may_be_worked(states, key)])]


def refused(check: SessionCheck, states: Mapping[str, str], keys: Iterable[Key]) -> list[Refusal]:
    """Why each of these zones is not in the plan."""
    return [_refusal(check, states.get(name_of(key), ZoneState.UNKNOWN), key) for key in keys]


def _refusal(check: SessionCheck, state: str, key: Key) -> Refusal:
    foot, zone = key
    told = [finding for finding in check.body.findings if finding.zones.get(key, Effect.NONE) >= Effect.REFER]
    known = [finding for finding in told if not finding.is_unknown and state != ZoneState.UNKNOWN]
    gravest = max(known, key=lambda finding: finding.zones[key], default=None)
    because = title(check.library, gravest.fact, check.day) if gravest else ""
    return Refusal(zone, foot, name_in(check.library, zone), state, because)


def name_in(library: Library, zone: str) -> str:
    """The zone's name, or the code when the library does not know it."""
    return next((row.name for row in library.zones if row.code == zone), zone)


def take_out(session: TreatmentSession, keys: Collection[Key]) -> None:
    """Take zones out of the plan, with the reasons for which they were included."""
    planned, reasons = planned_in(session), overrides_in(session)
    for key in keys:
        for row in (planned.get(key), reasons.get(key)):
            if row:
                row.delete()
