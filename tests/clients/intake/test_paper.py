"""The form on paper: printed, and copied by the practitioner."""

import datetime as dt

import pytest
from django.test import Client as Browser

from clients.intake import reviewing
from clients.models import Consent, Flag, Intake
from tests.clients.intake.filling import ALL_WELL, TODAY, fill_in
from tests.factories import UserFactory

LAST_WEEK = TODAY - dt.timedelta(days=7)
SIGNED = {"consent-truth": "yes", "consent-treatment": "yes", "consent-records": "yes", "name": "Priya Nair"}


@pytest.fixture
def desk(practitioner):
    browser = Browser()
    browser.force_login(practitioner)
    return browser


@pytest.fixture
def copying(desk, priya, library):
    """The practitioner's browser, at the first page of Priya's paper form."""
    desk.post(f"/clients/{priya.pk}/paper-form/copy/", {"filled_on": LAST_WEEK.isoformat()})
    return desk


def copied(browser, **steps):
    fill_in(browser, **steps)
    browser.post("/intake/step/sign/", SIGNED)
    return Intake.objects.latest("pk")


def test_it_is_marked_as_copied_and_waits_for_review(copying, practitioner):
    intake = copied(copying)

    assert (intake.status, intake.transcribed_by) == ("submitted", practitioner)
    assert copying.get("/intake/done/").headers["Location"] == f"/clients/intakes/{intake.pk}/review/"


def test_answers_count_from_the_day_on_the_paper(copying, priya, practitioner):
    intake = copied(
        copying, other={"epilepsy": "on", "epilepsy-controlled": "yes", "epilepsy-cleared": "no", "rest": "no"}
    )

    reviewing.accept(intake, by=practitioner, decisions={}, details=[])

    flag = Flag.objects.current().get(client=priya, condition="epilepsy")
    assert (flag.source, flag.asked_on, flag.status) == ("paper", LAST_WEEK, "yes")
    assert {row.signed_at.date() for row in Consent.objects.all()} == {LAST_WEEK}


def test_there_is_no_pad_to_draw_for_somebody_else(copying):
    fill_in(copying)

    form = copying.get("/intake/step/sign/").context["form"]

    assert "strokes" not in form.fields
    assert form["name"].label == "Whose name is signed on the paper?"


def test_a_form_begun_on_a_phone_ends(phone, desk, priya):
    phone.post("/intake/step/you/", ALL_WELL["you"])

    desk.post(f"/clients/{priya.pk}/paper-form/copy/", {"filled_on": TODAY.isoformat()})

    assert sorted(Intake.objects.values_list("status", flat=True)) == ["ended", "open"]
    assert phone.get("/intake/step/doctor/").status_code in (302, 404)
    assert phone.get("/intake/done/").status_code == 404


@pytest.mark.parametrize(
    ("day", "code"), [(TODAY + dt.timedelta(days=1), "future"), (TODAY - dt.timedelta(days=91), "old")]
)
def test_the_day_must_be_a_recent_one(desk, priya, library, day, code):
    answer = desk.post(f"/clients/{priya.pk}/paper-form/copy/", {"filled_on": day.isoformat()})

    assert [error.code for error in answer.context["form"].errors.as_data()["filled_on"]] == [code]
    assert Intake.objects.count() == 0


def test_the_empty_form_has_every_question(desk, priya, library):
    page = desk.get(f"/clients/{priya.pk}/paper-form/")

    codes = [question.code for step in page.context["steps"] for question in step.questions]
    assert len(codes) == len(set(codes)) > 30
    assert "Do you have epilepsy or have you had seizures?" in page.content.decode()


@pytest.mark.parametrize(("role", "status"), [({"reception": True}, 403), ({}, 404)])
def test_others_copy_nothing(priya, library, role, status):
    browser = Browser()
    browser.force_login(UserFactory(**role))

    answers = [browser.get(f"/clients/{priya.pk}/paper-form/{path}").status_code for path in ("", "copy/")]

    assert answers == [status] * 2
