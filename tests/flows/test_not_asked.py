"""What nobody has asked never looks like a warning that somebody found, nor milder; a light hand stays allowed."""

import datetime as dt

import pytest

from clients.checking import check_client
from clients.models import Client, Flag
from knowledge.check import Effect
from sessions.checking import check_session
from sessions.models import TreatmentSession
from sessions.planning import NotReady, choose_zone, start
from tests.factories import answer

pytestmark = pytest.mark.django_db
A_YEAR_ON = dt.timedelta(days=366)
CRITICAL = "anticoagulants"


def found(client, day):
    return set(check_client(client, day).states().values())


def forget(client, condition):
    Flag.objects.filter(client=client, condition=condition).delete()


def test_an_old_health_check_leaves_no_zone_looking_checked(amara, visit):
    assert found(amara, visit.day) == {"clear"}

    check = check_client(Client.objects.get(pk=amara.pk), visit.day + A_YEAR_ON)

    assert set(check.body.zones.values()) == {Effect.CAUTION, Effect.REFER}
    assert set(check.states().values()) == {"unasked", "unknown"}
    assert check.clear is False


def test_one_critical_question_is_enough(amara, visit):
    forget(amara, CRITICAL)

    assert found(amara, visit.day) == {"unasked"}


def test_what_somebody_told_shows_through(amara, visit):
    forget(amara, CRITICAL)
    answer(amara, "open_wound", side="right", areas=["ball"])

    assert found(amara, visit.day) == {"avoid", "caution"}


def test_it_may_be_planned_lightly_and_starts_only_once_that_was_read(amara, visit, mira, desk):
    forget(amara, CRITICAL)

    chosen = choose_zone(session=visit, zone="lung_chest", side="right", by=mira)

    again = TreatmentSession.objects.get(pk=visit.pk)
    assert chosen.light is True
    assert check_session(again).states(planned=[("right", "lung_chest")])["right:lung_chest"] == "planned_light"
    assert again.pressure <= 2
    with pytest.raises(NotReady) as refusal:
        start(session=again, by=mira)
    assert "Not asked for today: 1 question" in str(refusal.value)


def test_its_card_asks_first_and_says_what_holds_until_then(amara, visit, desk):
    forget(amara, CRITICAL)

    page = desk.get(f"/sessions/{visit.pk}/plan/?zone=left:lung_chest").content.decode()

    assert "Not checked, light pressure only" in page
    assert "Ask before you start. Until then, light strokes only." in page
    assert page.index("Ask the open questions") < page.index("Add to the plan")
