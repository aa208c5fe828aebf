"""What was agreed to, and taking it back."""

import pytest
from django.test import Client as Browser

from clients import facts
from clients.consenting import withdraw_consent
from clients.models import Client, Consent
from reflexpractice.audit.models import Event
from tests.clients.intake.filling import AGREED, TODAY, send_in
from tests.factories import ConsentFactory, IntakeFactory, UserFactory


@pytest.fixture
def desk(practitioner):
    browser = Browser()
    browser.force_login(practitioner)
    return browser


@pytest.fixture
def consent(priya):
    return ConsentFactory(client=priya, kind="records", words="You may keep my answers.")


def test_taking_back_says_who_noted_it_and_how_it_was_said(consent, practitioner):
    done = withdraw_consent(consent=consent, by=practitioner, words="By telephone.")

    consent.refresh_from_db()
    assert done is True
    assert (consent.is_in_force, consent.withdrawn_by, consent.withdrawal_words) == (
        False,
        practitioner,
        "By telephone.",
    )
    assert Event.objects.get(act="consent.withdrawn").detail == {"kind": "records"}


def test_taking_back_twice_is_once(consent, practitioner):
    done = [withdraw_consent(consent=consent, by=practitioner, words=words) for words in ("First.", "Second.")]

    consent.refresh_from_db()
    assert done == [True, False]
    assert consent.withdrawal_words == "First."


@pytest.mark.parametrize("kind", ["treatment", "email", "photos"])
def test_with_it_goes_what_was_agreed_to_before_about_the_same(priya, practitioner, kind):
    earlier = ConsentFactory(client=priya, kind=kind, words_hash="1" * 64, relation="mother")
    consent = ConsentFactory(client=priya, kind=kind)
    others = [ConsentFactory(client=priya, kind="records"), ConsentFactory(kind=kind)]

    withdraw_consent(consent=consent, by=practitioner, words="By telephone.")

    assert set(Consent.objects.in_force()) == set(others)
    told = Event.objects.filter(act="consent.withdrawn").order_by("number").values_list("record_key", flat=True)
    assert list(told) == [str(earlier.pk), str(consent.pk)]


def test_without_it_no_check_is_clear(consent, priya, practitioner, library):
    ConsentFactory(client=priya, kind="treatment")
    IntakeFactory(client=priya, accepted=True)
    before = facts.on(priya, TODAY, library=library)

    withdraw_consent(consent=consent, by=practitioner, words="By telephone.")

    after = facts.on(Client.objects.get(pk=priya.pk), TODAY, library=library)
    missing = [
        [fact.condition for fact in sheet.facts if fact.condition == "consent_missing"] for sheet in (before, after)
    ]
    assert missing == [[], ["consent_missing"]]


def test_the_page_shows_the_words_as_they_were(desk, consent):
    ConsentFactory(client=consent.client, kind="treatment", given=False)

    page = desk.get(f"/clients/{consent.client_id}/consents/")

    assert [(title, len(rows)) for title, rows in page.context["groups"]] == [("In force", 1), ("Refused", 1)]
    assert "You may keep my answers." in page.content.decode()


def test_taking_back_on_the_page(desk, consent):
    answer = desk.post(f"/clients/consents/{consent.pk}/withdraw/", {"words": "In person."})

    consent.refresh_from_db()
    assert answer.headers["Location"] == f"/clients/{consent.client_id}/consents/"
    assert consent.is_in_force is False


def test_how_it_was_said_has_to_be_written(desk, consent):
    answer = desk.post(f"/clients/consents/{consent.pk}/withdraw/", {"words": " "})

    assert [error.code for error in answer.context["form"].errors.as_data()["words"]] == ["required"]


def test_what_was_taken_back_is_not_taken_back_again(desk, consent, practitioner):
    withdraw_consent(consent=consent, by=practitioner, words="First.")

    answer = desk.post(f"/clients/consents/{consent.pk}/withdraw/", {"words": "Second."})

    assert answer.status_code == 302


def test_who_helped_to_understand_is_noted_at_signing(phone):
    intake = send_in(phone, signed=AGREED | {"supported_by": "Ana Reis, interpreter"})

    helped = Consent.objects.filter(intake=intake).values_list("supported_by", flat=True)
    assert list(helped) == ["Ana Reis, interpreter"] * 3


@pytest.mark.parametrize(("role", "status"), [({"reception": True}, 403), ({}, 404)])
def test_others_see_none_of_it(consent, role, status):
    browser = Browser()
    browser.force_login(UserFactory(**role))

    answers = [
        browser.get(f"/clients/{consent.client_id}/consents/").status_code,
        browser.post(f"/clients/consents/{consent.pk}/withdraw/", {"words": "x"}).status_code,
    ]

    assert answers == [status] * 2
