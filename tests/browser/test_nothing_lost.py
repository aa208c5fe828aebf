"""Signed out, offline, a tab that dies, somebody else at the browser: what was typed is there, and said truthfully."""

import re
import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as product
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.fixtures import Settings

from knowledge.library import Library
from reflexpractice.accounts.idle import SEEN
from reflexpractice.accounts.models import User
from reflexpractice.audit.models import Event
from sessions.models import Note, Score, ZoneFinding
from sessions.planning import plan_zones, start
from sessions.write_up import record_finding, save_draft
from tests.browser.conftest import SignIn
from tests.factories import PASSWORD, GoalFactory, PracticeFactory, SessionFactory, UserFactory, healthy_client

SAVED = re.compile(r"Saved \d\d:\d\d")
READ_TRAY = """async () => {
    const answer = (asked) => new Promise((done) => { asked.onsuccess = () => done(asked.result); });
    const base = await answer(indexedDB.open('reflexpractice', 1));
    const all = (store) => answer(base.transaction(store).objectStore(store).getAll());
    const text = (row) => new TextDecoder().decode(row.words) + JSON.stringify(row);
    const [kept, keys] = [await all('kept'), await all('keys')];
    return { kept: kept.map(text), readable: keys.map(({ key }) => key.extractable) };
}"""


@pytest.fixture
def mira(transactional_db: None) -> User:
    PracticeFactory()
    return UserFactory(name="Mira Lindqvist")


@pytest.fixture
def note(mira: User, library: Library) -> Note:
    amara = healthy_client(library, seen_by=mira, name="Amara Okafor")
    GoalFactory(client=amara, words="Sleep")
    visit = SessionFactory(client=amara, practitioner=mira)
    plan_zones(session=visit, wanted=[("right", "liver"), ("right", "kidney"), ("left", "kidney")], by=mira)
    return start(session=visit, by=mira).note


@pytest.fixture
def written(note: Note, mira: User, sign_in: SignIn) -> Page:
    page = sign_in(mira)
    page.goto(reverse("sessions:note", args=[note.session_id]))
    return page


@pytest.fixture
def log(note: Note, mira: User, sign_in: SignIn) -> Page:
    page = sign_in(mira)
    page.goto(reverse("sessions:log", args=[note.session_id]))
    return page


def status(page: Page):
    return page.locator("#save-status")


def stands() -> str:
    return Note.objects.get().subjective


# signed out


def test_signing_in_again_happens_on_the_page_and_saves_what_waited(written):
    Session.objects.all().delete()
    written.locator("#id_subjective").fill("Slept well.")
    dialog = written.get_by_role("dialog", name="You were signed out")
    expect(dialog).to_be_visible()
    assert [fault["id"] for fault in Axe().run(written).response["violations"]] == []

    dialog.get_by_label("Password").fill("a guess")
    dialog.get_by_role("button", name="Sign in and save").click()
    expect(dialog.get_by_role("alert")).to_contain_text("not correct")
    assert stands() == ""
    dialog.get_by_label("Password").fill(PASSWORD)
    dialog.get_by_role("button", name="Sign in and save").click()

    expect(status(written)).to_have_text(SAVED)
    expect(dialog).to_be_hidden()
    expect(written.locator("#id_subjective")).to_have_value("Slept well.")
    assert stands() == "Slept well."


def test_a_sign_in_in_another_tab_takes_no_key_away(written, mira, context: BrowserContext):
    context.clear_cookies()
    other = context.new_page()
    other.goto(reverse("account_login"))
    other.get_by_label("Email").fill(mira.email)
    other.get_by_label("Password").fill(PASSWORD)
    other.get_by_role("button", name="Sign in").click()
    expect(other.locator(".rail")).to_be_visible()
    other.close()

    written.locator("#id_subjective").fill("Slept well.")

    expect(status(written)).to_have_text(SAVED)
    expect(written.locator("#sign-in-again")).to_be_hidden()
    assert stands() == "Slept well."


def test_nobody_elses_name_comes_under_the_words(written, mira, sign_in):
    otto = UserFactory(name="Otto Other")
    sign_in(otto)
    written.locator("#id_subjective").fill("Slept well.")
    dialog = written.get_by_role("dialog")
    expect(dialog).to_contain_text("Otto Other is signed in on this browser now")
    assert stands() == ""

    dialog.get_by_label("Password").fill(PASSWORD)
    dialog.get_by_role("button", name="Sign in and save").click()

    expect(status(written)).to_have_text(SAVED)
    assert stands() == "Slept well."
    assert list(Event.objects.filter(act="note.saved").values_list("actor", flat=True)) == [mira.pk]


# offline


def test_offline_for_a_while_and_back(written, context):
    context.set_offline(True)
    written.locator("#scale-0-before-7").click()
    written.locator("#id_subjective").fill("Slept well.")
    expect(status(written)).to_have_text("Offline. 2 changes kept on this computer.")
    written.get_by_label("Your password").fill(PASSWORD)
    written.get_by_role("button", name="Sign and lock").click()
    expect(status(written)).to_have_text("Sign when you are back online.")
    tray = written.evaluate(READ_TRAY)
    assert len(tray["kept"]) == 2
    assert not [row for row in tray["kept"] if "Slept" in row or "Sleep" in row or PASSWORD in row]
    assert tray["readable"] == [False]

    context.set_offline(False)

    expect(status(written)).to_have_text(SAVED)
    written.wait_for_function(f"({READ_TRAY})().then((tray) => tray.kept.length === 0)")
    assert stands() == "Slept well."
    assert Score.objects.get().before == 7


def test_feet_are_logged_offline_zone_after_zone(log, context):
    def choose(foot: str, zone: str) -> None:
        log.locator(f'.foot-place[data-foot="{foot}"] .tiles .z[data-zone="{zone}"]').focus()
        log.keyboard.press("Enter")
        expect(log.locator(f'[data-part="zone"]:not([inert]) [name="zone"][value="{foot}:{zone}"]')).to_be_attached()

    choose("right", "liver")
    context.set_offline(True)
    log.locator('[name="tenderness"][value="3"]').click()
    expect(status(log)).to_contain_text("1 change kept")
    log.locator('.foot-place[data-foot="left"] .tiles .z[data-zone="kidney"]').focus()
    log.keyboard.press("Enter")
    expect(log.locator("[data-finding] h2")).to_have_text("Kidney")
    log.locator('[name="tenderness"][value="1"]').click()
    expect(status(log)).to_contain_text("2 changes kept")

    context.set_offline(False)

    expect(status(log)).to_have_text(SAVED)
    assert set(ZoneFinding.objects.values_list("side", "zone", "tenderness")) == {
        ("right", "liver", 3),
        ("left", "kidney", 1),
    }


def test_what_a_dead_tab_kept_is_sent_when_the_page_is_opened_again(written, note, context):
    context.set_offline(True)
    written.locator("#id_subjective").fill("Slept well.")
    expect(status(written)).to_contain_text("1 change kept")
    address = written.url
    written.close()
    context.set_offline(False)

    again = context.new_page()
    again.goto(address)

    expect(again.locator("#id_subjective")).to_have_value("Slept well.")
    assert stands() == "Slept well."
    again.close()


def test_it_is_put_over_nobodys_text(written, note, mira, context):
    context.set_offline(True)
    written.locator("#id_subjective").fill("Mine.")
    expect(status(written)).to_contain_text("1 change kept")
    address = written.url
    written.close()
    save_draft(note=note, version=0, by=mira, subjective="Theirs.")
    record_finding(note=note, zone="liver", side="right", by=mira, tenderness=1)
    context.set_offline(False)

    again = context.new_page()
    again.goto(address)

    expect(again.locator("[data-left-over] .typed")).to_have_text("Mine.")
    expect(again.locator("#id_subjective")).to_have_value("Theirs.")
    assert stands() == "Theirs."
    again.get_by_role("button", name="I have what I need").click()
    again.wait_for_function(f"({READ_TRAY})().then((tray) => tray.kept.length === 0)")
    again.close()


def test_signing_out_asks_about_what_was_not_sent_and_clears_the_device(written, context, note, mira):
    context.set_offline(True)
    written.locator("#id_subjective").fill("Mine.")
    expect(status(written)).to_contain_text("1 change kept")
    written.close()
    save_draft(note=note, version=0, by=mira, subjective="Theirs.")
    context.set_offline(False)
    page = context.new_page()
    page.goto(reverse("today"))
    expect(page.locator(".toast")).to_contain_text("could not be saved")

    page.get_by_role("button", name="You").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("dialog")).to_contain_text("1 change is not sent yet.")
    page.get_by_role("button", name="Remove them and sign out").click()

    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert page.evaluate(READ_TRAY) == {"kept": [], "readable": []}
    page.close()


# idle


def test_two_minutes_before_it_is_said_and_a_press_is_enough(settings: Settings, written):
    settings.IDLE_SECONDS = 121

    written.reload()
    dialog = written.get_by_role("dialog", name="You will be signed out in 2 minutes")

    expect(dialog).to_contain_text("Your work is saved.")
    settings.IDLE_SECONDS = 900
    dialog.get_by_role("button", name="Stay signed in").click()
    expect(dialog).to_be_hidden()
    assert Session.objects.get().get_decoded()[SEEN] >= time.time() - 60
    assert product.IDLE_SECONDS == 900


def test_after_that_the_door_stands_before_the_record(settings: Settings, written):
    settings.IDLE_SECONDS = 121
    written.reload()
    expect(written.get_by_role("dialog", name="You will be signed out in 2 minutes")).to_be_visible()
    Session.objects.all().delete()

    written.evaluate("document.dispatchEvent(new CustomEvent('signed-out'))")

    expect(written.get_by_role("dialog", name="You were signed out")).to_be_visible()
    expect(written.locator("#idle")).to_be_hidden()
