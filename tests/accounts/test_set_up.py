"""Claiming a new installation: one address, one person, once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.urls import reverse

from reflexpractice.accounts import setup
from reflexpractice.accounts.models import Practice, User
from reflexpractice.accounts.roles import Role
from tests.factories import UserFactory

PERSON = {
    "name": "Feet First", "time_zone": "Europe/London", "emergency_number": "999", "advice_number": "111",
    "your_name": "Mira Lindqvist", "your_email": "Mira@Practice.example", "password": "warm towel and oil",
}  # fmt: skip


def address(token: str) -> str:
    return reverse("set_up", args=[token])


@pytest.fixture
def token(db: None) -> str:
    token = setup.open_setup()
    assert token is not None
    return token


def test_the_first_person_becomes_owner_and_practitioner_and_is_signed_in(token: str) -> None:
    browser = Browser()

    answer = browser.post(address(token), PERSON)

    owner = User.objects.get()
    roles = set(owner.groups.values_list("name", flat=True))
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert (owner.email, owner.is_staff, owner.is_superuser) == ("mira@practice.example", True, False)
    assert roles == {Role.OWNER, Role.PRACTITIONER}
    assert Practice.objects.get().name == "Feet First"
    assert browser.get("/").status_code == 200


def test_looking_at_the_address_does_not_use_it_up(token: str) -> None:
    seen = [Browser().get(address(token)).status_code for _ in range(3)]

    assert seen == [200, 200, 200]
    assert Browser().post(address(token), PERSON).status_code == 302


def test_the_address_works_once(token: str) -> None:
    Browser().post(address(token), PERSON)

    again = [Browser().get(address(token)), Browser().post(address(token), PERSON | {"your_email": "b@b.example"})]

    assert [answer.status_code for answer in again] == [404, 404]
    assert User.objects.count() == 1


def test_a_wrong_address_opens_nothing(token: str) -> None:
    for wrong in ("x", token[:-1], token + "x", token.swapcase()):
        assert Browser().post(address(wrong), PERSON).status_code == 404

    assert User.objects.count() == 0


def test_a_new_address_ends_the_one_before(token: str) -> None:
    newer = setup.open_setup()

    assert Browser().get(address(token)).status_code == 404
    assert newer is not None
    assert Browser().get(address(newer)).status_code == 200


def test_where_somebody_works_there_is_no_address(token: str) -> None:
    UserFactory()

    assert Browser().get(address(token)).status_code == 404
    assert setup.open_setup() is None


def test_the_database_does_not_hold_the_address(token: str) -> None:
    kept = setup.SetUpToken.objects.get()

    assert [value for value in vars(kept).values() if value == token] == []


@pytest.mark.parametrize(
    ("password", "code"),
    [("short", "password_too_short"), ("password123", "password_too_common"),
     ("92837465019", "password_entirely_numeric"), ("mira lindqvist", "password_too_similar")],
)  # fmt: skip
def test_a_weak_password_is_refused_with_the_reason(token: str, password: str, code: str) -> None:
    page = Browser().post(address(token), PERSON | {"password": password})

    assert code in [error.code for error in page.context["form"].errors["password"].as_data()]
    assert User.objects.count() == 0


@pytest.mark.parametrize("text", ["\x00", "a\x00b", "x" * 5000])
def test_odd_texts_are_refused_and_break_nothing(token: str, text: str) -> None:
    page = Browser().post(address(token), PERSON | {"your_name": text, "name": text, "your_email": text})

    assert page.status_code == 200
    assert {"your_name", "name", "your_email"} <= set(page.context["form"].errors)


@pytest.mark.django_db(transaction=True)
@pytest.mark.reliability
def test_of_several_at_once_one_wins() -> None:
    token = setup.open_setup() or ""
    ready = Barrier(4)

    with ThreadPoolExecutor(4) as crowd:
        won = list(crowd.map(lambda number: claimed(token, number, ready), range(4)))

    assert won.count(True) == 1
    assert (User.objects.count(), Practice.objects.count()) == (1, 1)


def claimed(token: str, number: int, ready: Barrier) -> bool:
    practice: Any = Practice(name=f"Practice {number}")
    ready.wait()
    try:
        email = f"mira{number}@practice.example"
        return setup.claim(token=token, practice=practice, name="Mira", email=email, password="x") is not None
    finally:
        connection.close()
