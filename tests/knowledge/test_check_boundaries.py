"""Ranges of weeks and days include both their ends, on the session's day and on no other."""

import datetime as dt

import pytest

from knowledge.check import Fact, Plan, Status, check, days_since, weeks_of_gestation
from tests.knowledge.cases import DAY, document, due_at, library, whole_feet

PREGNANCY = {
    "whole pregnancy": (range(43), "PREG-03 PREG-04 PREG-05 PREG-06 PREG-07 PREG-08 PREG-09 PREG-10 PREG-11 PREG-19"),
    "weeks 0-12": (range(13), "PREG-02"),
    "weeks 0-13": (range(14), "PREG-14"),
    "weeks 13-42": (range(13, 43), "PREG-12"),
    "weeks 14-42": (range(14, 43), "PREG-15"),
    "weeks 20-42": (range(20, 43), "PREG-13"),
    "weeks 37-42": (range(37, 43), "PREG-16"),
}


@pytest.mark.parametrize("week", range(43))
def test_each_week_of_a_cleared_pregnancy_has_its_own_rules(week: int):
    expected = {code for weeks, codes in PREGNANCY.values() if week in weeks for code in codes.split()}

    first, last = (
        check(library(), facts=[_pregnancy(week, extra_days=days, cleared=True)], plan=whole_feet()) for days in (0, 6)
    )

    assert {code for code in first.rules if code.startswith("PREG")} == expected
    assert last.as_dict() == first.as_dict()


@pytest.mark.parametrize(("week", "session"), [(0, "refer"), (12, "refer"), (13, "caution"), (42, "caution")])
def test_pregnancy_is_held_until_cleared_up_to_week_twelve(week: int, session: str):
    assessment = check(library(), facts=[_pregnancy(week, cleared=None)], plan=whole_feet())

    assert assessment.session.code == session


def test_weeks_advance_with_the_session_and_not_with_today():
    pregnant = Fact("pregnancy", due_on=due_at(19, DAY, extra_days=6), cleared=True)

    today = check(library(), facts=[pregnant], plan=whole_feet(DAY))
    tomorrow = check(library(), facts=[pregnant], plan=whole_feet(DAY + dt.timedelta(days=1)))

    assert ("PREG-13" in today.rules, "PREG-13" in tomorrow.rules) == (False, True)


@pytest.mark.parametrize("rule", [rule for rule in document()["rules"] if rule["weeks"]], ids=lambda rule: rule["code"])
def test_weeks_count_from_the_first_to_the_last(rule):
    first, last = rule["weeks"]

    fired = [week for week in range(-1, 45) if _fires(rule, due_on=due_at(week))]

    assert fired == list(range(first, last + 1))
    assert _fires(rule, due_on=None)


@pytest.mark.parametrize("rule", [rule for rule in document()["rules"] if rule["days"]], ids=lambda rule: rule["code"])
def test_days_count_from_the_first_to_the_last(rule):
    first, last = rule["days"]
    days = [-1, first - 1, first, first + 1, last - 1, last, last + 1]
    known = [day for day in days if day < 90_000]

    fired = [day for day in known if _fires(rule, reference_on=DAY - dt.timedelta(days=day))]

    assert fired == [day for day in known if first <= day <= last]
    assert _fires(rule, reference_on=None)


def _pregnancy(week: int, *, cleared: bool | None, extra_days: int = 0) -> Fact:
    return Fact("pregnancy", due_on=due_at(week, extra_days=extra_days), cleared=cleared)


def _fires(rule, **dates) -> bool:
    """Whether a rule fires for a fact that meets all it asks for beside its dates."""
    fact = Fact(
        condition=rule["condition"],
        status=Status(rule["statuses"][0]),
        cleared=rule["cleared"] == "yes",
        attributes={one["field"]: one["value"] for one in rule["attributes"]},
        **dates,
    )
    return rule["code"] in check(library(), facts=[fact], plan=whole_feet()).rules


@pytest.mark.parametrize(
    ("asked_on", "age", "status"),
    [("no", 28, "no"), ("no", 29, "unknown"), ("not_applicable", 4000, "not_applicable"), ("unknown", 0, "unknown")],
)
def test_a_no_counts_as_unknown_once_it_is_older_than_it_stays_fresh(asked_on: str, age: int, status: str):
    fact = Fact("pregnancy", status=Status(asked_on), asked_on=DAY - dt.timedelta(days=age))

    assessment = check(library(), facts=[fact], plan=Plan(DAY))

    assert assessment.unknown == (("pregnancy",) if status == "unknown" else ())
    assert assessment.stale == ()


@pytest.mark.parametrize("status", ["yes", "suspected", "past"])
@pytest.mark.parametrize(("age", "stale"), [(90, ()), (91, ("diabetes",))])
def test_what_is_or_was_so_stays_in_force_and_asks_to_be_reviewed(status: str, age: int, stale: tuple[str, ...]):
    fact = Fact("diabetes", status=Status(status), asked_on=DAY - dt.timedelta(days=age))

    assessment = check(library(), facts=[fact], plan=whole_feet())
    fresh = check(library(), facts=[Fact("diabetes", status=Status(status))], plan=whole_feet())

    assert assessment.stale == stale
    assert assessment.rules == fresh.rules + (("STALE",) if stale else ())
    assert assessment.zones == fresh.zones


@pytest.mark.parametrize(
    ("due_on", "day", "weeks"),
    [
        (dt.date(2028, 2, 29), dt.date(2028, 2, 29), 40),
        (dt.date(2028, 3, 1), dt.date(2028, 2, 29), 39),
        (dt.date(2028, 3, 1), dt.date(2028, 2, 23), 39),
        (dt.date(2028, 3, 1), dt.date(2028, 2, 22), 38),
        (dt.date(2027, 1, 1), dt.date(2026, 3, 27), 0),
        (dt.date(2027, 1, 1), dt.date(2026, 3, 26), -1),
        (None, dt.date(2026, 3, 26), None),
    ],
)
def test_weeks_of_gestation_are_completed_weeks(due_on: dt.date | None, day: dt.date, weeks: int | None):
    assert weeks_of_gestation(due_on, day) == weeks


def test_days_are_whole_days_across_leap_days():
    assert days_since(dt.date(2028, 2, 28), dt.date(2028, 3, 1)) == 2
    assert days_since(None, DAY) is None
