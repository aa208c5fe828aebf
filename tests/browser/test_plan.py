"""Planning with finger and keyboard: what is unsafe never slips in, and everything can be taken back."""

import datetime as dt

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from knowledge.library import Library
from reflexpractice.accounts.models import User
from sessions.models import TreatmentSession
from tests.browser.conftest import SignIn
from tests.factories import PracticeFactory, SessionFactory, UserFactory, answer, healthy_client

NERVE = "sciatic_nerve"


@pytest.fixture
def mira(transactional_db: None) -> User:
    PracticeFactory()
    return UserFactory(name="Mira Lindqvist")


@pytest.fixture
def visit(mira: User, library: Library) -> TreatmentSession:
    """A visit of a client who is 24 weeks pregnant and was asked everything."""
    amara = healthy_client(library, seen_by=mira, name="Amara Okafor")
    for code in ("pregnancy_high_risk", "pregnancy_red_flags"):
        answer(amara, code, "no")
    answer(amara, "pregnancy", due_on=timezone.localdate() + dt.timedelta(weeks=16))
    return SessionFactory(client=amara, practitioner=mira)


@pytest.fixture
def plan(visit: TreatmentSession, mira: User, sign_in: SignIn) -> Page:
    page = sign_in(mira)
    page.goto(reverse("sessions:plan", args=[visit.pk]))
    return page


def zone(page: Page, foot: str, code: str) -> Locator:
    return page.locator(f'.foot-place[data-foot="{foot}"] .tiles .z[data-zone="{code}"]')


def choose(page: Page, foot: str, code: str) -> None:
    """As the keyboard does; the middle of a zone may lie under a smaller one."""
    zone(page, foot, code).focus()
    page.keyboard.press("Enter")


def state(page: Page, foot: str, code: str, wanted: str) -> None:
    expect(zone(page, foot, code)).to_have_attribute("data-state", wanted)


def planned(visit: TreatmentSession) -> list[str]:
    return sorted(f"{row.side}:{row.zone}" for row in visit.planned_zones.all())


def saved(page: Page) -> None:
    expect(page.locator("#save-status")).to_have_attribute("data-state", "saved")


def test_tap_on_a_zone_to_avoid_tells_why_and_adds_nothing(plan: Page, visit: TreatmentSession) -> None:
    zone(plan, "left", NERVE).click()

    expect(plan.locator("#zone-title")).to_have_text("Sciatic nerve, left")
    state(plan, "left", NERVE, "avoid")
    expect(plan.locator("[data-status]")).to_have_text("Sciatic nerve, left, is to be avoided. It was not added.")
    assert planned(visit) == []


def test_space_chooses_and_control_z_takes_back(plan: Page, visit: TreatmentSession) -> None:
    zone(plan, "right", "liver").focus()

    plan.keyboard.press(" ")
    state(plan, "right", "liver", "planned_light")
    saved(plan)
    assert planned(visit) == ["right:liver"]

    plan.keyboard.press("Control+z")
    state(plan, "right", "liver", "caution")
    saved(plan)
    assert planned(visit) == []


def test_toast_takes_back_a_tap(plan: Page, visit: TreatmentSession) -> None:
    choose(plan, "right", "liver")

    plan.get_by_role("button", name="Undo").click()

    state(plan, "right", "liver", "caution")
    saved(plan)
    assert planned(visit) == []


def test_arrows_lead_to_the_next_zone(plan: Page) -> None:
    zone(plan, "right", "liver").focus()

    plan.keyboard.press("ArrowUp")

    focused = plan.evaluate("document.activeElement.dataset.zone")
    assert focused not in ("liver", None)


def test_quick_taps_are_all_kept(plan: Page, visit: TreatmentSession) -> None:
    for code in ("liver", "stomach", "duodenum", "pancreas"):
        choose(plan, "right", code)

    expect(plan.get_by_text("4 zones ·")).to_be_visible()
    saved(plan)
    assert planned(visit) == ["right:duodenum", "right:liver", "right:pancreas", "right:stomach"]


def test_list_says_and_does_the_same_as_the_map(plan: Page, visit: TreatmentSession) -> None:
    plan.get_by_role("button", name="List").click()
    box = plan.locator('[data-zone-list] input[value="right:liver"]')

    box.check()

    saved(plan)
    expect(box).to_be_checked()
    expect(plan.locator(f'[data-zone-list] input[value="left:{NERVE}"]')).to_be_disabled()
    assert planned(visit) == ["right:liver"]


def test_from_the_first_tap_to_the_start(plan: Page, visit: TreatmentSession) -> None:
    plan.get_by_role("button", name="More").or_(plan.locator("summary", has_text="More")).first.click()
    plan.get_by_role("button", name="Stress and anxiety").last.click()
    expect(plan.get_by_text("3 zones ·")).to_be_visible()

    choose(plan, "left", NERVE)
    plan.get_by_role("link", name="Include with a reason").click()
    expect(plan.get_by_role("dialog").get_by_role("link", name="Leave it out")).to_be_focused()
    plan.get_by_role("radio", name="I am trained for this and adapt the work").check()
    plan.get_by_label("In your words").fill("Holding only, no pressure.")
    plan.get_by_role("checkbox", name="I have told Amara").check()
    plan.get_by_role("button", name="Include, light touch").click()
    state(plan, "left", NERVE, "included")

    plan.get_by_role("link", name="Read 1 safety note to start").click()
    plan.get_by_role("button", name="Understood").click()
    plan.get_by_role("button", name="Start session").click()

    plan.wait_for_url(f"**{reverse('sessions:log', args=[visit.pk])}")
    visit.refresh_from_db()
    assert visit.status == TreatmentSession.Status.STARTED


def test_reason_without_words_is_asked_for_again(plan: Page, visit: TreatmentSession) -> None:
    choose(plan, "left", NERVE)
    plan.get_by_role("link", name="Include with a reason").click()

    plan.get_by_role("button", name="Include, light touch").click()

    expect(plan.get_by_role("dialog")).to_be_visible()
    expect(plan.get_by_role("alert")).to_contain_text("There is a problem")
    assert planned(visit) == []


def test_change_by_a_colleague_is_shown(plan: Page, visit: TreatmentSession) -> None:
    TreatmentSession.objects.filter(pk=visit.pk).update(plan_version=7)

    choose(plan, "right", "liver")

    expect(plan.get_by_text("This plan was changed elsewhere.")).to_be_visible()
    state(plan, "right", "liver", "caution")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 820, 1180])
def test_nothing_stands_in_the_way_of_anyone(plan: Page, scheme: str, width: int) -> None:
    plan.emulate_media(color_scheme=scheme)
    plan.set_viewport_size({"width": width, "height": 820})
    choose(plan, "right", NERVE)
    expect(plan.locator("#zone-title")).to_be_visible()

    found = Axe().run(plan)

    assert [each["id"] for each in found.response["violations"]] == []
    assert plan.evaluate("document.documentElement.scrollWidth <= innerWidth")
