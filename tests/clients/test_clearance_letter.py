"""The letter that asks a doctor or midwife: it names the zones and the question, and lifts nothing by itself."""

import datetime as dt

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.checking import check_client
from clients.clearance_letter import letter_for
from clients.clearing import answer_clearance
from clients.models import Clearance, Client
from knowledge.check import Effect
from knowledge.library import Library
from reflexpractice.accounts.models import User
from reflexpractice.audit.models import Event
from tests.factories import ClearanceFactory, answer, healthy_client


@pytest.fixture
def amara(library: Library, mira: User) -> Client:
    return healthy_client(library, seen_by=mira, name="Amara Okafor", doctor="Dr Patel, 020 7946 0001")


@pytest.fixture
def after_surgery(amara: Client) -> Clearance:
    """Amara had surgery on her foot; Dr Patel was asked."""
    answer(amara, "surgery_foot", "past", side="left", reference_on=timezone.localdate() - dt.timedelta(days=100))
    return ClearanceFactory(client=amara, condition_id="surgery_foot")


@pytest.fixture
def early_pregnancy(amara: Client) -> Clearance:
    for code in ("pregnancy_high_risk", "pregnancy_red_flags"):
        answer(amara, code, "no")
    answer(amara, "pregnancy", due_on=timezone.localdate() + dt.timedelta(weeks=30))
    return ClearanceFactory(client=amara, condition_id="pregnancy", asked_of="Midwife Jones")


def closed(client: Client) -> set[tuple[str, str]]:
    """Places that may not be worked today."""
    body = check_client(client, timezone.localdate()).body
    return {place for place, effect in body.zones.items() if effect >= Effect.REFER}


def test_it_names_exactly_the_zones_that_a_yes_opens(after_surgery: Clearance, library: Library, mira: User):
    client = after_surgery.client
    before = closed(client)

    letter = letter_for(after_surgery, day=timezone.localdate(), by=mira)

    answer_clearance(clearance=after_surgery, answer="yes", answered_on=timezone.localdate(), by=mira)
    opened = before - closed(Client.objects.get(pk=client.pk))
    names = ", ".join(zone.name for zone in library.zones if ("left", zone.code) in opened)
    assert {side for side, _zone in opened} == {"left"}
    assert letter.zones == (("Left foot", names),)


def test_a_question_about_the_whole_visit_names_what_stays_left_out(early_pregnancy: Clearance, mira: User):
    letter = letter_for(early_pregnancy, day=timezone.localdate(), by=mira)

    assert letter.question == "Does anything speak against Amara having foot reflexology with us?"
    assert [foot for foot, _names in letter.zones] == ["Right foot", "Left foot"]
    left_out = [row for row in letter.afterwards if row.startswith("go on leaving out, right foot")]
    assert "Achilles tendon" in left_out[0]
    assert "Achilles tendon" not in letter.zones[0][1]
    assert "work for 20 minutes at most" in letter.afterwards


def test_it_says_who_asks_about_whom_and_why(early_pregnancy: Clearance, mira: User):
    text = letter_for(early_pregnancy, day=timezone.localdate(), by=mira).text

    assert text.startswith("Amara Okafor, born 4 May 1990, comes to us for foot reflexology and told us: ")
    assert "Why we ask:\n- " in text
    assert text.endswith("With kind regards, Mira Lindqvist\nFeet First\n020 7946 0000")


def test_its_subject_tells_nothing(early_pregnancy: Clearance, mira: User):
    letter = letter_for(early_pregnancy, day=timezone.localdate(), by=mira)

    assert letter.subject == "A question from Feet First"


def test_asking_is_recorded_and_leads_to_the_letter(amara: Client, browser: Browser):
    answer(amara, "diabetes", "yes")
    where = reverse("clients:add_clearance", args=[amara.pk]) + "?condition=diabetes"
    asked = {"condition": "diabetes", "asked_of": "Dr Patel", "asked_on": timezone.localdate().isoformat()}

    response = browser.post(where, asked)

    clearance = Clearance.objects.get()
    assert clearance.is_waiting
    assert response.url == reverse("clients:clearance_letter", args=[clearance.pk])
    assert browser.get(response.url).status_code == 200


def test_the_letter_is_a_pdf_and_making_it_is_written_down(early_pregnancy: Clearance, browser: Browser):
    response = browser.get(reverse("clients:clearance_pdf", args=[early_pregnancy.pk]))

    assert (response["Content-Type"], response.content[:5]) == ("application/pdf", b"%PDF-")
    assert "Amara" not in response["Content-Disposition"]
    assert Event.objects.filter(act="clearance.letter_made", client_key=str(early_pregnancy.client_id)).count() == 1


def test_odd_characters_reach_the_paper_as_they_are(early_pregnancy: Clearance, browser: Browser):
    client = early_pregnancy.client
    client.name = 'Zoë #panic("x") $1$ *O’Neill* @home <tag> \\'
    client.save()

    response = browser.get(reverse("clients:clearance_pdf", args=[early_pregnancy.pk]))

    assert response.content[:5] == b"%PDF-"


def test_an_answered_question_needs_no_letter(early_pregnancy: Clearance, browser: Browser, mira: User):
    answer_clearance(clearance=early_pregnancy, answer="no", answered_on=timezone.localdate(), by=mira)

    for name in ("clearance_letter", "clearance_pdf"):
        response = browser.get(reverse(f"clients:{name}", args=[early_pregnancy.pk]))

        assert response.url == reverse("clients:clearances", args=[early_pregnancy.client_id])


@pytest.mark.parametrize("name", ["clearance_letter", "clearance_pdf"])
def test_reception_and_strangers_never_see_it(early_pregnancy: Clearance, reception: Browser, name: str):
    response = reception.get(reverse(f"clients:{name}", args=[early_pregnancy.pk]))

    assert response.status_code == 403


def test_a_yes_with_limits_lifts_until_it_runs_out(after_surgery: Clearance, mira: User):
    client, today = after_surgery.client, timezone.localdate()
    before = closed(client)

    answer_clearance(
        clearance=after_surgery,
        answer="limits",
        limits="Not on the scar",
        answered_on=today,
        expires_on=today + dt.timedelta(days=30),
        by=mira,
    )

    known = Client.objects.get(pk=client.pk)
    assert closed(known) < before
    later = check_client(Client.objects.get(pk=client.pk), today + dt.timedelta(days=31)).body
    assert {place for place in before if later.zones[place] >= Effect.REFER} == before
