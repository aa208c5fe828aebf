"""A page sends under a key of its own: the same sent twice is done once, and answered alike."""

import datetime as dt
import uuid

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from reflexpractice.audit.models import Event
from sessions.models import Note, Sent
from sessions.write_up import record_finding, save_draft, sign
from tests.factories import PASSWORD, GoalFactory, UserFactory

SCRIPT = {"HX-Request": "true"}
TEXTS = {"subjective": "", "objective": "", "objective_before": "", "assessment": "", "plan": ""}
KEY, NEXT = str(uuid.uuid4()), str(uuid.uuid4())


@pytest.fixture
def browser(client: Browser, mira) -> Browser:
    client.force_login(mira)
    return client


def send(browser, name, note, headers=SCRIPT, **fields):
    return browser.post(reverse(f"sessions:{name}", args=[note.session_id]), fields, headers=headers)


def autosave(browser, note, **fields):
    return send(browser, "autosave", note, **{**TEXTS, "version": 0, "key": KEY, **fields})


def acts(name):
    return Event.objects.filter(act=name).count()


def test_a_note_sent_twice_is_saved_once_and_answered_alike(note, browser):
    first, second = (autosave(browser, note, subjective="Slept well.").json() for _ in range(2))

    assert first == second
    assert acts("note.saved") == 1


def test_it_is_still_the_first_save_after_somebody_else_went_on(note, browser, mira):
    autosave(browser, note, subjective="Mine.")
    save_draft(note=note, version=1, by=mira, subjective="Theirs.")

    again = autosave(browser, note, subjective="Mine.")

    assert (again.status_code, again.json()["version"]) == (200, 1)
    assert Note.objects.get().subjective == "Theirs."


def test_other_words_under_the_same_key_are_another_save(note, browser):
    autosave(browser, note, subjective="One.")

    told = autosave(browser, note, subjective="Two.", version=1).json()

    assert (told["version"], Note.objects.get().subjective) == (2, "Two.")


def test_a_page_gone_back_to_files_the_first_answer_again(note, browser):
    for number in ("3", "2", "3"):
        send(browser, "log_zone", note, key=KEY, zone="right:liver", tenderness=number)

    assert note.findings.get().tenderness == 3
    assert acts("finding.recorded") == 3


def test_a_finding_sent_twice_is_filed_once(note, browser):
    told = [send(browser, "log_zone", note, key=KEY, zone="right:liver", tenderness="3") for _ in range(2)]

    assert [answer.json()["saved"] for answer in told] == [True, True]
    assert acts("finding.recorded") == 1


def test_a_finding_sent_again_does_not_undo_a_later_one(note, browser, mira):
    send(browser, "log_zone", note, key=KEY, zone="right:liver", tenderness="3")
    record_finding(note=note, zone="liver", side="right", by=mira, tenderness=1)

    send(browser, "log_zone", note, key=KEY, zone="right:liver", tenderness="3")

    assert note.findings.get().tenderness == 1


def test_a_number_sent_twice_is_kept_once(note, browser):
    GoalFactory(client=note.session.client, words="Sleep")
    for headers in (SCRIPT, {}, SCRIPT):
        send(browser, "score", note, headers, key=KEY, goal="Sleep", before="7")

    assert acts("note.scored") == 1


def test_a_number_after_is_another_save_than_one_before(note, browser):
    GoalFactory(client=note.session.client, words="Sleep")
    for after in ("", "3"):
        send(browser, "score", note, key=KEY, goal="Sleep", before="7", after=after)

    assert note.scores.get().after == 3


def test_a_double_click_without_a_script_saves_once(note, browser):
    page = browser.get(reverse("sessions:note", args=[note.session_id]))
    fields = {**TEXTS, "version": 0, "key": str(page.context["key"]), "plan": "Again."}

    answers = [send(browser, "note", note, {}, **fields).status_code for _ in range(2)]

    assert (answers, acts("note.saved")) == ([302, 302], 1)


def test_what_was_refused_can_be_sent_again(note, browser):
    refused = autosave(browser, note, subjective="x", version=5)

    assert refused.status_code == 409
    assert not Sent.objects.exists()
    assert autosave(browser, note, subjective="x").json()["saved"] is True


def test_the_key_of_one_person_says_nothing_to_another(note, browser):
    autosave(browser, note, subjective="Mine.")
    other = UserFactory()
    note.session.client.care_team.add(other)
    browser.force_login(other)

    assert autosave(browser, note, subjective="Mine.", plan="And more.").status_code == 409


@pytest.mark.parametrize("key", ["", "no key", "nul \x00", "x" * 4000])
def test_without_a_key_that_is_one_it_is_simply_saved(note, browser, key):
    assert autosave(browser, note, key=key, subjective="Slept well.").json()["saved"] is True
    assert not Sent.objects.exists()


def test_words_typed_after_an_answer_got_lost_are_no_conflict(note, browser):
    autosave(browser, note, subjective="Once.")

    told = autosave(browser, note, key=NEXT, unheard=KEY, subjective="Once. More.")

    assert (told.status_code, told.json()["version"]) == (200, 2)


def test_they_are_one_when_somebody_else_wrote_in_between(note, browser, mira):
    autosave(browser, note, subjective="Once.")
    save_draft(note=note, version=1, by=mira, subjective="Theirs.")

    told = autosave(browser, note, key=NEXT, unheard=KEY, subjective="Once. More.")

    assert (told.status_code, told.json()["theirs"]["subjective"]) == (409, "Theirs.")


def test_nothing_that_was_written_is_kept_with_the_key(note, browser):
    autosave(browser, note, subjective="Slept well.")

    assert set(Sent.objects.get().told) == {"version", "at"}


def test_keys_that_no_page_waits_with_are_let_go(note, browser, mira):
    autosave(browser, note, subjective="Slept well.", skin_checked="on")
    Sent.objects.update(at=timezone.now() - dt.timedelta(days=31))

    sign(note=Note.objects.get(), by=mira, password=PASSWORD)

    assert not Sent.objects.exists()
