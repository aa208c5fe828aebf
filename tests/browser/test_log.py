"""Working and writing up with finger and keyboard: nothing to save, and nothing that is lost."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Locator, Page, Route, expect

from knowledge.library import Library
from reflexpractice.accounts.models import User
from sessions.models import Note, Score, ZoneFinding
from sessions.planning import plan_zones, start
from sessions.write_up import save_draft
from tests.browser.conftest import SignIn
from tests.factories import PASSWORD, GoalFactory, PracticeFactory, SessionFactory, UserFactory, answer, healthy_client

HEEL = "pelvis_lower_back"


@pytest.fixture
def mira(transactional_db: None) -> User:
    PracticeFactory()
    return UserFactory(name="Mira Lindqvist")


@pytest.fixture
def note(mira: User, library: Library) -> Note:
    """The note of a session that is being worked: the right liver and both kidneys are planned."""
    amara = healthy_client(library, seen_by=mira, name="Amara Okafor")
    for goal in ("Trouble sleeping", "Stress"):
        GoalFactory(client=amara, words=goal)
    visit = SessionFactory(client=amara, practitioner=mira)
    plan_zones(session=visit, wanted=[("right", "liver"), ("right", "kidney"), ("left", "kidney")], by=mira)
    return start(session=visit, by=mira).note


@pytest.fixture
def log(note: Note, mira: User, sign_in: SignIn) -> Page:
    page = sign_in(mira)
    page.goto(reverse("sessions:log", args=[note.session_id]))
    return page


@pytest.fixture
def written(note: Note, mira: User, sign_in: SignIn) -> Page:
    page = sign_in(mira)
    page.goto(reverse("sessions:note", args=[note.session_id]))
    return page


def choose(page: Page, foot: str, zone: str) -> None:
    """As the keyboard does; the middle of a zone may lie under a smaller one."""
    page.locator(f'.foot-place[data-foot="{foot}"] .tiles .z[data-zone="{zone}"]').focus()
    page.keyboard.press("Enter")
    expect(page.locator(f'[data-part="zone"]:not([inert]) [name="zone"][value="{foot}:{zone}"]')).to_be_attached()


def tender(page: Page, number: int) -> Locator:
    return page.locator(f'[name="tenderness"][value="{number}"]')


def filed() -> list[tuple[str, str, int | None]]:
    return list(ZoneFinding.objects.values_list("side", "zone", "tenderness"))


def expect_saved(page: Page) -> None:
    expect(page.locator("#save-status")).to_have_text(re.compile(r"Saved \d\d:\d\d"))


def found_by_axe(page: Page) -> list[str]:
    return [violation["id"] for violation in Axe().run(page).response["violations"]]


# the feet


def test_a_zone_and_a_number_are_all_it_takes(log):
    choose(log, "right", "liver")
    tender(log, 3).click()
    choose(log, "left", "kidney")
    tender(log, 1).click()

    expect(log.locator(".log-rows .pin")).to_have_count(2)
    expect_saved(log)
    assert filed() == [("right", "liver", 3), ("left", "kidney", 1)]


def test_a_second_tap_on_the_number_takes_it_back(log):
    choose(log, "right", "liver")
    tender(log, 3).click()
    expect(log.locator(".log-rows .pin")).to_have_count(1)

    tender(log, 3).click()

    expect(log.locator(".log-rows .pin")).to_have_count(0)
    assert filed() == []


def test_the_next_zone_files_the_words_of_the_last(log):
    choose(log, "right", "liver")
    log.get_by_label("A word or two").fill("like rope")

    choose(log, "left", "kidney")

    assert ZoneFinding.objects.get().words == "like rope"


def test_leaving_for_the_note_takes_the_last_words_along(log):
    choose(log, "right", "liver")
    log.get_by_label("A word or two").fill("like rope")

    log.get_by_role("button", name="Next: note").click()

    expect(log.locator("#id_objective")).to_have_value("Liver, right: like rope.")


def test_a_flagged_zone_keeps_asking_until_it_is_answered_or_given_up(note, log):
    answer(note.session.client, "pregnancy", due_on=timezone.localdate())
    choose(log, "right", HEEL)
    tender(log, 1).click()
    expect(log.locator("[data-complaint]")).to_be_visible()
    log.locator('.foot-place[data-foot="right"] .tiles .z[data-zone="liver"]').focus()
    log.keyboard.press("Enter")
    expect(log.locator("[name=justification]")).to_be_focused()
    assert filed() == []

    log.locator("[name=justification]").fill("Holding only.")
    choose(log, "right", "liver")

    assert filed() == [("right", HEEL, 1)]


def test_what_is_not_to_be_filed_is_let_go(note, log):
    answer(note.session.client, "pregnancy", due_on=timezone.localdate())
    choose(log, "right", HEEL)
    tender(log, 1).click()

    log.get_by_role("button", name="Do not file it").click()

    expect(log.locator("[data-complaint]")).to_be_hidden()
    choose(log, "right", "liver")
    assert filed() == []


def test_a_lost_connection_keeps_the_finding_and_sends_it_again(log, context):
    choose(log, "right", "liver")
    context.set_offline(True)
    tender(log, 2).click()
    expect(log.locator("#save-status")).to_contain_text("Offline")

    context.set_offline(False)

    expect_saved(log)
    assert filed() == [("right", "liver", 2)]


def test_the_switch_of_feet_goes_to_the_other_foot(log):
    choose(log, "right", "kidney")

    log.get_by_role("link", name="Left", exact=True).click()

    expect(log.locator('[data-finding] [name="zone"]')).to_have_value("left:kidney")
    expect(log.locator("[data-finding] h2")).to_be_focused()


def test_on_a_phone_the_zone_in_hand_stays_in_sight_above_its_sheet(log):
    log.set_viewport_size({"width": 390, "height": 844})
    choose(log, "right", "kidney")

    zone = log.locator('.foot-place[data-foot="right"] .tiles .z[data-zone="kidney"]').bounding_box()
    sheet = log.locator('[data-part="zone"]').bounding_box()

    assert zone
    assert sheet
    assert zone["y"] + zone["height"] <= sheet["y"]
    expect(tender(log, 3)).to_be_in_viewport()
    log.get_by_role("button", name="Close").click()
    expect(log.get_by_role("button", name="Next: note")).to_be_in_viewport()


# the note


def test_words_save_themselves(written):
    written.locator("#id_subjective").fill("Slept well.")

    expect_saved(written)
    assert Note.objects.get().subjective == "Slept well."


def test_a_phrase_is_added_and_never_replaces(written):
    written.locator("#id_assessment").fill("Shoulder softer.")

    written.get_by_role("button", name="Easing").click()

    expect(written.locator("#id_assessment")).to_have_value("Shoulder softer. Easing.")


def test_two_texts_stand_beside_each_other_until_they_are_brought_together(written, note, mira):
    save_draft(note=note, version=0, by=mira, subjective="Hers.")

    written.locator("#id_subjective").fill("His.")
    expect(written.locator("#both-texts")).to_be_visible()
    expect(written.locator('[data-theirs="subjective"]')).to_have_text("Hers.")
    assert Note.objects.get().subjective == "Hers."
    written.locator("#id_subjective").fill("Hers. His.")
    written.get_by_role("button", name="Save", exact=True).click()

    expect(written.locator("#both-texts")).to_be_hidden()
    assert Note.objects.get().subjective == "Hers. His."


def test_a_lost_answer_is_no_conflict(written):
    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    written.route("**/autosave/", lose, times=1)
    written.locator("#id_subjective").fill("Once.")
    expect(written.locator("#save-status")).to_contain_text("Offline")

    written.locator("#id_subjective").press_sequentially(" More.")

    expect_saved(written)
    expect(written.locator("#both-texts")).to_be_hidden()
    assert Note.objects.get().subjective == "Once. More."


def test_hollow_before_and_solid_after_on_one_scale(written):
    written.locator("#scale-0-before-7").click()
    written.get_by_role("button", name="After", exact=True).click()
    written.locator("#scale-0-after-3").click()

    expect(written.locator("[data-words]").first).to_have_text("before 7 · after 3")
    expect_saved(written)
    assert list(Score.objects.values_list("goal", "before", "after")) == [("Trouble sleeping", 7, 3)]


def test_signing_takes_the_last_words_along_and_locks(written):
    written.locator("#id_skin_checked").check()
    written.locator("#id_subjective").fill("Slept well.")
    written.get_by_label("Your password").fill(PASSWORD)

    written.get_by_role("button", name="Sign and lock").click()

    expect(written.get_by_text("It matches what was signed.")).to_be_visible()
    assert Note.objects.get().subjective == "Slept well."


# without a script


def test_without_a_script_zones_scales_note_and_signature_all_work(note, mira, sign_in, browser, live_server, context):
    cookies = sign_in(mira).context.cookies()
    plain = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    plain.add_cookies(cookies)
    page = plain.new_page()
    page.goto(reverse("sessions:log", args=[note.session_id]))

    tender(page, 2).click()
    page.get_by_role("button", name="File this zone").click()
    page.get_by_role("button", name="Next: note").click()
    page.locator("#id_subjective").fill("Slept well.")
    page.locator("#id_skin_checked").check()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Sign and lock").click()

    expect(page.get_by_text("It matches what was signed.")).to_be_visible()
    assert filed() == [("right", "liver", 2)]
    plain.close()


# for everybody


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1180])
@pytest.mark.parametrize("name", ["log", "note", "record", "for_client"])
def test_axe_finds_nothing(note, mira, sign_in, name, width, look):
    page = sign_in(mira)
    page.set_viewport_size({"width": width, "height": 820})
    page.emulate_media(color_scheme=look)
    key = note.session.client_id if name == "for_client" else note.session_id

    page.goto(reverse(f"sessions:{name}", args=[key]))

    assert found_by_axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
