"""From the link to the feet: what a client answers changes what is safe once a person has accepted it, not before."""

import pytest
from django.test import Client as Browser
from django.utils import timezone

from clients.intake import links, reviewing
from clients.models import Client
from knowledge.library import Library
from reflexpractice.accounts.models import User
from sessions.checking import check_session
from sessions.models import TreatmentSession
from sessions.planning import NotReady, start
from tests.clients.intake.filling import BORN_ON, send_in
from tests.factories import ClientFactory, SessionFactory
from tests.flows.conftest import noon

pytestmark = pytest.mark.django_db

PREGNANT = {
    "pregnancy": "yes", "pregnancy-weeks": "24", "pregnancy-cleared": "yes", "pregnancy_high_risk": "no",
    "pregnancy_red_flags": "no", "postnatal": "no",
}  # fmt: skip
FRACTURE = {
    "stress_fracture": "on", "stress_fracture-status": "yes", "stress_fracture-side": "left",
    "stress_fracture-cleared": "yes", "rest": "no",
}  # fmt: skip


@pytest.fixture
def priya(mira: User) -> Client:
    client: Client = ClientFactory(name="Priya Nair", born_on=BORN_ON, seen_by=mira)
    return client


@pytest.fixture
def coming(priya: Client, mira: User) -> TreatmentSession:
    session: TreatmentSession = SessionFactory(client=priya, practitioner=mira, starts_at=noon(timezone.localdate()))
    return session


@pytest.fixture
def intake(priya: Client, mira: User, library: Library):
    """What Priya sent in: 24 weeks pregnant, a stress fracture of the left foot; she says that doctors agree."""
    token = links.send(client=priya, by=mira)[1]
    phone = Browser()
    phone.post(f"/intake/{token}/")
    phone.post("/intake/birth-date/", {"born_on": BORN_ON.isoformat()})
    return send_in(phone, pregnancy=PREGNANT, feet=FRACTURE)


def states(session):
    return check_session(TreatmentSession.objects.get(pk=session.pk)).states()


def test_nothing_is_known_before_somebody_has_read_it(coming, intake):
    assert set(states(coming).values()) == {"unknown"}
    assert check_session(coming).complete is False


def test_accepted_answers_close_heels_ankles_toes_and_the_whole_left_foot(coming, intake, mira, library):
    reviewing.accept(intake, by=mira, decisions={}, details=[])

    found = states(coming)
    out = {"heel", "ankle", "toes"}
    right = [f"right:{zone.code}" for zone in library.zones if "right" in zone.feet and out & set(zone.regions)]
    left = [f"left:{zone.code}" for zone in library.zones if "left" in zone.feet]
    assert {found[zone] for zone in right} == {"avoid"}
    assert {found[zone] for zone in left} == {"absolute"}
    assert found["right:lung_chest"] == "caution"


def test_a_clients_own_word_is_no_clearance(coming, intake, mira):
    reviewing.accept(intake, by=mira, decisions={}, details=[])

    assert [fact.cleared for fact in check_session(coming).sheet.facts if fact.condition == "stress_fracture"] == [
        False
    ]


def test_what_is_still_to_be_asked_is_never_called_clear(coming, intake, mira):
    reviewing.accept(intake, by=mira, decisions={"stress_fracture": "ask"}, details=[])

    check = check_session(coming)
    assert check.unasked == ("stress_fracture",)
    assert check.clear is False
    assert [zone for zone, state in states(coming).items() if state == "clear"] == []
    with pytest.raises(NotReady) as refusal:
        start(session=coming, by=mira)
    assert "Not asked for today: 1 question" in str(refusal.value)


def test_accepting_twice_is_accepting_once(coming, intake, mira):
    first = reviewing.accept(intake, by=mira, decisions={}, details=[])
    second = reviewing.accept(intake, by=mira, decisions={"stress_fracture": "skip"}, details=[])

    assert (first, second) == (True, False)
    assert states(coming)["left:lung_chest"] == "absolute"
