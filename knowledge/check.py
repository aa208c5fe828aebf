"""What a client's facts mean for a plan on its day. Pure: no clock, no database, no Django.

Facts in, an assessment out; nothing is thrown, so nothing can be swallowed. Whatever prevents a full evaluation makes
the assessment incomplete, and an incomplete one is never clear.
"""

import logging
import math
from collections.abc import Iterable
from functools import reduce
from operator import or_

from knowledge.assessment import EFFECTS, Answer, Assessment, Evaluation, Finding, RuleHit, Touch, strictest
from knowledge.library import Library, Place
from knowledge.matching import days_since, holds, weeks_of_gestation
from knowledge.terms import Effect, Fact, Plan, PlannedZone, Side, Status

__all__ = [
    "Assessment",
    "Effect",
    "Fact",
    "Finding",
    "Plan",
    "PlannedZone",
    "RuleHit",
    "Side",
    "Status",
    "check",
    "days_since",
    "strictest",
    "weeks_of_gestation",
]

logger = logging.getLogger(__name__)

MOST_PRESSURE = 5
MOST_MINUTES = 60
NO_INTAKE = "There is no intake on file."
NOT_MADE = "The check could not be made."
IN_FORCE = frozenset({Status.YES, Status.SUSPECTED})
GOES_STALE = frozenset({Status.YES, Status.SUSPECTED, Status.PAST})
STATUSES = frozenset(Status)
UNKNOWN = "unknown"
EVERY_CLIENT = Fact("always")
AVOID = int(Effect.AVOID)


class Unreadable(ValueError):
    """Something in the facts or the plan that the library does not know."""


def check(library: Library, *, facts: Iterable[Fact], plan: Plan, problems_known: Iterable[str] = ()) -> Assessment:
    """What a client's facts mean for a plan on its day; complete only when everything was known.

    `problems_known` are sentences about what the caller could not find out; any of them makes the assessment
    incomplete, while the rest is still evaluated. Never raises.
    """
    try:
        evaluation = _evaluate(library, tuple(facts), plan)
        missing = [*problems_known, *([NO_INTAKE] if _lacks_intake(evaluation.answers) else [])]
        return Assessment(evaluation, complete=not missing, error=" ".join(missing))
    except Unreadable as error:
        return Assessment(None, complete=False, error=str(error))
    except Exception as error:  # noqa: BLE001
        # Named by its kind alone: the message could carry a health fact.
        logger.error("A check could not be made: %s", type(error).__name__)
        return Assessment(None, complete=False, error=NOT_MADE)


def _lacks_intake(answers: Iterable[Answer]) -> bool:
    return any(answer.fact.condition == "intake_missing" and answer.status in IN_FORCE for answer in answers)


def _evaluate(library: Library, facts: tuple[Fact, ...], plan: Plan) -> Evaluation:
    if library.flaw:
        raise Unreadable(library.flaw)
    planned, problems = _planned_zones(library, plan)
    techniques = _planned_techniques(library, plan)
    answers = tuple([_answer(library, fact, plan) for fact in facts])
    whole = sum(planned.values())
    touches = _touches(library, answers, plan, whole, sum(techniques.values()))
    headline, workable = _headline(touches, whole)
    pressure, minutes = _limits(touches, workable)
    if headline == Effect.ABSOLUTE or (plan.zones and not workable):
        pressure = minutes = 0
    if plan.pressure is not None and plan.pressure > pressure:
        problems.append("pressure")
    if plan.minutes is not None and plan.minutes > minutes:
        problems.append("minutes")
    return Evaluation(
        library, answers, planned, techniques, touches, headline, workable, pressure, minutes, tuple(sorted(problems))
    )


def _headline(touches: Iterable[Touch], planned: int) -> tuple[Effect, int]:
    """The gravest effect on the session, and the planned places that may still be worked."""
    headline = ruled_out = 0
    for rule, _, places, _ in touches:
        if rule.effect >= AVOID:
            ruled_out |= places
        if rule.session and not rule.always:
            headline = max(headline, rule.effect)
    return EFFECTS[headline], 0 if headline >= AVOID else planned & ~ruled_out


def _limits(touches: Iterable[Touch], workable: int) -> tuple[int, int]:
    """The least pressure and minutes of the session's rules and of those on places that may still be worked."""
    pressure, minutes = MOST_PRESSURE, MOST_MINUTES
    for rule, _, places, _ in touches:
        if rule.limits and (rule.session or places & workable):
            pressure = min(pressure, pressure if rule.max_pressure is None else rule.max_pressure)
            minutes = min(minutes, minutes if rule.max_minutes is None else rule.max_minutes)
    return pressure, minutes


# The plan, as places and techniques that exist.


def _planned_zones(library: Library, plan: Plan) -> tuple[dict[Place, int], list[str]]:
    """The bit of each planned place, and a problem for each zone planned on a foot that has none."""
    _require_measure("pressure", plan.pressure)
    _require_measure("minutes", plan.minutes)
    cells = library.grid.cells
    found = [cells.get(zone) for zone in plan.zones]
    planned = dict(filter(None, found))
    if None not in found:
        return planned, []
    wrong: set[str] = set()
    for zone in plan.zones:
        for side in (Side.RIGHT, Side.LEFT) if zone.side == Side.BOTH else (zone.side,):
            if cell := cells.get((zone.code, side)):
                planned[cell[0]] = cell[1]
            else:
                wrong.add(_wrong_foot(library, side, zone.code))
    return planned, list(wrong)


def _wrong_foot(library: Library, side: str, code: str) -> str:
    if side not in ("left", "right"):
        raise Unreadable(f"There is no foot called {str(side)!r}.")
    if code not in library.grid.zones:
        raise Unreadable(f"There is no zone called {code!r}.")
    return f"wrong_foot:{side}:{code}"


def _planned_techniques(library: Library, plan: Plan) -> dict[str, int]:
    bits = library.grid.techniques
    for code in plan.techniques:
        if code not in bits:
            raise Unreadable(f"There is no technique called {code!r}.")
    return {code: bits[code] for code in plan.techniques}


def _require_measure(name: str, value: float | None) -> None:
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
        raise Unreadable(f"The {name} of a plan must be a number.")


# The facts, as they count on the day.


def _answer(library: Library, fact: Fact, plan: Plan) -> Answer:
    """The fact as it counts on the session's day. Raises Unreadable for what the library does not know."""
    condition = library.conditions_by_code.get(fact.condition)
    if condition is None:
        raise Unreadable(f"There is no condition called {fact.condition!r}.")
    _require_known(library, fact)
    status = fact.status
    is_old = fact.asked_on is not None and (plan.session_on - fact.asked_on).days > condition.fresh_days
    if status == Status.NO and is_old:
        status = Status.UNKNOWN
    return Answer(fact, status, status == Status.UNKNOWN, is_old and status in GOES_STALE)


def _require_known(library: Library, fact: Fact) -> None:
    if fact.status not in STATUSES:
        raise Unreadable(f"There is no status called {fact.status!r}.")
    if fact.side not in library.grid.sides:
        raise Unreadable(f"There is no side called {fact.side!r}.")
    for area in fact.areas:
        if area not in library.grid.regions and area != UNKNOWN:
            raise Unreadable(f"There is no area called {area!r}.")
    if fact.cleared is not None and not isinstance(fact.cleared, bool):
        raise Unreadable("A clearance is yes, no or unknown.")
    for value in fact.attributes.values():
        if not isinstance(value, str):
            raise Unreadable("An answer must be text.")


# The rules that bear on the plan.


def _touches(
    library: Library, answers: tuple[Answer, ...], plan: Plan, planned: int, techniques: int
) -> tuple[Touch, ...]:
    """Each rule that applies and bears on the plan, for every fact, every unknown, and every client."""
    raised = [(_raised_by(library, answer), answer) for answer in answers if answer.is_unknown]
    causes: list[tuple[Fact, str, Answer | None]] = [(answer.fact, answer.status, answer) for answer in answers]
    causes += [(fact, Status.YES, answer) for fact, answer in raised]
    causes.append((EVERY_CLIENT, Status.YES, None))
    present = {fact.condition for fact, status, _ in causes if status in IN_FORCE}
    touches: list[Touch] = []
    for fact, status, answer in causes:
        side = library.grid.sides[fact.side]
        weeks, days = weeks_of_gestation(fact.due_on, plan.session_on), days_since(fact.reference_on, plan.session_on)
        for rule in library.matchers.get(fact.condition, {}).get(status, ()):
            zones = rule.zones | _own_areas(library, fact) if rule.area else rule.zones
            places = planned & zones & side if rule.affected else planned & zones
            touched = techniques & rule.techniques
            if not (rule.session or places or touched):
                continue
            if not rule.qualified or holds(rule, fact, weeks, days, present):
                touches.append((rule, answer, places, touched))
    return tuple(touches)


def _own_areas(library: Library, fact: Fact) -> int:
    """The places of the fact's own areas on both feet; the whole foot where they are unknown."""
    grid = library.grid
    if not fact.areas or UNKNOWN in fact.areas:
        return grid.whole
    return reduce(or_, (grid.regions[area] for area in fact.areas))


def _raised_by(library: Library, answer: Answer) -> Fact:
    """The system's own fact that a question is open."""
    code = answer.fact.condition
    critical = "yes" if library.conditions_by_code[code].critical else "no"
    return Fact("answer_unknown", attributes={"critical": critical, "which": code})
