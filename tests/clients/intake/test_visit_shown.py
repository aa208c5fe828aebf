"""When the client comes next: said only where we know who it is."""

import datetime as dt

import pytest
from django.test import Client as Browser
from django.utils import timezone
from django.utils.formats import date_format

from tests.clients.intake.filling import send_in
from tests.factories import IntakeLinkFactory, SessionFactory

SOON = timezone.localtime().replace(hour=14, minute=30, second=0, microsecond=0) + dt.timedelta(days=5)
WORDS = date_format(SOON, "l j F, H:i")


@pytest.fixture
def booked(priya, practitioner):
    SessionFactory(client=priya, practitioner=practitioner, starts_at=SOON + dt.timedelta(days=7))
    return SessionFactory(client=priya, practitioner=practitioner, starts_at=SOON)


def test_not_before_the_birth_date_was_asked(booked, token):
    browser = Browser()

    start = browser.get(f"/intake/{token}/").content.decode()
    question = browser.post(f"/intake/{token}/", follow=True).content.decode()

    assert "Hello Priya" in start
    assert "Feet First" in start
    assert "Your visit:" not in start + question


def test_on_the_first_page_on_the_start_when_coming_back_and_with_the_thanks(booked, phone, token):
    pages = [phone.get("/intake/step/you/"), phone.get(f"/intake/{token}/")]
    send_in(phone)
    pages.append(phone.get("/intake/done/"))

    assert [page.content.decode().count(f"Your visit: <strong>{WORDS}</strong>") for page in pages] == [1, 1, 1]
    assert "Your visit:" not in phone.get(f"/intake/{token}/").content.decode()


def test_the_other_pages_do_without(booked, phone):
    assert "Your visit:" not in phone.get("/intake/step/doctor/").content.decode()


def test_a_browser_that_came_in_by_another_link_is_told_nothing(phone, practitioner):
    other = IntakeLinkFactory(token="another")
    SessionFactory(client=other.intake.client, practitioner=practitioner, starts_at=SOON)

    page = phone.get("/intake/another/").content.decode()

    assert f"Hello {other.intake.client.first_name}" in page
    assert "Your visit:" not in page


def test_a_visit_that_is_cancelled_or_over_is_none(phone, priya, practitioner):
    SessionFactory(client=priya, practitioner=practitioner, starts_at=SOON, status="cancelled")
    SessionFactory(client=priya, practitioner=practitioner, starts_at=SOON - dt.timedelta(days=30))

    assert "Your visit:" not in phone.get("/intake/step/you/").content.decode()
