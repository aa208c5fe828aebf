"""No session begins before the questions of its day were asked."""

import datetime as dt

import pytest
from django.utils import timezone

from clients.models import Flag
from sessions.checking import check_session
from sessions.models import TreatmentSession
from sessions.plan_page.parts import bar, read_cards
from sessions.planning import NotReady, gaps, start
from tests.factories import SessionFactory, answer

pytestmark = pytest.mark.django_db


def asked(client, days_ago, *codes):
    on = timezone.localdate() - dt.timedelta(days=days_ago)
    flags = Flag.objects.filter(client=client)
    (flags.filter(condition__in=codes) if codes else flags).update(asked_on=on)


def missing(session):
    return [gap.code for gap in gaps(session, check_session(session), read=())]


def test_a_session_waits_for_the_questions_of_its_day(visit, amara, mira):
    asked(amara, 1)

    with pytest.raises(NotReady) as refused:
        start(session=visit, by=mira)

    assert refused.value.missing[0].code == "today_check"
    visit.refresh_from_db()
    assert visit.status == TreatmentSession.Status.BOOKED


def test_asked_on_the_day_it_begins(visit, mira):
    assert start(session=visit, by=mira).status == TreatmentSession.Status.STARTED


def test_one_question_left_out_is_enough_to_wait(visit, amara):
    asked(amara, 1, "phlebitis")

    assert missing(visit) == ["today_check"]


def test_a_stop_comes_before_the_questions(visit, amara):
    asked(amara, 1)
    answer(amara, "alcohol_drugs")

    assert missing(visit)[0] == "stop"
    assert "today_check" not in missing(visit)


def test_the_bar_leads_to_the_door(visit, amara):
    asked(amara, 1, "phlebitis")
    check = check_session(visit)

    button = bar(visit, check, gaps(visit, check, read=()), [])

    assert button.words == "Anything new today? 1 question"
    assert button.url == f"/clients/{amara.pk}/today/?session={visit.pk}&next=/sessions/{visit.pk}/plan/"


def test_the_door_comes_before_all_other_questions(visit, amara, mira):
    asked(amara, 7)
    check = check_session(visit)

    button = bar(visit, check, gaps(visit, check, read=()), read_cards(visit, check, {}, {}))

    assert button.words == "Anything new today? 14 questions"


def test_ahead_of_the_day_the_questions_come_last_and_say_when(amara, mira):
    later = SessionFactory(client=amara, practitioner=mira, starts_at=timezone.now() + dt.timedelta(days=1))
    answer(amara, "allergy_nut")
    check = check_session(later)

    found = gaps(later, check, read=())
    alone = bar(later, check, [gap for gap in found if gap.code == "today_check"], [])

    assert found[-1].code == "today_check"
    assert alone.words.startswith("To ask on ")
