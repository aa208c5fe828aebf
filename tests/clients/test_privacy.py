"""Who is let in: strangers find nothing, reception no health fact, nobody unknown anything."""

from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from reflexpractice.accounts.models import User
from tests.clients.conftest import signed_in
from tests.factories import ClearanceFactory, ClientFactory, FlagFactory, GoalFactory, UserFactory

pytestmark = pytest.mark.usefixtures("library")

ABOUT_CLIENT = ["edit", "archive", "restore"]
ABOUT_HEALTH = ["flags", "add_flag", "ask", "goals", "clearances", "add_clearance"]
OF_ROWS = ["change_flag", "end_flag", "rename_goal", "end_goal", "answer_clearance", "withdraw_clearance"]
BY_PRESS = ["archive", "restore", "end_goal", "withdraw_clearance"]


@pytest.fixture
def keys(mira: User) -> dict[str, Any]:
    """The rows of a client of Mira's, by the page that shows them."""
    client = ClientFactory(seen_by=mira)
    flag, goal, clearance = FlagFactory(client=client), GoalFactory(client=client), ClearanceFactory(client=client)
    rows = dict(zip(OF_ROWS, [flag, flag, goal, goal, clearance, clearance], strict=True))
    return dict.fromkeys([*ABOUT_CLIENT, *ABOUT_HEALTH], client.pk) | {name: row.pk for name, row in rows.items()}


def status(browser: Browser, page: str, keys: dict[str, Any]) -> int:
    url = reverse(f"clients:{page}", args=[keys[page]])
    return (browser.post(url) if page in BY_PRESS else browser.get(url)).status_code


@pytest.mark.parametrize("page", [*ABOUT_CLIENT, *ABOUT_HEALTH, *OF_ROWS])
def test_the_care_team_is_let_in(browser: Browser, keys: dict[str, Any], page: str) -> None:
    assert status(browser, page, keys) in (200, 302)


@pytest.mark.parametrize("page", [*ABOUT_CLIENT, *ABOUT_HEALTH, *OF_ROWS])
def test_another_practitioner_finds_nothing(keys: dict[str, Any], page: str) -> None:
    assert status(signed_in(UserFactory()), page, keys) == 404


@pytest.mark.parametrize("page", [*ABOUT_HEALTH, *OF_ROWS])
def test_reception_is_refused_what_is_about_health(reception: Browser, keys: dict[str, Any], page: str) -> None:
    assert status(reception, page, keys) == 403


@pytest.mark.parametrize("page", ABOUT_CLIENT)
def test_reception_keeps_addresses(reception: Browser, keys: dict[str, Any], page: str) -> None:
    assert status(reception, page, keys) in (200, 302)


@pytest.mark.parametrize("page", [*ABOUT_CLIENT, *ABOUT_HEALTH, *OF_ROWS])
def test_content_editors_are_refused(keys: dict[str, Any], page: str) -> None:
    assert status(signed_in(UserFactory(editor=True)), page, keys) == 403


@pytest.mark.parametrize("page", ["list", "new"])
def test_content_editors_have_no_clients(page: str, mira: User) -> None:
    assert signed_in(UserFactory(editor=True)).get(reverse(f"clients:{page}")).status_code == 403


@pytest.mark.parametrize("page", [*ABOUT_CLIENT, *ABOUT_HEALTH, *OF_ROWS])
def test_whoever_is_not_signed_in_is_asked_to(keys: dict[str, Any], page: str) -> None:
    assert status(Browser(), page, keys) == 302


def test_a_key_that_cannot_be_is_not_found(browser: Browser) -> None:
    assert browser.get(f"/clients/{10**30}/flags/").status_code == 404
