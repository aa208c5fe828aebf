"""Roads through planning: a clearance, dates far ahead, signing in again, the keyboard alone."""

import datetime as dt
import zoneinfo

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from clients.models import Clearance, Client
from knowledge.library import Library
from reflexpractice.accounts.models import User
from sessions.models import TreatmentSession
from tests.browser.conftest import SignIn
from tests.browser.sight import faults
from tests.browser.stations import press, states, zone
from tests.factories import PracticeFactory, SessionFactory, UserFactory, answer, healthy_client

TODAY = timezone.localdate()
LONDON = zoneinfo.ZoneInfo("Europe/London")


@pytest.fixture
def mira(transactional_db: None) -> User:
    PracticeFactory()
    return UserFactory(name="Mira Lindqvist")


@pytest.fixture
def amara(mira: User, library: Library) -> Client:
    """24 weeks pregnant today, and asked everything."""
    amara = healthy_client(library, seen_by=mira, name="Amara Okafor")
    for code in ("pregnancy_high_risk", "pregnancy_red_flags"):
        answer(amara, code, "no")
    answer(amara, "pregnancy", due_on=TODAY + dt.timedelta(weeks=16))
    return amara


@pytest.fixture
def visit(amara: Client, mira: User) -> TreatmentSession:
    noon = timezone.make_aware(dt.datetime.combine(TODAY, dt.time(12)))
    return SessionFactory(client=amara, practitioner=mira, starts_at=noon)


def test_a_clearance_lifts_exactly_what_was_asked_for_until_it_runs_out(
    visit: TreatmentSession, amara: Client, mira: User, sign_in: SignIn
) -> None:
    answer(amara, "stress_fracture", "past", side="left", reference_on=TODAY - dt.timedelta(days=60))
    plan, page = reverse("sessions:plan", args=[visit.pk]), sign_in(mira)
    page.goto(plan)
    before, looks = states(page), faults(page)

    page.get_by_role("link", name="Ask for clearance").first.click()
    page.get_by_label("Doctor, midwife or clinic").fill("Dr Patel")
    page.get_by_label("Asked on").fill(TODAY.isoformat())
    looks += faults(page)
    press(page, "Save")
    page.goto(plan)
    assert states(page) == before

    page.goto(reverse("clients:clearances", args=[amara.pk]))
    page.get_by_role("link", name="Record answer").click()
    page.get_by_role("radio", name="Yes, with limits").check()
    page.get_by_label("Answered on").fill(TODAY.isoformat())
    page.get_by_label("Limits or remarks").fill("Ten minutes, no thumb walking")
    page.get_by_label("Valid until").fill((TODAY + dt.timedelta(days=30)).isoformat())
    looks += faults(page)
    press(page, "Save")
    page.goto(plan)
    lifted = {name for name, state in states(page).items() if state != before[name]}
    assert lifted
    assert {before[name] for name in lifted} == {"clearance"}
    assert {states(page)[name] for name in lifted} == {"caution"}
    assert {name.partition(":")[0] for name in lifted} == {"left"}
    assert looks + faults(page) == []

    Clearance.objects.update(answered_on=TODAY - dt.timedelta(days=9), expires_on=TODAY - dt.timedelta(days=1))
    page.goto(plan)
    assert states(page) == before


def next_clock_change() -> dt.date:
    """The next Sunday, a month off at least, on which London's clocks change."""
    days = (TODAY + dt.timedelta(days=number) for number in range(30, 400))
    return next(day for day in days if _offset(day) != _offset(day + dt.timedelta(days=1)))


def _offset(day: dt.date) -> dt.timedelta | None:
    return dt.datetime.combine(day, dt.time.min, LONDON).utcoffset()


def test_each_date_of_a_series_is_checked_by_itself_across_clock_change_and_week_32(
    amara: Client, mira: User, sign_in: SignIn
) -> None:
    change = next_clock_change()
    days = [change + dt.timedelta(days=shift) for shift in (-11, -4, 3, 10)]
    # Week 32 begins on the third date.
    answer(amara, "pregnancy", due_on=days[2] + dt.timedelta(weeks=8))
    answer(amara, "pregnancy_high_risk", attributes={"reason": "placenta_praevia"}, cleared=True)
    page = sign_in(mira)
    page.goto(f"{reverse('sessions:repeat')}?client={amara.pk}")
    page.get_by_label("Date").fill(days[0].isoformat())
    page.get_by_label("Time").fill("10:30")
    page.get_by_label("Every how many weeks").fill("1")
    page.get_by_label("How many visits").fill("4")
    press(page, "Look at the dates")

    rows = page.locator(".cal-dates > li")
    expect(rows).to_have_count(4)
    for row, day in zip(rows.all(), days, strict=True):
        expect(row).to_contain_text(f"{day:%a} {day.day} {day:%b %Y}, 10:30")
    expect(rows.nth(1)).to_contain_text("31 weeks")
    expect(rows.nth(1)).not_to_contain_text("New from this date")
    expect(rows.nth(2)).to_contain_text("32 weeks")
    expect(rows.nth(2)).to_contain_text("New from this date")
    # What nothing speaks against is ticked; from week 32 somebody has to mean it.
    assert [box.is_checked() for box in page.get_by_role("checkbox").all()] == [True, True, False, False]
    assert faults(page) == []

    press(page, "Book the ticked dates")
    expect(page.get_by_role("heading", level=1)).to_have_text("Amara Okafor")
    booked = TreatmentSession.objects.order_by("starts_at").values_list("starts_at", flat=True)
    assert [timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") for moment in booked] == [
        f"{day} 10:30" for day in days[:2]
    ]


def test_signed_out_while_planning_nothing_is_lost_and_the_page_stays(
    visit: TreatmentSession, mira: User, sign_in: SignIn, context: BrowserContext
) -> None:
    page = sign_in(mira)
    page.goto(reverse("sessions:plan", args=[visit.pk]))
    context.clear_cookies()

    zone(page, "right", "liver").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Not saved: you were signed out. Sign in again in another tab")).to_be_visible()
    assert not visit.planned_zones.exists()

    sign_in(mira)
    zone(page, "right", "stomach").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_text("2 zones ·")).to_be_visible()
    expect(page.locator("#save-status")).to_have_attribute("data-state", "saved")
    assert sorted(visit.planned_zones.values_list("zone", flat=True)) == ["liver", "stomach"]


def tab_to(page: Page, name: str) -> None:
    """Tab on until what has the focus bears this name."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip().startswith(name):
            return
    pytest.fail(f"{name} cannot be reached by the keyboard.")


def test_with_the_keyboard_alone_from_today_to_the_start(visit: TreatmentSession, mira: User, sign_in: SignIn) -> None:
    page = sign_in(mira)
    page.goto(reverse("today"))

    tab_to(page, "Plan session")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{reverse('sessions:plan', args=[visit.pk])}")
    zone(page, "right", "head_brain").wait_for()
    while page.evaluate("!document.activeElement.matches('.foot-place .z')"):
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("[data-status]")).to_contain_text("It was not added.")
    while page.evaluate("document.activeElement.dataset.state") != "caution":
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(page.get_by_text("1 zone ·")).to_be_visible()
    assert faults(page) == []

    tab_to(page, "Understood")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Understood")).to_have_count(0)
    tab_to(page, "Start session")
    page.keyboard.press("Enter")

    page.wait_for_url(f"**{reverse('sessions:log', args=[visit.pk])}")
    visit.refresh_from_db()
    assert visit.status == TreatmentSession.Status.STARTED
