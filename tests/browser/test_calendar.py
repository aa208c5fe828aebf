"""The calendar with a finger, at three sizes, and two browsers that want one time."""

import datetime as dt

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from reflexpractice.accounts.models import User
from sessions.booking import book_session
from sessions.models import TreatmentSession, WorkingHours
from tests.browser.conftest import SignIn
from tests.factories import ClientFactory, PracticeFactory, UserFactory


@pytest.fixture
def mira(transactional_db: None) -> User:
    PracticeFactory()
    mira = UserFactory(name="Mira Lindqvist")
    WorkingHours.objects.create(practitioner=mira, weekday=0, begins=dt.time(9), ends=dt.time(12))
    return mira


@pytest.fixture
def monday() -> dt.date:
    today = timezone.localdate()
    return today + dt.timedelta(days=7 - today.weekday())


def calendar(page: Page, view: str, day: dt.date) -> None:
    page.goto(f"{reverse('sessions:calendar')}?view={view}&day={day}")


def moment(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour, minute)))


def test_tap_on_a_free_time_books_it(sign_in: SignIn, mira: User, monday: dt.date) -> None:
    ClientFactory(name="Amara Okafor", seen_by=mira)
    page = sign_in(mira)

    calendar(page, "week", monday)
    page.get_by_role("link", name="Book 10:30").click()
    page.get_by_label("Who is it for?").fill("amara")
    page.get_by_role("link", name="Amara Okafor").click()
    page.get_by_role("button", name="Book", exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Amara Okafor")
    assert TreatmentSession.objects.get().starts_at == moment(monday, 10, 30)


def test_whoever_comes_second_is_told_and_nothing_typed_is_lost(sign_in: SignIn, mira: User, monday: dt.date) -> None:
    amara, tom = ClientFactory(seen_by=mira), ClientFactory(seen_by=mira)
    page = sign_in(mira)
    page.goto(f"{reverse('sessions:book')}?client={tom.pk}&day={monday}&at=09:30")
    page.get_by_label("What it is for").fill("Better sleep")

    book_session(client=amara, practitioner=mira, starts_at=moment(monday, 9), minutes=60, by=mira)
    page.get_by_role("button", name="Book", exact=True).click()

    expect(page.get_by_role("alert")).to_contain_text("has another session from 09:00 to 10:00")
    expect(page.get_by_label("What it is for")).to_have_value("Better sleep")
    assert TreatmentSession.objects.count() == 1


@pytest.mark.parametrize("view", ["day", "week", "agenda"])
@pytest.mark.parametrize("size", [(390, 844), (1180, 820), (1440, 900)])
def test_calendar_is_accessible_and_fits(
    sign_in: SignIn, mira: User, monday: dt.date, view: str, size: tuple[int, int]
) -> None:
    client = ClientFactory(seen_by=mira)
    around = {"travel_minutes": 30, "buffer_minutes": 15, "home_address": "3 Harbour Street"}
    book_session(client=client, practitioner=mira, starts_at=moment(monday, 10), minutes=45, by=mira, **around)
    page = sign_in(mira)
    page.set_viewport_size({"width": size[0], "height": size[1]})

    calendar(page, view, monday)

    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
