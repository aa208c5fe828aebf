"""The practice's device in the client's hands."""

import datetime as dt

import pytest
import time_machine
from django.test import Client as Browser
from django.utils import timezone

from clients.models import Intake
from tests.clients.intake.filling import AGREED, fill_in

PASSWORD = "a long walk by the sea"


@pytest.fixture
def tablet(practitioner, priya, library):
    """The practitioner's tablet, just handed to Priya."""
    practitioner.set_password(PASSWORD)
    practitioner.save()
    browser = Browser()
    browser.force_login(practitioner)
    browser.post(f"/clients/{priya.pk}/hand-over/")
    return browser


def test_nothing_of_the_practice_opens(tablet, priya):
    paths = ["/", "/clients/", f"/clients/{priya.pk}/flags/", f"/sessions/client/{priya.pk}/", "/knowledge/"]

    answers = [tablet.get(path) for path in paths]

    assert [answer.status_code for answer in answers] == [302] * 5
    assert {answer.headers["Location"].partition("?")[0] for answer in answers} == {"/account/login/"}


def test_it_ends_with_giving_the_tablet_back(tablet):
    fill_in(tablet)
    tablet.post("/intake/step/sign/", AGREED)

    page = tablet.get("/intake/done/").content.decode()

    assert Intake.objects.get().status == "submitted"
    assert "Give the tablet back now, please." in page


def test_the_password_opens_the_practice_at_the_clients_page(tablet, priya, practitioner):
    answer = tablet.post("/intake/give-back/", {"password": PASSWORD})

    assert answer.headers["Location"] == f"/sessions/client/{priya.pk}/"
    assert tablet.session["_auth_user_id"] == str(practitioner.pk)
    assert {"handed_over", "intake"} & set(tablet.session.keys()) == set()


@pytest.mark.parametrize(("password", "code"), [("", "required"), ("a guess", "wrong")])
def test_a_wrong_password_opens_nothing(tablet, password, code):
    answer = tablet.post("/intake/give-back/", {"password": password})

    assert [error.code for error in answer.context["form"].errors.as_data()["password"]] == [code]
    assert "_auth_user_id" not in tablet.session


def test_after_five_wrong_passwords_only_the_sign_in_is_left(tablet):
    for _ in range(5):
        tablet.post("/intake/give-back/", {"password": "a guess"})

    answer = tablet.post("/intake/give-back/", {"password": PASSWORD})

    assert answer.headers["Location"] == "/account/login/"
    assert "_auth_user_id" not in tablet.session


def test_hours_later_only_the_sign_in_is_left(tablet):
    with time_machine.travel(timezone.now() + dt.timedelta(hours=4)):
        answer = tablet.post("/intake/give-back/", {"password": PASSWORD})

    assert answer.headers["Location"] == "/account/login/"


def test_who_no_longer_works_here_opens_nothing(tablet, practitioner):
    practitioner.is_active = False
    practitioner.save()

    assert tablet.post("/intake/give-back/", {"password": PASSWORD}).headers["Location"] == "/account/login/"


def test_a_device_that_was_not_handed_over_has_nothing_to_give_back(phone):
    assert phone.get("/intake/give-back/").headers["Location"] == "/account/login/"
