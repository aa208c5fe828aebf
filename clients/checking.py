"""The one check service: whatever shows or decides what is safe for a client asks here, or builds on it.

A check that cannot be completed says so. It never raises, and it is never read as clear.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from clients import facts
from clients.facts import FactSheet
from clients.findings import Card, cards
from knowledge.check import Assessment, Effect, Plan, PlannedZone, Side, check
from knowledge.foot_map import ZoneState
from knowledge.library import Library
from knowledge.publishing import BrokenSeal, NoRelease, current_library
from knowledge.shipped import read_content

if TYPE_CHECKING:
    from clients.models import Client

logger = logging.getLogger(__name__)

Key = tuple[str, str]
"""A foot and a zone's code: ("right", "liver")."""

NOTHING_KNOWN = FactSheet(facts=(), problems=("The client's health answers could not be read.",))
STATE_OF_EFFECT = {
    Effect.ABSOLUTE: ZoneState.ABSOLUTE,
    Effect.AVOID: ZoneState.AVOID,
    Effect.REFER: ZoneState.CLEARANCE,
    Effect.CAUTION: ZoneState.CAUTION,
}


@dataclass(frozen=True)
class Knowledge:
    """The library that checks stand on, and what is wrong with it."""

    library: Library
    troubles: tuple[str, ...] = ()


def knowledge_in_force() -> Knowledge:
    """The published library; without a whole one, the shipped content draws the map and nothing is checked."""
    try:
        return Knowledge(current_library())
    except NoRelease:
        trouble = "No knowledge library has been published."
    except BrokenSeal:
        logger.error("The seal of the published knowledge library is broken.")
        trouble = "The knowledge library has been changed since it was published, so it cannot be trusted."
    return Knowledge(_as_shipped(), (trouble,))


@lru_cache(maxsize=1)
def _as_shipped() -> Library:
    return Library.compile(read_content()[0])


@dataclass(frozen=True)
class ClientCheck:
    """What is safe for one client on one day, for every zone of both feet and every technique."""

    day: dt.date
    knowledge: Knowledge
    sheet: FactSheet
    body: Assessment

    @property
    def library(self) -> Library:
        return self.knowledge.library

    @property
    def complete(self) -> bool:
        return self.body.complete

    @property
    def clear(self) -> bool:
        """The only ground on which a page may say "no warnings"."""
        return self.complete and self.body.clear

    @property
    def why_incomplete(self) -> str:
        return self.body.error

    @property
    def unasked(self) -> tuple[str, ...]:
        """Codes of conditions that nobody knows about on the day."""
        return tuple(code for code in self.body.unknown if self.library.condition(code).kind == "asked")

    @cached_property
    def _cards(self) -> tuple[Card, ...]:
        return cards(self.library, self.body, day=self.day)

    def cards(self) -> tuple[Card, ...]:
        """The findings in words, one a fact, gravest first; open questions are `unasked`, not cards."""
        return self._cards

    def states(
        self, planned: Mapping[Key, bool] | Collection[Key] = (), overrides: Collection[Key] = ()
    ) -> dict[str, str]:
        """ "right:liver" to its state on the map. A zone not known to be clear is not checked."""
        chosen, reasoned = set(planned), set(overrides)
        return {
            f"{side}:{zone.code}": self._state((side, zone.code), chosen, reasoned)
            for zone in self.library.zones
            for side in zone.feet
        }

    def _state(self, key: Key, planned: set[Key], overrides: set[Key]) -> ZoneState:
        found = self.body.zones.get(key)
        state = self._unplanned(key, found)
        if state is ZoneState.AVOID and key in overrides:
            return ZoneState.INCLUDED
        if key in planned and state in (ZoneState.CLEAR, ZoneState.CAUTION, ZoneState.UNASKED):
            return ZoneState.PLANNED if state is ZoneState.CLEAR else ZoneState.PLANNED_LIGHT
        return state

    def _unplanned(self, key: Key, found: Effect | None) -> ZoneState:
        if found is None:
            return ZoneState.UNKNOWN
        if found is Effect.AVOID and self.body.override_on(*key) == "none":
            return ZoneState.ABSOLUTE
        if found is Effect.REFER and (not self.body.complete or self.body.override_on(*key) == "answer"):
            return ZoneState.UNKNOWN
        if found >= Effect.REFER:
            return STATE_OF_EFFECT[found]
        if self.body.complete and found is Effect.CAUTION and key in self.body.unasked_zones:
            return ZoneState.UNASKED
        # What was found stands; what was not found counts only when everything was asked.
        return STATE_OF_EFFECT.get(found, ZoneState.CLEAR) if self.body.complete else ZoneState.UNKNOWN


def check_client(client: Client, day: dt.date, *, knowledge: Knowledge | None = None) -> ClientCheck:
    """The check of a client on a day; several checks of one page share the `knowledge` they stand on."""
    known = knowledge or knowledge_in_force()
    sheet = _facts(client, day, known.library)
    return ClientCheck(day, known, sheet, assess_everything(known, sheet, day))


def assess_everything(knowledge: Knowledge, sheet: FactSheet, day: dt.date) -> Assessment:
    """What the facts mean for every zone of both feet and every technique."""
    return assess(knowledge, sheet, _everything(knowledge.library, day))


def assess(knowledge: Knowledge, sheet: FactSheet, plan: Plan) -> Assessment:
    """What the facts mean for a plan; whatever is wrong with knowledge or facts keeps it from being complete."""
    problems = (*knowledge.troubles, *sheet.problems)
    return check(knowledge.library, facts=sheet.facts, plan=plan, problems_known=problems)


@lru_cache(maxsize=16)
def _everything(library: Library, day: dt.date) -> Plan:
    """The fullest plan there is: every zone of both feet with every technique and product."""
    zones = (PlannedZone(zone.code, Side(zone.foot_side)) for zone in library.zones)
    return Plan(session_on=day, zones=tuple(zones), techniques=tuple(row.code for row in library.techniques))


def _facts(client: Client, day: dt.date, library: Library) -> FactSheet:
    try:
        return facts.on(client, day, library=library)
    except (ValueError, TypeError, KeyError) as error:
        # Named by its kind alone: the message could carry a health fact.
        logger.error("Facts of client %s could not be read: %s", client.pk, type(error).__name__)
        return NOTHING_KNOWN
