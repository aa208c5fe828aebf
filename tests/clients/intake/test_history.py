"""Everything a client has sent in, on one page."""

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from clients.intake import reviewing
from clients.models import Intake
from knowledge.models import Condition
from tests.clients.intake.filling import send_in
from tests.factories import UserFactory


@pytest.fixture
def desk(practitioner):
    browser = Browser()
    browser.force_login(practitioner)
    return browser


def test_it_shows_each_form_with_answers_consents_and_review(desk, phone, priya, practitioner):
    intake = send_in(phone, other={"rest": "no", "medicines": "Iron tablets"})
    reviewing.accept(intake, by=practitioner, decisions={}, details=[])

    page = desk.get(f"/clients/{priya.pk}/intakes/")

    (submission,) = page.context["submissions"]
    assert len(submission.consents) == 3
    assert submission.reviewed.startswith(f"Reviewed by {practitioner} on ")
    assert "Iron tablets" in page.content.decode()


def test_editing_the_library_changes_no_past_form(desk, phone, priya):
    send_in(
        phone,
        heart={"pacemaker_icd": "on", "pacemaker_icd-type": "pacemaker", "pacemaker_icd-cleared": "no", "rest": "no"},
    )
    before = desk.get(f"/clients/{priya.pk}/intakes/").context["submissions"][0].topics

    Condition.objects.update(name="Something else", question="Something else?")

    assert desk.get(f"/clients/{priya.pk}/intakes/").context["submissions"][0].topics == before


def test_a_form_on_its_way_is_no_history(desk, priya, token):
    assert desk.get(f"/clients/{priya.pk}/intakes/").context["submissions"] == []


def test_one_more_form_costs_no_more_queries(desk, phone, priya, practitioner):
    send_in(phone)
    with_one = queries(desk, priya)
    Intake.objects.create(client=priya, status="submitted", submitted_at=Intake.objects.get().submitted_at)

    assert queries(desk, priya) == with_one


def queries(desk, client):
    with CaptureQueriesContext(connection) as caught:
        desk.get(f"/clients/{client.pk}/intakes/")
    return len(caught)


@pytest.mark.parametrize(("role", "status"), [({"reception": True}, 403), ({}, 404)])
def test_others_see_none_of_it(priya, role, status):
    browser = Browser()
    browser.force_login(UserFactory(**role))

    assert browser.get(f"/clients/{priya.pk}/intakes/").status_code == status
