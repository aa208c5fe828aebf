"""A real browser for the tests: `page` opens the program, `sign_in` opens it as somebody."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Playwright,
    sync_playwright,
)
from pytest_django.live_server_helper import LiveServer

from reflexpractice.accounts.models import User

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
)  # fmt: skip
PATIENCE = 15_000  # milliseconds

SignIn = Callable[[User], Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


def chromium(playwright: Playwright) -> str:
    """The path of a Chromium: the one asked for, the system's, or Playwright's own; empty without one."""
    asked = os.environ.get("REFLEX_CHROMIUM", "")
    found = [asked, *(shutil.which(name) or "" for name in NAMES), playwright.chromium.executable_path]
    return next((path for path in found if path and Path(path).exists()), "")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Playwright's loop runs in this thread, and Django would take our queries for asynchronous ones.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        path = chromium(playwright)
        if not path:
            no_browser("Chromium is not installed.")
        try:
            started = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        except Error as error:
            no_browser(f"Chromium does not start: {error.message.splitlines()[0]}")
        yield started
        started.close()


def no_browser(reason: str) -> None:
    """Skip, or fail where a browser is required (in CI)."""
    if os.environ.get("REFLEX_REQUIRE_BROWSER") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture
def context(browser: Browser, live_server: LiveServer) -> Iterator[BrowserContext]:
    context = browser.new_context(
        base_url=live_server.url,
        locale="en-GB",
        timezone_id="Europe/London",
        viewport={"width": 1180, "height": 820},
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page whose addresses begin at the program; the test fails when the page complained in its console."""
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.extend(serious(message)))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    page.close()
    assert complaints == []


def serious(message: ConsoleMessage) -> list[str]:
    """An error in a script or against the content policy; an answer such as 404, or none, is the test's business."""
    is_answer = message.text.startswith("Failed to load resource: ")
    return [message.text] if message.type == "error" and not is_answer else []


@pytest.fixture
def sign_in(context: BrowserContext, page: Page, live_server: LiveServer) -> SignIn:
    """`sign_in(person)` gives the page signed in as that person."""

    def enter(person: User) -> Page:
        client = Client()
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        return page

    return enter
