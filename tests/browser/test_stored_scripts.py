"""What was written runs nowhere in a browser, and the content policy has nothing to stop."""

import pytest
from playwright.sync_api import Dialog, Page

from tests.browser.conftest import SignIn
from tests.security.hostile import fill, pages
from tests.security.world import World, build

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.security]

# Had something been written into the page as a tag, it would be there.
PLANTED = "() => document.querySelectorAll('[onerror], [onload], [onfocus], [onmouseover], iframe, img[src=x]').length"


@pytest.fixture
def world(db: None) -> World:
    world = build()
    fill(world)
    return world


def test_no_page_runs_what_was_written(sign_in: SignIn, world: World) -> None:
    page, dialogs = sign_in(world.people["owner"]), []
    page.on("dialog", lambda dialog: closed(dialog, dialogs))

    planted = {url: opened(page, url) for url in pages(world) if not url.startswith("/admin/")}

    assert dialogs == []
    assert {url: count for url, count in planted.items() if count} == {}


def opened(page: Page, url: str) -> int:
    """How many planted elements a page holds. The console, where a stopped script is reported, is watched by `page`."""
    page.goto(url)
    count: int = page.evaluate(PLANTED)
    return count


def closed(dialog: Dialog, dialogs: list[str]) -> None:
    dialogs.append(dialog.message)
    dialog.dismiss()
