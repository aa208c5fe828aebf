"""A client fills in the form on a phone."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from clients.intake import links
from clients.models import Consent, Intake
from knowledge.library import Library
from tests.clients.intake.filling import BORN_ON
from tests.factories import ClientFactory, PracticeFactory, UserFactory

PHONE = {"width": 390, "height": 844}
SMALL_PHONE = {"width": 320, "height": 640}


@pytest.fixture
def token(live_server: LiveServer, library: Library) -> str:
    call_command("createcachetable", verbosity=0)
    PracticeFactory()
    mira = UserFactory()
    return links.send(client=ClientFactory(name="Priya Nair", born_on=BORN_ON, seen_by=mira), by=mira)[1]


@pytest.fixture
def bare_page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A phone whose browser runs no scripts."""
    context = browser.new_context(base_url=live_server.url, viewport=PHONE, java_script_enabled=False)
    yield context.new_page()
    context.close()


def come_in(page: Page, token: str) -> None:
    page.goto(f"/intake/{token}/")
    page.get_by_role("button", name="Start").click()
    page.get_by_label("Your date of birth").fill(BORN_ON.isoformat())
    go_on(page)


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Continue").click()


def choose(page: Page, question: str, answer: str) -> None:
    page.locator(f"input[name={question}][value={answer}]").check()


def to_the_signature(page: Page) -> None:
    """Nothing the matter, from the first step to the last."""
    go_on(page)
    go_on(page)
    for question in ("pregnancy", "postnatal"):
        choose(page, question, "no")
    go_on(page)
    for _ in range(4):
        page.get_by_label("None of these").check()
        go_on(page)
    page.get_by_role("link", name="Continue").click()


def sign(page: Page) -> None:
    for title in ("Your answers", "The treatment", "Your records"):
        page.get_by_role("group", name=title).get_by_label("I agree").check()
    page.get_by_label("Your full name").fill("Priya Nair")


def faults(page: Page) -> list[str]:
    return [f"{found['id']}: {found['nodes'][0]['html'][:120]}" for found in Axe().run(page).response["violations"]]


def overflow(page: Page) -> int:
    wide: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wide


def test_a_client_goes_through_the_whole_form(page: Page, token: str):
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    come_in(page, token)

    to_the_signature(page)
    sign(page)
    page.get_by_role("button", name="Send to Feet First").click()

    expect(page.get_by_role("heading", name="Thank you, Priya")).to_be_visible()
    assert Intake.objects.get().status == "submitted"


def test_the_form_works_without_scripts(bare_page: Page, token: str):
    come_in(bare_page, token)

    to_the_signature(bare_page)
    sign(bare_page)
    bare_page.get_by_role("button", name="Send to Feet First").click()

    expect(bare_page.get_by_role("heading", name="Thank you, Priya")).to_be_visible()


def test_a_follow_up_opens_under_its_answer_without_scripts(bare_page: Page, token: str):
    come_in(bare_page, token)
    bare_page.goto("/intake/step/pregnancy/")
    weeks = bare_page.get_by_label("How many weeks are you?")
    expect(weeks).to_be_hidden()

    choose(bare_page, "pregnancy", "yes")

    expect(weeks).to_be_visible()
    bare_page.goto("/intake/step/feet/")
    bare_page.locator("input[name=stress_fracture]").check()
    expect(bare_page.locator("#div_id_stress_fracture-area").get_by_label("Heel")).to_be_visible()
    expect(bare_page.locator("figure")).to_have_count(0)


def test_the_day_of_healing_is_asked_for_what_has_healed(page: Page, token: str):
    come_in(page, token)
    page.goto("/intake/step/feet/")

    page.get_by_role("checkbox", name="Stress fracture of the foot or heel").first.check()
    choose(page, "stress_fracture-status", "past")
    choose(page, "stress_fracture-cleared", "yes")

    expect(page.locator("#id_stress_fracture-healed_date")).to_be_visible()
    expect(page.locator("#id_stress_fracture-onset_date")).to_be_hidden()


def test_where_is_tapped_on_one_drawn_foot_and_the_list_follows(page: Page, token: str):
    page.set_viewport_size(SMALL_PHONE)  # type: ignore[arg-type]
    come_in(page, token)
    page.goto("/intake/step/feet/")
    page.locator("input[name=stress_fracture]").check()
    foot = page.locator("#div_id_stress_fracture-area figure")
    heel = page.locator("input[name=stress_fracture-area][value=heel]")
    expect(foot).to_be_hidden()

    choose(page, "stress_fracture-side", "left")
    expect(foot).to_contain_text("the sole of your left foot")
    # The foot is mirrored, its words are not.
    across = "word => { const own = word.getScreenCTM(); return [own.a > 0, own.b] }"
    assert foot.locator("[data-part=heel] text").last.evaluate(across) == [True, 0]
    left_heel = foot.locator("[data-part=heel]").bounding_box()
    foot.locator("[data-part=heel] text").last.click()
    expect(heel).to_be_checked()
    foot.locator("[data-part=medial_edge] text").click()
    foot.locator("[data-part=heel] text").last.click()

    expect(heel).not_to_be_checked()
    expect(page.locator("input[name=stress_fracture-area]:checked")).to_have_value("medial_edge")
    # The list works by itself, and the foot follows.
    heel.focus()
    page.keyboard.press("Space")
    expect(foot.locator(".is-chosen")).to_have_count(2)
    choose(page, "stress_fracture-side", "right")
    right_heel = foot.locator("[data-part=heel]").bounding_box()
    assert left_heel
    assert right_heel
    assert left_heel["x"] != right_heel["x"]
    assert [faults(page), overflow(page)] == [[], 0]


def test_back_leads_through_the_steps_and_keeps_the_answers(page: Page, token: str):
    come_in(page, token)
    page.get_by_label("Telephone").fill("07700 900999")
    go_on(page)

    page.get_by_role("link", name="Back").click()

    expect(page.get_by_label("Telephone")).to_have_value("07700 900999")


def test_the_browsers_own_back_works(page: Page, token: str):
    come_in(page, token)
    go_on(page)
    # Chromium refuses to go back while the new page is still coming in.
    page.wait_for_load_state("load")
    expect(page.get_by_role("heading", name="About you")).to_be_hidden()

    page.go_back()

    expect(page.get_by_role("heading", name="About you")).to_be_visible()


def test_a_mistake_takes_the_focus_and_is_named_in_the_title(page: Page, token: str):
    come_in(page, token)
    page.goto("/intake/step/heart/")

    go_on(page)

    expect(page.get_by_role("alert")).to_be_focused()
    expect(page).to_have_title("Error: Heart, blood and breathing · Feet First")


def test_a_signature_is_kept_as_strokes_and_drawn_again_after_a_mistake(page: Page, token: str):
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    come_in(page, token)
    to_the_signature(page)
    pad = page.get_by_role("img", name="Draw it as well")
    pad.scroll_into_view_if_needed()
    place = pad.bounding_box()
    assert place is not None
    page.mouse.move(place["x"] + 40, place["y"] + 60)
    page.mouse.down()
    page.mouse.move(place["x"] + 200, place["y"] + 30, steps=5)
    page.mouse.up()

    page.get_by_role("button", name="Send").click()
    expect(page.locator(".signature-strokes")).to_have_attribute("d", re.compile("^M.+L.+L.+L.+L.+L"))
    sign(page)
    page.get_by_role("button", name="Send").click()

    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    kept = Consent.objects.get(kind="treatment").signature
    assert [len(stroke) for stroke in kept] == [12]


def test_a_language_from_right_to_left_turns_the_pages_round(page: Page, token: str, settings, tmp_path: Path):
    settings.LANGUAGES = [*settings.LANGUAGES, ("ar", "العربية")]
    settings.LIBRARY_TRANSLATIONS = [tmp_path, *settings.LIBRARY_TRANSLATIONS]
    (tmp_path / "ar.csv").write_text("text,translation\nYour feet and legs,قدماك وساقاك\nHeel,كعب\n", encoding="utf-8")
    page.set_viewport_size(SMALL_PHONE)  # type: ignore[arg-type]
    page.goto(f"/intake/{token}/?language=ar")
    found = [faults(page), overflow(page)]
    page.locator("main form button").click()
    page.locator("[name=born_on]").fill(BORN_ON.isoformat())
    page.locator("main form button").click()

    page.goto("/intake/step/feet/")
    page.locator("input[name=stress_fracture]").check()
    choose(page, "stress_fracture-side", "left")
    page.locator("#div_id_stress_fracture-area [data-part=heel] text").last.click()
    found += [faults(page), overflow(page)]

    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.get_by_role("heading", level=1)).to_have_text("قدماك وساقاك")
    expect(page.locator(".drawn-part.is-chosen")).to_contain_text("كعب")
    box = page.locator("input[name=stress_fracture]").bounding_box()
    words = page.locator("label[for=id_stress_fracture]").bounding_box()
    back, bar = page.locator(".progress a").bounding_box(), page.locator(".progress-words .num").bounding_box()
    assert box
    assert words
    assert back
    assert bar
    assert box["x"] > words["x"] + words["width"]
    assert back["x"] > bar["x"]
    assert found == [[], 0, [], 0]


def tab_to(page: Page, selector: str) -> None:
    """Go on with Tab until what is looked for has the focus, and is in sight."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab does not lead to {selector}")


def test_the_whole_form_by_keyboard_with_text_of_twice_the_size(page: Page, token: str):
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.add_init_script(
        "addEventListener('DOMContentLoaded', () => { document.documentElement.style.fontSize = '200%'; })"
    )
    onward = "main button[type=submit], main a.button-primary"
    wide = []

    def press_on() -> None:
        wide.append(overflow(page))
        tab_to(page, onward)
        with page.expect_navigation():
            page.keyboard.press("Enter")

    page.goto(f"/intake/{token}/")
    press_on()
    tab_to(page, "[name=born_on]")
    # Which part of a date comes first is the browser's own business.
    page.get_by_label("Your date of birth").fill(BORN_ON.isoformat())
    press_on()
    for _ in range(2):
        press_on()
    for question in ("pregnancy", "postnatal"):
        tab_to(page, f"[name={question}]")
        while page.locator(f"[name={question}]:checked").evaluate_all("all => all.map(each => each.value)") != ["no"]:
            page.keyboard.press("ArrowDown")
    press_on()
    for _ in range(4):
        tab_to(page, "[name=rest]")
        page.keyboard.press("Space")
        press_on()
    press_on()
    for kind in ("truth", "treatment", "records"):
        tab_to(page, f"[name=consent-{kind}]")
        page.keyboard.press("Space")
    tab_to(page, "[name=name]")
    page.keyboard.type("Priya Nair")
    press_on()

    expect(page.get_by_role("heading", name="Thank you, Priya")).to_be_visible()
    assert wide == [0] * 11


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_step_is_accessible_and_fits_a_small_phone(page: Page, token: str, scheme: str):
    page.set_viewport_size(SMALL_PHONE)  # type: ignore[arg-type]
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(f"/intake/{token}/")
    found = [faults(page), overflow(page)]
    come_in(page, token)

    for slug in ("you", "doctor", "pregnancy", "heart", "feet", "other", "wishes", "check", "sign"):
        page.goto(f"/intake/step/{slug}/")
        for box in page.locator(".is-box > .choices input").all():
            box.check()
        if slug == "pregnancy":
            choose(page, "pregnancy", "yes")
        if slug != "check":
            page.locator("main button[type=submit]").click()
        found += [faults(page), overflow(page)]

    assert found == [[], 0] * 10
