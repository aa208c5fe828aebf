"""The client pages in a real browser: by keyboard, on a phone, in light and dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from clients.models import Client
from knowledge.library import Library
from tests.browser.conftest import SignIn
from tests.factories import ClearanceFactory, ClientFactory, FlagFactory, GoalFactory, PracticeFactory, UserFactory

pytestmark = [pytest.mark.django_db(transaction=True)]

TABLET = {"width": 1180, "height": 820}
SMALLEST = {"width": 320, "height": 700}
PAGES = {
    "list": "/clients/",
    "no match": "/clients/?q=okb",
    "new": "/clients/new/",
    "edit": "/clients/{client}/edit/",
    "health": "/clients/{client}/flags/",
    "choose": "/clients/{client}/flags/add/",
    "change": "/clients/flags/{flag}/change/",
    "take back": "/clients/flags/{flag}/end/",
    "ask": "/clients/{client}/ask/",
    "goals": "/clients/{client}/goals/",
    "clearances": "/clients/{client}/clearances/",
    "clearance": "/clients/{client}/clearances/add/",
}


@pytest.fixture
def page_of_mira(sign_in: SignIn, library: Library) -> Page:
    """The program, open for a practitioner with two clients."""
    PracticeFactory()
    mira = UserFactory()
    amara = ClientFactory(name="Amara Okafor", seen_by=mira)
    ClientFactory(name="Jun Okada", seen_by=mira)
    FlagFactory(client=amara, condition_id="open_wound", side="right", areas=["ball"])
    GoalFactory(client=amara)
    ClearanceFactory(client=amara)
    return sign_in(mira)


def address(name: str) -> str:
    amara = Client.objects.get(name="Amara Okafor")
    return PAGES[name].format(client=amara.pk, flag=amara.flags.get().pk)


def test_every_page_is_accessible_and_fits(page_of_mira: Page) -> None:
    assert {name: faults(page_of_mira, address(name)) for name in PAGES} == {name: [] for name in PAGES}


def faults(page: Page, url: str) -> list[str]:
    """What axe finds in light and dark, and whether the page is wider than a small phone."""
    page.set_viewport_size(TABLET)  # type: ignore[arg-type]
    page.goto(url)
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found += [fault["id"] for fault in Axe().run(page).response["violations"]]
    page.set_viewport_size(SMALLEST)  # type: ignore[arg-type]
    wider = page.locator("html").evaluate("page => page.scrollWidth > page.clientWidth")
    return [*found, *(["too wide"] if wider else [])]


def test_slash_letters_and_arrows_lead_to_a_client(page_of_mira: Page) -> None:
    page = page_of_mira
    page.goto("/clients/")

    page.keyboard.press("/")
    page.keyboard.type("oka")
    expect(page.get_by_role("status").filter(has_text="2 matches")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")

    expect(page.get_by_role("link", name="Jun Okada")).to_be_focused()
    assert page.url.endswith("?q=oka")


def test_where_there_is_room_the_client_in_focus_is_shown_beside_the_list(page_of_mira: Page) -> None:
    page = page_of_mira
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/clients/")
    beside = page.get_by_role("complementary", name="The client in short")

    page.get_by_role("link", name="Amara Okafor").focus()

    expect(beside.get_by_role("heading", name="Amara Okafor")).to_be_visible()
    expect(beside.get_by_text("Right ball: open wound")).to_be_visible()
    assert Axe().run(page).response["violations"] == []


def test_details_open_under_the_answer_they_belong_to(page_of_mira: Page) -> None:
    page = page_of_mira
    client = Client.objects.get(name="Jun Okada")
    page.goto(f"/clients/{client.pk}/flags/add/?condition=stress_fracture")
    began, healed = page.get_by_label("When did it start?"), page.get_by_label("When did the doctor say it was healed?")
    shown = []

    for answer in ("Yes, now", "Yes, and it has healed", "No"):
        page.get_by_label(answer, exact=True).check()
        shown.append((began.is_visible(), healed.is_visible(), page.get_by_label("Heel").is_visible()))

    assert shown == [(True, False, True), (False, True, True), (False, False, False)]


def test_without_scripts_everything_can_be_answered(page_of_mira: Page, sign_in: SignIn) -> None:
    page = page_of_mira
    client = Client.objects.get(name="Jun Okada")
    page.route("**/*.js", lambda route: route.fulfill(content_type="text/javascript", body=""))
    page.goto(f"/clients/{client.pk}/flags/add/?condition=open_wound")

    page.get_by_label("Yes", exact=True).check()
    page.get_by_label("Left", exact=True).check()
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("heading", name="Health")).to_be_visible()
    assert client.flags.get().side == "left"


def test_the_browser_keeps_no_copy_of_what_was_found(page_of_mira: Page) -> None:
    page = page_of_mira
    page.goto("/clients/")

    page.get_by_role("searchbox").fill("oka")
    expect(page.get_by_role("status").filter(has_text="2 matches")).to_be_visible()

    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "Okafor" not in kept
