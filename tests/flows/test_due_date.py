"""Weeks of pregnancy go on by themselves: what counts is the week on the day of the visit."""

import datetime as dt

import pytest
from django.utils import timezone

from knowledge.check import Effect
from sessions.booking import move_session
from sessions.checking import check_session
from tests.flows.conftest import noon

pytestmark = pytest.mark.django_db


def moved(visit, mira, **later):
    """The visit so much later, as a fresh request finds it."""
    return move_session(
        session=visit, starts_at=noon(timezone.localdate() + dt.timedelta(**later)), minutes=60, by=mira
    )


def titles(session):
    return [card.title for card in check_session(session).cards()]


def test_first_three_months_wait_for_a_midwife_until_they_are_over(visit, pregnant, mira):
    pregnant(12)
    assert check_session(visit).plan.session == Effect.REFER
    assert titles(visit) == ["Pregnant, 12 weeks"]

    later = moved(visit, mira, weeks=2)

    assert check_session(later).plan.session == Effect.CAUTION
    assert titles(later) == ["Pregnant, 14 weeks"]


def test_visit_moved_to_before_the_change_asks_again(visit, pregnant, mira):
    pregnant(12)
    later = moved(visit, mira, weeks=2)

    earlier = moved(later, mira, days=3)

    assert check_session(earlier).plan.session == Effect.REFER


def test_the_week_changes_on_its_day(visit, pregnant, mira):
    pregnant(12)

    assert titles(moved(visit, mira, days=6)) == ["Pregnant, 12 weeks"]
    assert titles(moved(visit, mira, days=7)) == ["Pregnant, 13 weeks"]


def test_a_due_date_long_past_is_not_taken_for_the_last_week(visit, pregnant, mira):
    pregnant(40)

    later = moved(visit, mira, weeks=4)

    assert titles(later)[0] == "Pregnant, weeks not known"
    assert check_session(later).plan.session == Effect.REFER


def test_moving_says_that_the_plan_has_to_be_looked_at_again(visit, pregnant, mira):
    pregnant(24)
    before = visit.plan_version

    assert moved(visit, mira, weeks=1).plan_version == before + 1
