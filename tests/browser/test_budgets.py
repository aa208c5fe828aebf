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
from reflexpractice.signing import set_pin
from sessions.models import Note, TreatmentSession
from sessions.planning import start
from sessions.write_up import set_score
from tests.browser.conftest import SignIn
from tests.factories import (
    GoalFactory,
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


ZONES = (
    ("right", "liver"), ("right", "kidney"), ("left", "kidney"), ("right", "stomach"),
    ("left", "stomach"), ("right", "solar_plexus"), ("left", "solar_plexus"), ("right", "bladder"),
)  # fmt: skip


def test_a_routine_visit_is_logged_scored_and_signed_with_28_taps_and_one_sentence(
    visit: TreatmentSession, mira: User, sign_in: SignIn
) -> None:
    set_pin(person=mira, pin="395174")
    GoalFactory(client=visit.client, words="Sleep")
    for foot, zone in ZONES:
        PlannedZoneFactory(session=visit, zone=zone, zone_name=zone.capitalize(), side=foot)
    note = start(session=visit, by=mira).note
    set_score(note=note, goal="Sleep", by=mira, before=7)
    taps = Taps(sign_in(mira))
    page = taps.page
    page.goto(reverse("sessions:log", args=[visit.pk]))

    for number, (foot, zone) in enumerate(ZONES, start=1):
        # As a finger does it, that lands on the zone: its middle may lie under a smaller one.
        page.locator(f'.foot-place[data-foot="{foot}"] .tiles .z[data-zone="{zone}"]').focus()
        page.keyboard.press("Enter")
        taps.number += 1
        expect(page.locator(f'[data-part="zone"]:not([inert]) [name="zone"][value="{foot}:{zone}"]')).to_be_attached()
        taps.press(page.locator('[name="tenderness"][value="1"]'))
        expect(page.locator(".log-rows .pin")).to_have_count(number)
    taps.press(page.get_by_role("button", name="Next: note"))
    page.get_by_role("textbox", name=f"What {visit.client.first_name} said").fill("Slept well for three nights.")
    taps.press(page.get_by_role("button", name="Easing"))
    taps.press(page.get_by_role("button", name="Again in 2 weeks"))
    taps.press(page.locator("#scale-0-after-4"))
    taps.press(page.get_by_label("I looked at the skin of both feet"))
    taps.number += len("395174")
    page.get_by_label("Your PIN").fill("395174")
    taps.press(page.get_by_role("button", name="Sign and lock"))
    page.wait_for_url(f"**{reverse('sessions:record', args=[visit.pk])}")

    signed = Note.objects.get(session=visit)
    assert (signed.signed_means, signed.findings.count()) == ("pin", len(ZONES))
    assert taps.number <= 28


def test_every_script_is_light() -> None:
    heavy = {path.name: path.stat().st_size for path in SCRIPTS.glob("*.js") if path.stat().st_size > 12 * KILO}

    assert heavy == {}
