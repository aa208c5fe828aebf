"""A client about whom everything is known, her visit at noon, and the practitioner at the desk."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.models import Client
from knowledge.library import Library
from reflexpractice.accounts.models import User
from sessions.models import TreatmentSession
from tests.factories import PracticeFactory, SessionFactory, UserFactory, answer, healthy_client

Pregnant = Callable[[int], None]


@pytest.fixture(autouse=True)
def counting_from_none(db: None) -> None:
    """The table of limits, empty."""
    call_command("createcachetable", verbosity=0)
    cache.clear()


@pytest.fixture
def mira(db: None) -> User:
    PracticeFactory()
    user: User = UserFactory(name="Mira Lindqvist")
    return user


@pytest.fixture
def amara(library: Library, mira: User) -> Client:
    """In Mira's care; nothing speaks against anything."""
    return healthy_client(library, seen_by=mira, name="Amara Okafor")


@pytest.fixture
def visit(amara: Client, mira: User) -> TreatmentSession:
    """Amara's visit today at noon, so that no test crosses midnight."""
    session: TreatmentSession = SessionFactory(client=amara, practitioner=mira, starts_at=noon(timezone.localdate()))
    return session


@pytest.fixture
def pregnant(amara: Client) -> Pregnant:
    """`pregnant(24)`: Amara is 24 weeks pregnant today, with every question about it answered."""

    def be(weeks: int) -> None:
        for code in ("pregnancy_high_risk", "pregnancy_red_flags"):
            answer(amara, code, "no")
        answer(amara, "pregnancy", due_on=timezone.localdate() + dt.timedelta(weeks=40 - weeks))

    return be


@pytest.fixture
def desk(mira: User) -> Browser:
    """Mira's browser, signed in."""
    browser = Browser()
    browser.force_login(mira)
    return browser


def noon(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))


def pages_about(visit: TreatmentSession) -> list[str]:
    """Every page that tells a practitioner what is safe for the client of a booked visit."""
    client = visit.client_id
    return [
        reverse("today"),
        reverse("clients:list"),
        reverse("sessions:for_client", args=[client]),
        reverse("clients:flags", args=[client]),
        reverse("clients:edit", args=[client]),
        reverse("clients:goals", args=[client]),
        reverse("clients:clearances", args=[client]),
        reverse("clients:send_intake", args=[client]),
        reverse("sessions:plan", args=[visit.pk]),
    ]


def saying(browser: Browser, words: str, pages: list[str]) -> list[str]:
    """Those of the pages that say these words."""
    return [page for page in pages if words in browser.get(page).content.decode()]
