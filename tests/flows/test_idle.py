"""Nobody touched the program for a while: signed out, and what was typed is there after signing in again."""

import datetime as dt
import time
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from reflexpractice.accounts.idle import SEEN, STEP
from reflexpractice.accounts.typed import KEPT
from sessions.models import AftercareDraft, AftercareSheet, Amendment, Note, ZoneFinding
from sessions.planning import start
from sessions.ticking import tick
from sessions.write_up import save_draft, sign
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
MINUTE = 60
SCRIPT = {"HX-Request": "true"}
TEXTS = {"version": "0", "objective": "", "objective_before": "", "assessment": "", "plan": ""}


@pytest.fixture
def note(visit, mira) -> Note:
    return start(session=visit, by=mira).note


def last_touched(browser: Browser, seconds_ago: int) -> None:
    session = browser.session
    session[SEEN] = int(time.time()) - seconds_ago
    session.save()


def is_in(browser: Browser) -> bool:
    return browser.get(reverse("here")).status_code == 200


def back(browser: Browser, person, page: str):
    """Sign in again by the door, and go where it leads."""
    return browser.post(
        f"{reverse('account_login')}?next={page}", {"login": person.email, "password": PASSWORD}, follow=True
    )


# how long


def test_a_quarter_of_an_hour_without_a_touch_signs_out(desk):
    last_touched(desk, 15 * MINUTE)
    assert is_in(desk)

    last_touched(desk, 15 * MINUTE + 2 * STEP)

    assert not is_in(desk)


def test_looking_at_a_page_is_a_touch(desk):
    last_touched(desk, 10 * MINUTE)
    desk.get(reverse("today"))

    assert desk.get(reverse("here"), headers={"X-Idle": "600"}).json()["left"] > 14 * MINUTE


@pytest.mark.parametrize("how", ["autosave", "here"])
def test_a_page_that_sends_by_itself_keeps_nobody_signed_in(desk, note, how):
    last_touched(desk, 14 * MINUTE)
    headers = {**SCRIPT, "X-Idle": str(14 * MINUTE)}

    if how == "autosave":
        saved = desk.post(reverse("sessions:autosave", args=[note.session_id]), {**TEXTS, "plan": "x"}, headers=headers)
        assert saved.json()["saved"] is True
    told = desk.get(reverse("here"), headers=headers).json()

    assert told["left"] <= MINUTE


@pytest.mark.parametrize("told", ["-900", "later", "9" * 40, "٣"])
def test_what_a_page_says_wrongly_lengthens_nothing_and_breaks_nothing(desk, told):
    last_touched(desk, 10 * MINUTE)

    assert desk.get(reverse("here"), headers={"X-Idle": told}).json()["left"] <= 15 * MINUTE


def test_here_says_for_whom_and_brings_a_fresh_key(desk, mira):
    told = desk.get(reverse("here")).json()

    assert (told["person"], len(told["token"])) == (mira.pk, 64)


# somebody else


def test_what_a_page_of_another_person_sends_is_taken_from_nobody(desk, note):
    address = reverse("sessions:autosave", args=[note.session_id])

    told = desk.post(address, {**TEXTS, "plan": "Hers."}, headers={**SCRIPT, "X-Person": str(UserFactory().pk)})

    assert (told.status_code, told.json()) == (409, {"saved": False, "person": "Mira Lindqvist"})
    assert Note.objects.get().plan == ""


# words typed before, without a script


def test_a_note_sent_after_being_signed_out_is_there_after_signing_in(desk, note, mira):
    page = reverse("sessions:note", args=[note.session_id])
    last_touched(desk, 20 * MINUTE)

    answer = desk.post(page, {**TEXTS, "subjective": "Slept well.\nTwo nights."})
    shown = back(desk, mira, page)

    assert answer.url == f"/account/login/?next={page}"
    assert "You were signed out before this was saved." in shown.content.decode()
    assert shown.context["form"]["subjective"].value() == "Slept well.\nTwo nights."
    assert Note.objects.get().subjective == ""
    assert KEPT not in desk.session


def test_words_that_nobody_came_back_for_are_let_go_of_after_an_hour(desk, note, time_machine):
    last_touched(desk, 20 * MINUTE)
    desk.post(reverse("sessions:note", args=[note.session_id]), {**TEXTS, "subjective": "Slept well."})
    tick()
    kept = Session.objects.count()
    time_machine.move_to(timezone.now() + dt.timedelta(minutes=61))

    tick()

    assert (kept, Session.objects.count()) == (1, 0)


def test_the_password_beside_a_signature_is_not_kept(desk, note, mira):
    page = reverse("sessions:sign", args=[note.session_id])
    last_touched(desk, 20 * MINUTE)

    desk.post(page, {**TEXTS, "subjective": "Slept well.", "password": PASSWORD})

    assert "Slept+well." in desk.session[KEPT]["sent"]
    assert PASSWORD not in desk.session[KEPT]["sent"]


@pytest.mark.parametrize("name", ["aftercare", "give_aftercare"])
def test_a_sheet_sent_after_being_signed_out_is_there_after_signing_in(desk, note, mira, name):
    page = reverse("sessions:aftercare", args=[note.session_id])
    last_touched(desk, 20 * MINUTE)
    sheet = {"version": "0", "key": str(uuid4()), "advice": ["rest"], "own_words": "Rest well.", "how": "printed"}

    answer = desk.post(reverse(f"sessions:{name}", args=[note.session_id]), sheet)
    shown = back(desk, mira, page)

    assert answer.url == f"/account/login/?next={page}"
    assert "You were signed out before this was saved." in shown.content.decode()
    assert shown.context["form"]["own_words"].value() == "Rest well."
    assert not AftercareDraft.objects.exists()
    assert not AftercareSheet.objects.exists()


def test_a_finding_sent_after_being_signed_out_is_there_after_signing_in(desk, note, mira):
    last_touched(desk, 20 * MINUTE)
    desk.post(reverse("sessions:log_zone", args=[note.session_id]), {"zone": "right:liver", "words": "like rope"})

    shown = back(desk, mira, reverse("sessions:log", args=[note.session_id]))

    assert shown.context["page"].zone.key == ("right", "liver")
    assert shown.context["form"]["words"].value() == "like rope"
    assert not ZoneFinding.objects.exists()


def test_an_addition_sent_after_being_signed_out_is_there_after_signing_in(desk, note, mira):
    save_draft(note=note, version=0, by=mira, subjective="Slept well.", skin_checked=True)
    sign(note=note, by=mira, password=PASSWORD)
    last_touched(desk, 20 * MINUTE)
    desk.post(reverse("sessions:amend", args=[note.session_id]), {"words": "She called.", "reason": "Telephone"})

    shown = back(desk, mira, reverse("sessions:record", args=[note.session_id]))

    assert shown.context["form"]["words"].value() == "She called."
    assert not Amendment.objects.exists()


def test_words_for_a_note_that_was_signed_meanwhile_are_shown_beside_it(desk, note, mira):
    page = reverse("sessions:note", args=[note.session_id])
    last_touched(desk, 20 * MINUTE)
    desk.post(page, {**TEXTS, "subjective": "Mine."})
    save_draft(note=note, version=0, by=mira, subjective="Slept well.", skin_checked=True)
    sign(note=note, by=mira, password=PASSWORD)

    shown = back(desk, mira, page)

    assert shown.context["form"]["subjective"].value() == "Mine."
    assert shown.context["theirs"].subjective == "Slept well."


def test_a_finding_for_a_note_that_was_signed_meanwhile_is_offered_as_an_addition(desk, note, mira):
    last_touched(desk, 20 * MINUTE)
    desk.post(reverse("sessions:log_zone", args=[note.session_id]), {"zone": "right:liver", "words": "like rope"})
    save_draft(note=note, version=0, by=mira, subjective="Slept well.", skin_checked=True)
    sign(note=note, by=mira, password=PASSWORD)

    shown = back(desk, mira, reverse("sessions:log", args=[note.session_id]))

    assert shown.context["form"]["words"].value() == "Right liver\nlike rope"
    assert "You were signed out before this was saved." in shown.content.decode()


def test_words_that_fit_no_note_are_offered_as_an_addition_once_it_is_signed(desk, note, mira):
    page = reverse("sessions:note", args=[note.session_id])
    last_touched(desk, 20 * MINUTE)
    desk.post(page, {**TEXTS, "subjective": "Mine.", "version": "nonsense"})
    save_draft(note=note, version=0, by=mira, subjective="Slept well.", skin_checked=True)
    sign(note=note, by=mira, password=PASSWORD)

    shown = back(desk, mira, page)

    assert shown.context["form"]["words"].value() == "Mine."


def test_a_browser_that_forgot_who_it_was_keeps_the_words_for_whom_the_form_was_made(note, mira):
    browser, page = Browser(), reverse("sessions:note", args=[note.session_id])
    browser.post(page, {**TEXTS, "subjective": "Slept well.", "person": str(mira.pk)})

    assert back(browser, mira, page).context["form"]["subjective"].value() == "Slept well."


def test_another_person_is_not_shown_the_words(desk, note, visit):
    other = UserFactory()
    visit.client.care_team.add(other)
    page = reverse("sessions:note", args=[note.session_id])
    last_touched(desk, 20 * MINUTE)
    desk.post(page, {**TEXTS, "subjective": "Slept well."})

    shown = back(desk, other, page)

    assert "Slept well." not in shown.content.decode()
    assert KEPT not in desk.session


def test_what_is_not_a_note_is_not_kept(visit, mira):
    browser = Browser()
    browser.post(reverse("sessions:start", args=[visit.pk]), {"person": str(mira.pk)})
    browser.post(reverse("sessions:note", args=[visit.pk]), {**TEXTS, "person": str(mira.pk), "plan": "x" * 300_000})

    assert KEPT not in browser.session
