"""Does a rule apply to a fact? Whatever is unknown counts as risky. No Django here."""

import datetime as dt
import math
from collections.abc import Collection

from knowledge.entries import Attribute
from knowledge.library import Matcher
from knowledge.terms import Fact

PREGNANCY_DAYS = 280


def holds(rule: Matcher, fact: Fact, weeks: int | None, days: int | None, present: Collection[str]) -> bool:
    """Whether a rule of the fact's condition and status applies, beside the conditions that are present.

    `weeks` of gestation and `days` since the fact's event are those of the session's day; None, unknown, lies in
    every range.
    """
    if rule.weeks is not None and weeks is not None and not rule.weeks[0] <= weeks <= rule.weeks[1]:
        return False
    if rule.days is not None and days is not None and not rule.days[0] <= days <= rule.days[1]:
        return False
    if rule.cleared is not None and rule.cleared is not (fact.cleared is True):
        return False
    if rule.also_condition and rule.also_condition not in present:
        return False
    return not rule.attributes or all(_agrees(one, fact.attributes.get(one.field, "")) for one in rule.attributes)


def weeks_of_gestation(due_on: dt.date | None, day: dt.date) -> int | None:
    """Completed weeks of pregnancy on a day, counted back from the due date; None when that is unknown."""
    return None if due_on is None else (PREGNANCY_DAYS - (due_on - day).days) // 7


def days_since(reference_on: dt.date | None, day: dt.date) -> int | None:
    """Days from the condition's event to a day; None when the event's date is unknown."""
    return None if reference_on is None else (day - reference_on).days


def _agrees(wanted: Attribute, answer: str) -> bool:
    """Whether one of the answers is what the rule asks for; an unknown one counts only where the rule says so."""
    if "|" in answer:
        return any(_is_met(wanted, part) for part in answer.split("|"))
    return _is_met(wanted, answer)


def _is_met(wanted: Attribute, answer: str) -> bool:
    if answer in ("", "unknown"):
        return wanted.when_unknown
    if wanted.operator == "=":
        return answer == wanted.value
    if wanted.operator == "!=":
        return answer != wanted.value
    number, limit = _number(answer), _number(wanted.value)
    if number is None or limit is None:
        return wanted.when_unknown
    return number < limit if wanted.operator == "<" else number > limit


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
