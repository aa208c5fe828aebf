"""The foot map under a finger, under the keys, on a phone, and without a script."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import SignIn
from tests.factories.accounts import PracticeFactory, UserFactory

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.browser.foot_map_page.urls"),
]

RIGHT_SOLE = '.foot-place[data-foot="right"] '
KEEP_CHOICES = """() => {
  window.choices = [];
  document.addEventListener("zone:choose", ({ detail }) => window.choices.push(detail));
}"""


@pytest.fixture
def plan(sign_in: SignIn) -> Page:
    """The map for planning, open; choices are kept in window.choices."""
    PracticeFactory(name="Juniper Reflexology")
    page = sign_in(UserFactory(name="Mira Lindqvist"))
    page.goto("/foot-map/plan/")
    page.locator(".foot-map.is-awake").wait_for()
    page.evaluate(KEEP_CHOICES)
    return page


def zone(page: Page, code: str, place: str = RIGHT_SOLE) -> Any:
    return page.locator(f'{place}.tiles [data-zone="{code}"]')


def choices(page: Page) -> list[str]:
    return [f"{c['foot']}:{c['zone']} {c['state']}" for c in page.evaluate("() => window.choices")]


def repaint(page: Page, **detail: object) -> None:
    page.evaluate("detail => document.dispatchEvent(new CustomEvent('zones:repaint', { detail }))", detail)


def faults(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{fault['id']}: {fault['nodes'][0]['target']}" for fault in found]


def test_tap_asks_and_decides_nothing(plan: Page) -> None:
    zone(plan, "lung_chest").click()

    assert choices(plan) == ["right:lung_chest avoid"]
    assert zone(plan, "lung_chest").get_attribute("data-state") == "avoid"
    expect(zone(plan, "lung_chest")).to_be_focused()
    expect(plan.locator(RIGHT_SOLE + ".ring use")).to_have_count(2)


def test_two_thousand_taps_on_the_soles_miss_nothing(plan: Page) -> None:
    missed = plan.evaluate("""() => {
      let seed = 68;
      const chance = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
      let heard = 0, taps = 0;
      document.addEventListener("zone:choose", (event) => { heard += 1; });
      for (const svg of document.querySelectorAll(".foot-place svg")) {
        const skin = svg.querySelector(".skin");
        const outline = document.querySelector(skin.getAttribute("href"));
        const box = svg.getBoundingClientRect();
        for (let tried = 0; tried < 1000;) {
          const x = box.left + chance() * box.width, y = box.top + chance() * box.height;
          const point = new DOMPoint(x, y).matrixTransform(skin.getScreenCTM().inverse());
          if (y < 0 || y > innerHeight || !outline.isPointInFill(point)) { continue; }
          tried += 1; taps += 1;
          document.elementFromPoint(x, y)
            .dispatchEvent(new MouseEvent("click", { bubbles: true, clientX: x, clientY: y }));
        }
      }
      return taps - heard;
    }""")

    assert missed == 0


def test_near_by_zones_are_one_tap_away(plan: Page) -> None:
    zone(plan, "solar_plexus").click()

    near = plan.get_by_role("group", name="Near by").get_by_role("button")
    expect(near).to_have_count(4)
    name = near.first.inner_text()
    near.first.click()
    assert plan.evaluate("() => window.choices.at(-1).name") == name


@pytest.mark.parametrize("view", ["plantar", "dorsal", "medial", "lateral"])
def test_arrows_reach_every_zone(plan: Page, view: str) -> None:
    if view != "plantar":
        plan.locator(f'.foot-strip [data-view="{view}"] [data-open]').first.click()
        plan.locator(f'.foot-strip [data-view="{view}"] [data-open]').last.click()

    lost = plan.evaluate("""() => [...document.querySelectorAll(".foot-place .tiles")].flatMap((tiles) => {
      const zones = [...tiles.querySelectorAll(".z")];
      const reached = new Set([zones[0]]);
      for (const zone of reached) {
        for (const key of ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]) {
          zone.focus();
          zone.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
          reached.add(document.activeElement);
        }
      }
      return zones.filter((zone) => !reached.has(zone)).map((zone) => zone.dataset.zone);
    })""")

    assert plan.locator(f'.foot-place [data-view="{view}"]').count() == 2
    assert lost == []


def test_each_sole_is_one_stop_for_the_keyboard(plan: Page) -> None:
    stops = plan.locator(".foot-place .tiles").evaluate_all(
        "soles => soles.map((sole) => sole.querySelectorAll('[tabindex=\"0\"]').length)"
    )

    assert stops == [1, 1]


def test_keys_move_choose_and_find(plan: Page) -> None:
    zone(plan, "head_brain").focus()

    plan.keyboard.press("End")
    assert plan.evaluate("document.activeElement.dataset.zone") == "pelvis_lower_back"
    plan.keyboard.press("Home")
    plan.keyboard.press("Space")
    plan.keyboard.press("ArrowDown")
    plan.keyboard.press("Enter")
    plan.keyboard.press("/")

    assert choices(plan)[0] == "right:head_brain clear"
    assert len(choices(plan)) == 2
    expect(plan.get_by_role("combobox", name="Find a zone")).to_be_focused()
    expect(plan.get_by_role("combobox", name="Find a zone")).to_have_value("")


def test_find_offers_both_feet_with_their_state(plan: Page) -> None:
    box = plan.get_by_role("combobox", name="Find a zone")

    box.fill("sciatic n")
    expect(plan.get_by_role("option")).to_have_text(
        ["Sciatic nerve, rightavoid, cannot be included", "Sciatic nerve, leftclearance first"]
    )
    box.press("ArrowDown")
    box.press("Enter")

    assert choices(plan) == ["left:sciatic_nerve clearance"]
    expect(plan.get_by_role("option")).to_have_count(0)


def test_find_brings_up_the_view_that_has_the_zone(plan: Page) -> None:
    box = plan.get_by_role("combobox", name="Find a zone")

    box.fill("uterus")
    box.press("Enter")

    assert choices(plan) == ["right:uterus_prostate avoid"]
    expect(zone(plan, "uterus_prostate")).to_be_focused()
    expect(plan.locator(RIGHT_SOLE + '[data-view="medial"]')).to_have_count(1)


def test_small_view_changes_places_with_the_sole_until_escape(plan: Page) -> None:
    plan.get_by_role("button", name="Show large: Right foot, inner side: 1 to avoid").click()
    expect(plan.locator(RIGHT_SOLE + '[data-view="medial"]')).to_have_count(1)

    plan.keyboard.press("Escape")

    expect(plan.locator(RIGHT_SOLE + '[data-view="plantar"]')).to_have_count(1)
    expect(plan.locator('.foot-strip[data-foot="right"] .foot-picture')).to_have_count(3)


def test_repaint_changes_look_words_counts_and_list(plan: Page) -> None:
    repaint(
        plan,
        states={"right:kidney": "planned", "right:uterus_prostate": "caution", "left:kidney": "invented"},
        pins={"right:kidney": 2},
        sentence="Kidney, right. In plan.",
    )

    expect(plan.get_by_role("button", name="Kidney, right: in plan, tenderness 2", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(plan.get_by_role("status").filter(has_text="Kidney, right. In plan.")).to_have_count(1)
    expect(plan.get_by_role("button", name="Kidney, left: not checked", exact=True)).to_have_count(1)
    expect(plan.get_by_role("button", name="Liver, right: not checked", exact=True)).to_have_count(1)
    expect(plan.locator(RIGHT_SOLE + '.note[data-zone="kidney"] .foot-pin')).to_have_text("2")
    expect(plan.locator('.foot-strip[data-foot="right"] [data-view="medial"] [data-badge]')).to_have_text(
        "?8 not checked"
    )
    assert plan.locator('input[value="right:kidney"]').is_checked()
    assert plan.locator('input[value="right:liver"]').is_disabled()


def test_repaint_of_pins_alone_leaves_states_be(plan: Page) -> None:
    repaint(plan, pins={"right:shoulder_arm": 0})

    label = "Shoulder, right: no warning, tenderness 0"
    expect(zone(plan, "shoulder_arm")).to_have_attribute("aria-label", label)


def test_zoom_gives_the_foot_in_hand_the_whole_card(plan: Page) -> None:
    zone(plan, "kidney", '.foot-place[data-foot="left"] ').click()

    plan.get_by_role("button", name="Zoom").click()

    expect(plan.locator(RIGHT_SOLE)).to_be_hidden()
    assert plan.locator('.foot-place[data-foot="left"] svg').evaluate("svg => svg.getScreenCTM().a") >= 0.9


def test_a_phone_shows_one_foot_at_a_time(plan: Page) -> None:
    plan.set_viewport_size({"width": 390, "height": 844})
    expect(plan.locator('.foot-place[data-foot="left"]')).to_be_hidden()

    plan.get_by_role("button", name="Left foot", exact=True).click()

    expect(plan.locator('.foot-place[data-foot="left"]')).to_be_visible()
    expect(plan.locator(RIGHT_SOLE)).to_be_hidden()


def test_words_and_overlays_keep_their_size_on_screen(plan: Page) -> None:
    plan.set_viewport_size({"width": 390, "height": 844})
    plan.locator(RIGHT_SOLE + "svg.foot-plantar").wait_for()

    px, k, overlay = plan.locator(RIGHT_SOLE + "svg").evaluate("""svg => new Promise((done) => requestAnimationFrame(
      () => requestAnimationFrame(() => done([
        svg.getScreenCTM().a,
        Number(svg.style.getPropertyValue("--k")),
        Number(svg.querySelector("pattern").getAttribute("patternTransform").match(/scale\\(([^)]*)/)[1]),
      ]))))""")

    assert k == pytest.approx(1 / px, rel=0.01)
    assert overlay == pytest.approx(1 / px, rel=0.01)


def test_list_takes_the_place_of_the_map_and_asks_alike(plan: Page) -> None:
    plan.get_by_role("button", name="List", exact=True).click()
    expect(plan.locator(".foot-feet")).to_be_hidden()

    plan.get_by_role("checkbox", name="Kidney, Right").check()
    plan.get_by_label("Only zones with something to say").check()

    assert choices(plan) == ["right:kidney clear"]
    expect(plan.locator(".zone-list-row:visible")).to_have_count(9)


def test_log_shows_where_it_was_tender(plan: Page) -> None:
    plan.goto("/foot-map/log/")

    expect(plan.locator(RIGHT_SOLE + '.note[data-zone="shoulder_arm"] .foot-pin')).to_have_text("3")


@pytest.mark.parametrize("width", [320, 1180])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_map_and_list_are_accessible_and_never_too_wide(plan: Page, width: int, scheme: Any) -> None:
    plan.set_viewport_size({"width": width, "height": 900})
    plan.emulate_media(color_scheme=scheme)

    assert faults(plan) == []
    assert plan.locator("html").evaluate("page => page.scrollWidth - page.clientWidth") == 0
    plan.get_by_role("button", name="List", exact=True).click()
    assert faults(plan) == []


def test_without_a_script_the_map_is_a_picture_and_the_list_a_form(
    plan: Page, browser: Browser, live_server: LiveServer
) -> None:
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, storage_state=plan.context.storage_state()
    )
    page = context.new_page()

    page.goto("/foot-map/plan/")

    expect(page.get_by_role("img", name="Right foot, sole: 2 to avoid, 1 not checked")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Kidney, Right")).to_be_enabled()
    expect(page.get_by_role("checkbox", name="Lungs and chest, Right")).to_be_disabled()
    expect(page.get_by_role("button", name="Zoom")).to_be_hidden()
    context.close()
