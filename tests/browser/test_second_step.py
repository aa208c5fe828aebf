"""Setting up the second step of signing in, and using it, in a browser."""

import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from reflexpractice.accounts.models import User
from tests.browser.test_look import faults
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
PERIOD = 30  # seconds a code lasts


@pytest.fixture(autouse=True)
def a_code_holds_on_either_side(settings: Settings) -> None:
    """Otherwise a test that crosses the half minute would fail."""
    settings.MFA_TOTP_TOLERANCE = 1


def code(secret: str, *, later: int = 0) -> str:
    """The six numbers an authenticator app shows now, or so many periods later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD + later))


def sign_in_by_password(page: Page, person: User) -> None:
    page.goto("/account/login/")
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "login" not in url)


def begin(page: Page) -> None:
    """Open the set-up page; it asks for the password once more."""
    page.goto("/account/2fa/totp/activate/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Set up the second step")).to_be_visible()


def switch_on(page: Page) -> str:
    """Set the second step up; gives the secret the app would hold."""
    begin(page)
    secret = page.locator(".secret").inner_text()
    page.get_by_label("Authenticator code").fill(code(secret))
    page.get_by_role("button", name="Switch on").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    return secret


def test_square_code_can_be_scanned_or_typed(page: Page):
    sign_in_by_password(page, UserFactory())

    begin(page)

    width = page.get_by_alt_text("Square code for your authenticator app").evaluate("image => image.naturalWidth")
    assert width > 0
    assert faults(page) == []


def test_recovery_codes_are_shown_once_it_is_on(page: Page):
    sign_in_by_password(page, UserFactory())

    switch_on(page)

    expect(page.locator(".codes li")).to_have_count(10)
    assert faults(page) == []


def test_signing_in_asks_for_the_six_numbers(page: Page):
    person = UserFactory()
    sign_in_by_password(page, person)
    secret = switch_on(page)
    page.context.clear_cookies()

    sign_in_by_password(page, person)

    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    assert faults(page) == []
    # The code of the set-up is spent; the app's next one is accepted a little early.
    page.get_by_label("Code").fill(code(secret, later=1))
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/")


def test_it_can_be_switched_off(page: Page):
    sign_in_by_password(page, UserFactory())
    switch_on(page)

    page.goto("/account/2fa/totp/deactivate/")
    page.get_by_role("button", name="Switch off").click()

    expect(page.get_by_role("link", name="Set up")).to_be_visible()


def test_wrong_password_is_said_calmly(page: Page):
    page.goto("/account/login/")
    page.get_by_label("Email").fill("nobody@practice.example")
    page.get_by_label("Password").fill("a wrong guess")

    page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_role("alert", name="There is a problem")).to_be_focused()
    assert faults(page) == []
