"""A warning sign stops the form on a phone; the door is one tap."""

import datetime as dt
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from clients.intake import links
from clients.models import Flag, RedFlag
from knowledge.library import Library
from reflexpractice.accounts.models import User
from tests.clients.intake.filling import BORN_ON
from tests.factories import ClientFactory, PracticeFactory, SessionFactory, UserFactory, healthy_client

PHONE = {"width": 390, "height": 844}


def faults(page: Page) -> list[str]:
    return [violation["id"] for violation in Axe().run(page).response["violations"]]


@pytest.fixture
def mira(live_server: LiveServer, library: Library) -> User:
    call_command("createcachetable", verbosity=0)
    PracticeFactory(phone="01632 960100")
    user: User = UserFactory(name="Mira Lindqvist")
    return user


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_warning_sign_stops_the_form_and_the_client_goes_on(page: Page, mira: User, scheme: str) -> None:
    client = ClientFactory(name="Priya Nair", born_on=BORN_ON, seen_by=mira)
    token = links.send(client=client, by=mira)[1]
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme=scheme)
    page.goto(f"/intake/{token}/")
    page.get_by_role("button", name="Start").click()
    page.get_by_label("Your date of birth").fill(BORN_ON.isoformat())
    page.get_by_role("button", name="Continue").click()
    page.goto("/intake/step/heart/")
    page.locator("input[name=phlebitis]").check()
    page.locator("input[name=phlebitis-status][value=yes]").check()
    page.locator("input[name=phlebitis-side][value=left]").check()
    page.locator("input[name=phlebitis-seen_by_doctor][value=no]").check()
    page.locator("input[name=rest][value=no]").check()
    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_role("heading", name="Please read this now")).to_be_visible()
    assert faults(page) == []

    page.get_by_label("Who checked you, and when?").fill("Dr Patel, on Monday")
    page.get_by_role("button", name="I have been checked already").click()
    page.wait_for_url("**/intake/step/feet/")
    assert RedFlag.objects.get().said == "Has been checked already: Dr Patel, on Monday"


def test_nothing_new_is_one_tap_on_a_phone(sign_in: Callable[[User], Page], mira: User, library: Library) -> None:
    client = healthy_client(library, name="Amara Okafor", seen_by=mira)
    Flag.objects.filter(client=client).update(asked_on=timezone.localdate() - dt.timedelta(days=7))
    visit = SessionFactory(client=client, practitioner=mira, starts_at=timezone.now())
    page = sign_in(mira)
    page.set_viewport_size(PHONE)
    page.goto(f"/sessions/{visit.pk}/plan/")

    page.get_by_role("link", name="Anything new today?").first.click()

    button = page.get_by_role("button", name="Nothing new")
    expect(button).to_be_in_viewport()
    last, bar = page.locator(".today-rows > .tick").last.bounding_box(), button.bounding_box()
    assert last
    assert bar
    # All that is asked at the door is on one screen, with the way on below it.
    assert page.locator(".today-rows > .tick").count() > 10
    assert last["y"] + last["height"] <= bar["y"]
    assert faults(page) == []
    page.get_by_role("button", name="Nothing new").click()
    page.wait_for_url(f"**/sessions/{visit.pk}/plan/")
    assert Flag.objects.current().get(client=client, condition="dvt").asked_on == timezone.localdate()
