"""What a doctor or midwife answered, and how it carries to the visit."""

import datetime as dt

import pytest
from django.utils import timezone

from clients.clearing import answer_clearance, ask_for_clearance, withdraw_clearance
from knowledge.check import Effect
from sessions.booking import move_session
from sessions.checking import check_session
from sessions.planning import NotReady, acknowledge, start
from sessions.planning.questions import needs_reading, to_read
from tests.flows.conftest import noon

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def early(pregnant):
    """Amara is eight weeks pregnant: a midwife has to agree first."""
    pregnant(8)


def ask(amara, mira):
    return ask_for_clearance(
        client=amara,
        condition="pregnancy",
        asked_of="Midwife J. Hollis",
        asked_on=TODAY - dt.timedelta(days=3),
        by=mira,
    )


def told(amara, mira, answer="yes", *, on=TODAY, until=None):
    clearance = ask(amara, mira)
    answer_clearance(clearance=clearance, answer=answer, answered_on=on, expires_on=until, by=mira)
    return clearance


def read_everything(session, by):
    for card in to_read(check_session(session)):
        if needs_reading(card):
            acknowledge(session=session, fingerprint=card.fingerprint, by=by)


def effect(visit):
    return check_session(type(visit).objects.get(pk=visit.pk)).plan.session


def test_asking_alone_lifts_nothing(visit, early, amara, mira):
    ask(amara, mira)
    read_everything(visit, mira)

    with pytest.raises(NotReady) as refusal:
        start(session=visit, by=mira)

    assert [gap.code for gap in refusal.value.missing] == ["settle"]


@pytest.mark.parametrize("answer", ["yes", "limits"])
def test_yes_makes_it_a_caution_and_the_session_can_start(visit, early, amara, mira, answer):
    told(amara, mira, answer)

    assert effect(visit) == Effect.CAUTION
    # Lower what the check limits, as opening the plan does.
    visit.pressure, visit.work_minutes = 1, 10
    visit.save()
    read_everything(visit, mira)
    assert start(session=visit, by=mira).status == "started"


def test_no_keeps_it_closed(visit, early, amara, mira):
    told(amara, mira, "no")

    assert effect(visit) == Effect.REFER


def test_later_no_ends_an_earlier_yes(visit, early, amara, mira):
    told(amara, mira, "yes", on=TODAY - dt.timedelta(days=2))
    assert effect(visit) == Effect.CAUTION

    told(amara, mira, "no")

    assert effect(visit) == Effect.REFER


def test_withdrawn_yes_no_longer_counts(visit, early, amara, mira):
    clearance = told(amara, mira)

    withdraw_clearance(clearance=clearance, by=mira)

    assert effect(visit) == Effect.REFER


def test_yes_that_runs_out_before_the_visit_does_not_carry_to_it(visit, early, amara, mira):
    told(amara, mira, until=TODAY + dt.timedelta(days=5))
    assert effect(visit) == Effect.CAUTION

    def on(days):
        return effect(move_session(session=visit, starts_at=noon(TODAY + dt.timedelta(days=days)), minutes=60, by=mira))

    assert on(5) == Effect.CAUTION
    assert on(6) == Effect.REFER


def test_yes_given_after_the_visit_does_not_reach_back(visit, early, amara, mira):
    told(amara, mira, on=TODAY)
    yesterday = move_session(session=visit, starts_at=noon(TODAY - dt.timedelta(days=1)), minutes=60, by=mira)

    assert effect(yesterday) == Effect.REFER
