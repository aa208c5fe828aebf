"""The design holds in a real browser: on every screen, in light and dark, by keyboard."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import SignIn
from tests.factories.accounts import PracticeFactory, UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.browser.kit.urls")]

PHONE = {"width": 390, "height": 844}
TABLET = {"width": 1180, "height": 820}
SMALLEST = {"width": 320, "height": 700}
SCREENS = [pytest.param(PHONE, id="phone"), pytest.param(TABLET, id="tablet")]


@pytest.fixture
def kit(sign_in: SignIn) -> Page:
    """The page with every part of the design, open."""
    PracticeFactory(name="Juniper Reflexology")
    page = sign_in(UserFactory(name="Mira Lindqvist"))
    page.goto("/kit/")
    return page


def faults(page: Page) -> list[str]:
    """What axe finds wrong, each with the first place it is found at."""
    found = Axe().run(page).response["violations"]
    return [f"{fault['id']}: {fault['nodes'][0]['target']}" for fault in found]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(page.locator("html").evaluate("page => page.scrollWidth - page.clientWidth"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
def test_every_part_is_accessible(kit: Page, screen: dict[str, int], scheme: str):
    kit.set_viewport_size(screen)  # type: ignore[arg-type]
    kit.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]

    assert faults(kit) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_mistakes_in_a_form_are_accessible(kit: Page, scheme: str):
    kit.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]

    kit.get_by_role("button", name="Continue").click()

    expect(kit.get_by_role("alert")).to_be_visible()
    assert faults(kit) == []


def test_nothing_is_wider_than_a_small_phone(kit: Page):
    kit.set_viewport_size(SMALLEST)  # type: ignore[arg-type]

    assert overflow(kit) == 0


@pytest.mark.parametrize("screen", SCREENS)
def test_text_of_double_size_stays_inside(kit: Page, screen: dict[str, int]):
    kit.set_viewport_size(screen)  # type: ignore[arg-type]

    kit.locator("html").evaluate("page => { page.style.fontSize = '200%'; }")

    assert overflow(kit) == 0


def test_what_a_finger_presses_is_44_pixels_tall(kit: Page):
    presses = kit.locator(".button:visible, .rail-item:visible, .choices label:visible")

    heights = presses.evaluate_all("all => all.map((one) => [one.innerText, one.getBoundingClientRect().height])")

    assert [each for each in heights if each[1] < 44] == []


def test_title_names_the_client_and_the_practice(kit: Page):
    expect(kit).to_have_title("Kit · Amara Okafor · Juniper Reflexology")


def test_list_of_mistakes_takes_the_focus_and_leads_to_the_field(kit: Page):
    kit.get_by_role("button", name="Continue").click()

    expect(kit).to_have_title("Error: Kit · Amara Okafor · Juniper Reflexology")
    expect(kit.get_by_role("alert", name="There is a problem")).to_be_focused()
    kit.get_by_role("link", name="Weeks: Enter the number of weeks").click()
    expect(kit.get_by_label("Weeks")).to_be_focused()


def test_none_of_these_clears_the_others(kit: Page):
    none = kit.get_by_label("None of these")
    none.evaluate("box => { box.dataset.none = ''; }")
    kit.get_by_label("Numb or tingling feet").check()

    none.check()

    expect(kit.get_by_label("Numb or tingling feet")).not_to_be_checked()


def test_skip_link_is_the_first_stop(kit: Page):
    kit.keyboard.press("Tab")

    expect(kit.get_by_role("link", name="Skip to the content")).to_be_focused()
    kit.keyboard.press("Enter")
    expect(kit.locator("main")).to_be_focused()


def test_chosen_look_is_kept(kit: Page):
    kit.get_by_role("button", name="You").click()
    kit.get_by_role("button", name="Dark").click()

    kit.reload()

    assert kit.locator("body").evaluate("body => getComputedStyle(body).backgroundColor") == "rgb(15, 22, 23)"


def test_look_follows_the_system_until_one_is_chosen(kit: Page):
    kit.emulate_media(color_scheme="dark")

    assert kit.locator("body").evaluate("body => getComputedStyle(body).backgroundColor") == "rgb(15, 22, 23)"


def test_dialog_leaves_the_client_in_sight_and_gives_the_focus_back(kit: Page):
    ask = kit.get_by_role("button", name="Ask", exact=True)
    ask.click()
    expect(kit.get_by_role("button", name="Leave it out")).to_be_focused()
    scrim = kit.locator("#ask").evaluate("dialog => getComputedStyle(dialog, '::backdrop').top")

    kit.keyboard.press("Escape")

    assert scrim == "68px"
    expect(ask).to_be_focused()


def test_menu_closes_on_escape(kit: Page):
    kit.locator("summary[aria-label=More]").click()

    kit.keyboard.press("Escape")

    expect(kit.get_by_role("link", name="Print")).to_be_hidden()
    expect(kit.locator("summary[aria-label=More]")).to_be_focused()


def test_undo_tells_the_page_what_to_take_back(kit: Page):
    kit.locator("html").evaluate(
        """page => {
            document.addEventListener("toast:undo", (event) => { page.dataset.undone = event.detail.undo; });
            const detail = { words: "Liver, right, removed.", undo: "right:liver" };
            document.dispatchEvent(new CustomEvent("toast:show", { detail }));
        }"""
    )

    kit.get_by_role("button", name="Undo").click()

    expect(kit.locator("html")).to_have_attribute("data-undone", "right:liver")
    expect(kit.get_by_text("Liver, right, removed.")).to_have_count(0)


def test_sign_out_from_the_menu(kit: Page):
    kit.get_by_role("button", name="You").click()

    kit.get_by_role("button", name="Sign out").click()

    expect(kit.get_by_role("heading", name="Sign in")).to_be_visible()


@pytest.mark.parametrize("address", ["/account/login/", "/account/password/reset/", "/set-up/used/", "/nowhere/"])
def test_pages_outside_the_practice_are_accessible(page: Page, address: str):
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]

    page.goto(address)

    assert faults(page) == []


@pytest.mark.parametrize("address", ["/account/password/change/", "/account/2fa/", "/account/logout/", "/admin/"])
def test_pages_of_ones_own_sign_in_are_accessible(sign_in: SignIn, address: str):
    page = sign_in(UserFactory(is_staff=True, is_superuser=True))

    page.goto(address)

    assert faults(page) == []
