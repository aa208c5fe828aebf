"""What planning may cost: taps from Today to a started session, and the weight of the scripts."""

import datetime as dt

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from clients.models import Client
from knowledge.library import Library
from reflexpractice.accounts.models import User
from sessions.models import TreatmentSession
from tests.browser.conftest import SignIn
from tests.factories import (
    NoteFactory,
    PlannedZoneFactory,
    PracticeFactory,
    SessionFactory,
    UserFactory,
    answer,
    healthy_client,
)

KILO = 1024
SCRIPTS = settings.BASE_DIR / "reflexpractice" / "static" / "reflexpractice"


class Taps:
    """Presses, and counts them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.number = 0

    def press(self, target: Locator) -> None:
        target.click()
        self.number += 1


@pytest.fixture
def mira(transactional_db: None) -> User:
    PracticeFactory()
    return UserFactory(name="Mira Lindqvist")


@pytest.fixture
def amara(mira: User, library: Library) -> Client:
    """She came a fortnight ago, and her note is signed; today she comes again."""
    amara = healthy_client(library, seen_by=mira, name="Amara Okafor")
    before = SessionFactory(client=amara, practitioner=mira, finished=True)
    for code in ("liver", "stomach"):
        PlannedZoneFactory(session=before, zone=code, zone_name=code.capitalize())
    NoteFactory(session=before, signed=True)
    return amara


@pytest.fixture
def visit(amara: Client, mira: User) -> TreatmentSession:
    noon = timezone.make_aware(dt.datetime.combine(timezone.localdate(), dt.time(12)))
    return SessionFactory(client=amara, practitioner=mira, starts_at=noon)


def plan_and_start(taps: Taps, visit: TreatmentSession) -> None:
    """As somebody does who reads what is shown and has no reason to change anything."""
    page = taps.page
    page.goto(reverse("today"))
    taps.press(page.get_by_role("link", name="Plan session"))
    start = page.get_by_role("button", name="Start session")
    notes = page.get_by_role("button", name="Understood")
    for left in range(notes.count(), 0, -1):
        expect(notes).to_have_count(left)
        taps.press(notes.first)
    taps.press(start)
    page.wait_for_url(f"**{reverse('sessions:log', args=[visit.pk])}")


def test_a_follow_up_with_nothing_new_takes_two_taps(visit: TreatmentSession, mira: User, sign_in: SignIn) -> None:
    taps = Taps(sign_in(mira))

    plan_and_start(taps, visit)

    assert taps.number == 2
    assert sorted(visit.planned_zones.values_list("zone", flat=True)) == ["liver", "stomach"]


def test_two_new_findings_take_four_taps(visit: TreatmentSession, mira: User, sign_in: SignIn) -> None:
    for code in ("allergy_nut", "varicose_veins"):
        answer(visit.client, code)
    taps = Taps(sign_in(mira))

    plan_and_start(taps, visit)

    assert taps.number == 4


def test_every_script_is_light() -> None:
    heavy = {path.name: path.stat().st_size for path in SCRIPTS.glob("*.js") if path.stat().st_size > 12 * KILO}

    assert heavy == {}
