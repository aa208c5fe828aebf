"""The PIN for signing: set behind the password, tried five times, never a trivial one."""

import pytest
from django.core.cache import cache
from django.test import Client as Browser
from django.urls import reverse

from reflexpractice.accounts.models import SigningPin
from reflexpractice.audit.models import Event
from reflexpractice.signing import Unproven, prove, remove_pin, set_pin, why_too_easy
from tests.factories import PASSWORD, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.security]

PIN = "395174"


@pytest.fixture
def mira():
    return UserFactory()


@pytest.fixture
def browser(client: Browser, mira) -> Browser:
    client.force_login(mira)
    cache.clear()
    return client


def fill(browser, **fields):
    return browser.post(reverse("signing_pin"), {"pin": PIN, "again": PIN, "password": PASSWORD, **fields})


def wrong_tries(mira) -> int:
    return SigningPin.objects.get(person=mira).wrong_tries


@pytest.mark.parametrize(
    "pin", ["39517", "39517a", "1" * 13, "111111", "121212", "123456", "987654", "123123", "٣٩٥١٧٤"]
)
def test_some_numbers_are_too_easy(mira, pin):
    with pytest.raises(ValueError):
        set_pin(person=mira, pin=pin)

    assert why_too_easy(PIN) == ""


def test_only_a_hash_is_kept(mira):
    kept = set_pin(person=mira, pin=PIN)

    assert kept.hash.startswith("argon2") or "$" in kept.hash
    assert PIN not in kept.hash
    assert Event.objects.get(act="pin.set").detail == {}


def test_the_pin_and_the_password_both_prove_who_it_is(mira):
    set_pin(person=mira, pin=PIN)

    assert [prove(person=mira, pin=PIN), prove(person=mira, password=PASSWORD)] == ["pin", "password"]


def test_after_five_wrong_tries_only_the_password_will_do(mira):
    set_pin(person=mira, pin=PIN)
    for _ in range(5):
        with pytest.raises(Unproven):
            prove(person=mira, pin="604938")

    with pytest.raises(Unproven) as refusal:
        prove(person=mira, pin=PIN)

    assert str(refusal.value) == "Your PIN is closed after five wrong tries. Use your password."
    assert prove(person=mira, password=PASSWORD) == "password"
    assert prove(person=mira, pin=PIN) == "pin"


def test_a_wrong_try_stays_counted_and_a_right_one_begins_anew(mira):
    set_pin(person=mira, pin=PIN)

    with pytest.raises(Unproven) as refusal:
        prove(person=mira, pin="604938")

    assert str(refusal.value) == "That is not your PIN. 4 more tries, then only your password will do."
    assert wrong_tries(mira) == 1
    prove(person=mira, pin=PIN)
    assert wrong_tries(mira) == 0


def test_without_a_pin_none_is_right(mira):
    with pytest.raises(Unproven) as refusal:
        prove(person=mira, pin=PIN)

    assert (refusal.value.field, str(refusal.value)) == ("pin", "You have no PIN yet. Use your password.")


def test_the_page_sets_it(browser, mira):
    answered = fill(browser)

    assert answered.url == reverse("signing_pin")
    assert prove(person=mira, pin=PIN) == "pin"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"password": "guess"}, "password"),
        ({"again": "395175"}, "again"),
        ({"pin": "111111"}, "pin"),
        ({"pin": ""}, "pin"),
    ],
)
def test_what_is_wrong_is_said(browser, fields, field):
    page = fill(browser, **fields)

    assert (page.status_code, field in page.context["form"].errors) == (422, True)
    assert not SigningPin.objects.exists()


def test_the_password_is_guessed_five_times_at_most(browser):
    for _ in range(5):
        fill(browser, password="guess")

    assert fill(browser).url == reverse("signing_pin")
    assert not SigningPin.objects.exists()


def test_giving_it_up_takes_the_password_too(browser, mira):
    set_pin(person=mira, pin=PIN)

    refused = browser.post(reverse("signing_pin"), {"act": "remove", "remove-password": "guess"})
    kept = SigningPin.objects.filter(person=mira).exists()
    browser.post(reverse("signing_pin"), {"act": "remove", "remove-password": PASSWORD})

    assert (refused.status_code, kept) == (422, True)
    assert not SigningPin.objects.filter(person=mira).exists()
    remove_pin(person=mira)
