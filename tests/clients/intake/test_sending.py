"""The page from which the form is sent."""

import pytest
from django.core import mail
from django.test import Client as Browser

from clients.models import IntakeLink
from tests.clients.intake.filling import send_in
from tests.factories import FlagFactory, UserFactory


@pytest.fixture
def desk(practitioner):
    browser = Browser()
    browser.force_login(practitioner)
    return browser


def test_a_link_is_shown_once(desk, priya, library):
    made = desk.post(f"/clients/{priya.pk}/send-intake/", {"how": "show"})
    later = desk.get(f"/clients/{priya.pk}/send-intake/")

    address = made.context["address"]
    assert Browser().get(address).status_code == 200
    assert address in made.content.decode()
    assert address not in later.content.decode()


def test_the_letter_says_nothing_about_health(desk, priya, library):
    FlagFactory(client=priya, condition_id="epilepsy")

    made = desk.post(f"/clients/{priya.pk}/send-intake/", {"how": "email"})

    letter = mail.outbox[0]
    assert letter.to == [priya.email]
    assert letter.subject == "Your form for Feet First"
    assert made.context["address"] in letter.body
    assert "epilepsy" not in letter.body.lower()


def test_a_letter_that_does_not_go_off_is_told(desk, priya, library, monkeypatch):
    def fail(*_, **__):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", fail)

    made = desk.post(f"/clients/{priya.pk}/send-intake/", {"how": "email"})

    assert (made.context["mailed"], made.context["not_mailed"]) == (False, True)
    assert IntakeLink.objects.get().state == "sent"


def test_taking_a_link_back(desk, priya, token):
    link = IntakeLink.objects.get()

    desk.post(f"/clients/links/{link.pk}/revoke/")

    assert Browser().get(f"/intake/{token}/").status_code == 404


def test_handing_over_signs_out_and_opens_the_form(desk, priya, library):
    answer = desk.post(f"/clients/{priya.pk}/hand-over/", follow=True)

    assert answer.redirect_chain[-1] == ("/intake/step/you/", 302)
    assert desk.get(f"/clients/{priya.pk}/send-intake/").status_code == 302
    assert "_auth_user_id" not in desk.session


def test_handing_over_without_published_knowledge_says_so(desk, priya):
    answer = desk.post(f"/clients/{priya.pk}/hand-over/")

    assert answer.headers["Location"] == f"/clients/{priya.pk}/send-intake/"
    assert "_auth_user_id" in desk.session


def test_reception_sends_links_and_sees_no_health_fact(phone, priya):
    send_in(phone, other={"epilepsy": "on", "epilepsy-controlled": "yes", "epilepsy-cleared": "no", "rest": "no"})
    FlagFactory(client=priya, condition_id="diabetes")
    reception = Browser()
    reception.force_login(UserFactory(reception=True))

    page = reception.get(f"/clients/{priya.pk}/send-intake/").content.decode().lower()

    assert "priya nair" in page
    assert [word for word in ("epilep", "diabet", "seizure") if word in page] == []


@pytest.mark.parametrize(("role", "status"), [({"nobody": True}, 403), ({"editor": True}, 403), ({}, 404)])
def test_others_send_nothing(priya, role, status):
    browser = Browser()
    browser.force_login(UserFactory(**role))

    assert browser.post(f"/clients/{priya.pk}/send-intake/", {"how": "show"}).status_code == status
