"""Signing in: one door, with a limit that counts the person asked for and the place it comes from."""

from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client as Browser
from django.urls import reverse

from reflexpractice.accounts.models import User
from tests.factories import PASSWORD, ClientFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.security]

TRIES = 5
TRIES_FROM_ONE_PLACE = 20


@pytest.fixture(autouse=True)
def counting_from_none(db: None) -> None:
    cache.clear()


@pytest.fixture
def mira() -> User:
    user: User = UserFactory(email="mira@practice.example")
    return user


def sign_in(email: str, password: str = "not the password", **headers: str) -> Any:
    return Browser().post(reverse("account_login"), {"login": email, "password": password}, **headers)


def sentences(page: Any) -> list[str]:
    return [str(error) for error in page.context["form"].non_field_errors()]


def is_in(page: Any) -> bool:
    return bool(page.status_code == 302 and page["Location"] == "/")


def fail(times: int, email: str = "mira@practice.example", **headers: str) -> None:
    for _ in range(times):
        sign_in(email, **headers)


def test_the_right_password_leads_to_today(mira: User) -> None:
    assert is_in(sign_in(mira.email, PASSWORD))
    assert is_in(sign_in(" Mira@Practice.Example ", PASSWORD))


def test_after_five_wrong_ones_the_right_one_waits_too(mira: User) -> None:
    fail(TRIES)

    assert sentences(sign_in(mira.email, PASSWORD)) == ["Too many failed login attempts. Try again later."]


def test_four_wrong_ones_do_no_harm(mira: User) -> None:
    fail(TRIES - 1)

    assert is_in(sign_in(mira.email, PASSWORD))


@pytest.mark.parametrize(
    "headers",
    [{"HTTP_HOST": "localhost:81"}, {"HTTP_HOST": "127.0.0.1"}, {"HTTP_USER_AGENT": "another"},
     {"HTTP_X_FORWARDED_FOR": "203.0.113.9"}, {"HTTP_X_FORWARDED_HOST": "practice.example"}],
)  # fmt: skip
def test_another_host_or_browser_gives_no_fresh_tries(mira: User, headers: dict[str, str]) -> None:
    fail(TRIES)

    assert not is_in(sign_in(mira.email, PASSWORD, **headers))


@pytest.mark.parametrize("email", ["MIRA@practice.example", " mira@practice.example", "mira@practice.example "])
def test_another_way_to_write_the_address_gives_no_fresh_tries(mira: User, email: str) -> None:
    fail(TRIES, email)

    assert not is_in(sign_in(mira.email, PASSWORD))


def test_another_place_gives_no_fresh_tries_for_the_same_person(mira: User) -> None:
    for number in range(TRIES):
        sign_in(mira.email, REMOTE_ADDR=f"203.0.113.{number}")

    assert not is_in(sign_in(mira.email, PASSWORD, REMOTE_ADDR="203.0.113.99"))


def test_who_tries_one_person_does_not_lock_out_another(mira: User) -> None:
    fail(TRIES)

    assert is_in(sign_in(UserFactory().email, PASSWORD))


def test_one_place_cannot_try_everybody(mira: User) -> None:
    for number in range(TRIES_FROM_ONE_PLACE):
        sign_in(f"nobody{number}@practice.example", HTTP_X_FORWARDED_FOR=f"198.51.100.{number}")

    assert not is_in(sign_in(mira.email, PASSWORD))
    assert is_in(sign_in(mira.email, PASSWORD, REMOTE_ADDR="203.0.113.7"))


def test_tries_are_counted_in_the_database_where_every_process_sees_them(mira: User) -> None:
    fail(1)

    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM reflexpractice_cache WHERE cache_key LIKE %s", ["%login_failed%"])
        assert cursor.fetchone()[0] == 2


def test_the_admin_is_no_door_of_its_own(mira: User) -> None:
    User.objects.filter(pk=mira.pk).update(is_staff=True)
    browser = Browser()

    answer = browser.post(reverse("admin:login"), {"username": mira.email, "password": PASSWORD})

    assert (answer.status_code, answer["Location"]) == (302, "/account/login/?next=/admin/")
    assert browser.get("/admin/").status_code == 302


def test_who_is_signed_in_cannot_try_passwords_of_others_at_the_admin(mira: User) -> None:
    browser, owner = Browser(), UserFactory(owner=True, is_staff=True)
    User.objects.filter(pk=mira.pk).update(is_staff=True)
    browser.force_login(mira)

    browser.post(reverse("admin:login"), {"username": owner.email, "password": PASSWORD})

    assert browser.get("/").context["user"] == mira


def test_nobody_learns_who_works_here(mira: User) -> None:
    wrong, unknown = sign_in(mira.email), sign_in("nobody@practice.example")
    reset = reverse("account_reset_password")

    forgot = [Browser().post(reset, {"email": email}) for email in (mira.email, "nobody@practice.example")]

    assert sentences(wrong) == sentences(unknown)
    assert [(page.status_code, page.headers.get("Location")) for page in forgot] == [
        (302, reverse("account_reset_password_done"))
    ] * 2


def test_nobody_signs_up(mira: User) -> None:
    data = {"email": "me@me.example", "password1": PASSWORD, "password2": PASSWORD}

    assert Browser().post(reverse("account_signup"), data).status_code == 404
    assert User.objects.count() == 1


def test_who_no_longer_works_here_is_out_at_once(mira: User) -> None:
    browser = Browser()
    browser.force_login(mira)
    client = ClientFactory(seen_by=mira)

    User.objects.filter(pk=mira.pk).update(is_active=False)

    answers = [browser.get(url) for url in ("/", "/clients/", f"/sessions/client/{client.pk}/", "/admin/")]
    assert [(answer.status_code, answer["Location"].split("?")[0]) for answer in answers] == [
        *[(302, "/account/login/")] * 3,
        (302, "/admin/login/"),
    ]
    assert not is_in(sign_in(mira.email, PASSWORD))


def test_a_new_password_signs_out_every_other_browser(mira: User) -> None:
    here, there = Browser(), Browser()
    here.force_login(mira)
    there.force_login(mira)

    new = "three other words"
    here.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert (here.get("/").status_code, there.get("/").status_code) == (200, 302)


def test_signing_out_needs_a_press(mira: User) -> None:
    browser = Browser()
    browser.force_login(mira)

    browser.get(reverse("account_logout"))
    assert browser.get("/").status_code == 200

    browser.post(reverse("account_logout"))
    assert browser.get("/").status_code == 302
