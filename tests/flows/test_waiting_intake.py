"""An intake that nobody has read yet may change everything: until then nothing is called clear."""

import pytest

from clients.checking import check_client
from clients.intake import reviewing
from sessions.checking import check_session
from sessions.planning import NotReady, start
from tests.factories import submitted_intake
from tests.flows.conftest import pages_about, saying

pytestmark = pytest.mark.django_db


def test_where_all_is_known_the_pages_say_so(visit, desk):
    assert saying(desk, "No warnings", pages_about(visit)) == pages_about(visit)


def test_no_page_calls_a_client_clear_while_an_intake_waits(visit, desk):
    submitted_intake(visit.client)

    assert saying(desk, "No warnings", pages_about(visit)) == []


def test_every_check_of_the_client_is_incomplete(visit, amara):
    submitted_intake(amara)

    assert check_session(visit).complete is False
    assert check_session(visit).clear is False
    assert check_client(amara, visit.day).why_incomplete == "An intake waits for review."
    assert set(check_session(visit).states().values()) == {"unknown"}


def test_the_session_is_not_started(visit, mira, desk):
    submitted_intake(visit.client)

    with pytest.raises(NotReady) as refusal:
        start(session=visit, by=mira)

    assert [gap.code for gap in refusal.value.missing] == ["not_checked"]
    desk.post(f"/sessions/{visit.pk}/start/", {"version": visit.plan_version})
    visit.refresh_from_db()
    assert visit.status == "booked"


def test_declined_answers_leave_everything_as_it_was(visit, mira):
    intake = submitted_intake(visit.client)

    reviewing.decline(intake, by=mira, reason="Filled in by somebody else.")

    assert check_session(visit).clear is True
