"""An assistant's note is signed, read by a supervisor, and co-signed or returned; nothing that was signed changes."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from reflexpractice.audit.models import Event
from reflexpractice.signing import set_pin
from reflexpractice.today.needs import needs_of
from sessions.models import Note, SecondReading
from sessions.record_page import record_page
from sessions.write_up import Locked, amend, co_sign, last_link, return_note, save_draft, sign
from tests.factories import PASSWORD, SecondReadingFactory, UserFactory

PIN = "395174"


@pytest.fixture
def anna(amara):
    """An assistant who also cares for Amara."""
    anna = UserFactory(assistant=True, name="Anna Assistant")
    amara.care_team.add(anna)
    return anna


@pytest.fixture
def half(note, anna) -> Note:
    """Signed by the assistant."""
    save_draft(note=note, version=0, by=anna, subjective="Slept well.", skin_checked=True)
    return sign(note=note, by=anna, password=PASSWORD)


@pytest.fixture
def browser(client: Browser, mira) -> Browser:
    client.force_login(mira)
    cache.clear()
    return client


def fresh(note) -> Note:
    return Note.objects.select_related("session").get(pk=note.pk)


def press(browser, name, note, **fields):
    return browser.post(reverse(f"sessions:{name}", args=[note.session_id]), {"covers": last_link(note), **fields})


def needs(person) -> list[str]:
    return [need.words for need in needs_of(person, [])]


# signing


def test_an_assistants_note_is_signed_and_waits(half, anna):
    assert (half.is_signed, half.needs_co_signature, half.signed_means) == (True, True, "password")
    assert list(Note.objects.to_co_sign()) == [half]
    with pytest.raises(Locked):
        save_draft(note=half, version=1, by=anna, subjective="Other.")


def test_a_practitioners_note_stands_by_itself(note, mira):
    save_draft(note=note, version=0, by=mira, subjective="Slept well.", skin_checked=True)
    set_pin(person=mira, pin=PIN)

    done = sign(note=note, by=mira, pin=PIN)

    assert (done.needs_co_signature, done.signed_means) == (False, "pin")
    assert Event.objects.get(act="note.signed").detail["means"] == "pin"
    with pytest.raises(Locked, match="needs no co-signature"):
        co_sign(note=done, by=UserFactory(owner=True), covers=last_link(done), password=PASSWORD)


# co-signing


def test_a_supervisor_co_signs_once(half, browser, mira):
    first, second = (press(browser, "co_sign", half, password=PASSWORD) for _ in range(2))

    reading = SecondReading.objects.get()
    assert first.url == second.url == half.session.get_absolute_url()
    assert (reading.verdict, reading.by, reading.signed_by, reading.means) == (
        "co_signed",
        mira,
        half.signed_by,
        "password",
    )
    assert [event.act for event in Event.objects.filter(act__startswith="note.co")] == ["note.co_signed"]
    assert not Note.objects.to_co_sign().exists()


def test_a_wrong_password_co_signs_nothing(half, browser):
    page = press(browser, "co_sign", half, password="guess")

    assert page.status_code == 422
    assert page.context["co_signing"].errors["password"] == ["That is not your password."]
    assert not SecondReading.objects.exists()


@pytest.mark.parametrize("pin", ["", " "])
def test_five_wrong_passwords_are_enough_also_with_blanks_for_a_pin(half, browser, pin):
    for _ in range(5):
        press(browser, "co_sign", half, pin=pin, password="guess")

    assert press(browser, "co_sign", half, password=PASSWORD).status_code == 429
    assert not SecondReading.objects.exists()


def test_what_was_added_in_the_meantime_is_read_first(half, anna, mira):
    read = last_link(half)
    amend(note=half, words="Used almond oil.", reason="Forgotten.", by=anna)

    with pytest.raises(Locked, match="Something was added"):
        co_sign(note=half, by=mira, covers=read, password=PASSWORD)


def test_nobody_co_signs_their_own(half, anna):
    anna.groups.set(UserFactory(owner=True).groups.all())
    own = type(anna).objects.get(pk=anna.pk)

    with pytest.raises(Locked, match="your own note"):
        co_sign(note=half, by=own, covers=last_link(half), password=PASSWORD)
    with pytest.raises(IntegrityError), transaction.atomic():
        SecondReadingFactory(note=half, by=anna)


def test_another_assistant_may_not(half, client):
    other = UserFactory(assistant=True)
    half.session.client.care_team.add(other)
    client.force_login(other)

    assert press(client, "co_sign", half, password=PASSWORD).status_code == 403


# returning


def test_a_returned_note_comes_back_when_something_was_added(half, browser, anna, mira):
    answered = press(browser, "return_note", half, words="Which oil?")
    again = press(browser, "return_note", half, words="Which oil?")
    returned = (needs(mira), needs(anna), record_page(fresh(half).session).may_co_sign(mira))

    amend(note=half, words="Almond.", reason="Asked for.", by=anna)

    assert answered.url == again.url == half.session.get_absolute_url()
    assert SecondReading.objects.get().words == "Which oil?"
    assert returned == ([], ["1 note came back with a remark"], False)
    assert (needs(mira), needs(anna)) == (["1 note to co-sign"], [])
    assert fresh(half).subjective == "Slept well."


def test_a_return_says_why(half, browser):
    page = press(browser, "return_note", half, words=" ")

    assert (page.status_code, "words" in page.context["returning"].errors) == (422, True)


def test_a_co_signed_note_is_not_returned(half, mira):
    co_sign(note=half, by=mira, covers=last_link(half), password=PASSWORD)

    with pytest.raises(Locked, match="has been co-signed"):
        return_note(note=half, by=mira, covers=last_link(half), words="Late.")


# what is seen


def test_the_record_says_who_still_has_to_sign(half, browser, anna):
    page = browser.get(half.session.get_absolute_url())
    browser.force_login(anna)
    own = browser.get(half.session.get_absolute_url())

    assert ("co_signing" in page.context, "co_signing" in own.context) == (True, False)
    assert "Signed, waiting for co-signature." in own.content.decode()


@pytest.mark.parametrize(("hours", "kind"), [(1, "info"), (30, "caution"), (80, "avoid")])
def test_the_longer_it_waits_the_louder_it_is(anna, mira, amara, hours, kind):
    SecondReadingFactory(
        note__session__client=amara, note__signed_by=anna, note__signed_at=timezone.now() - dt.timedelta(hours=hours),
        at=timezone.now() - dt.timedelta(hours=90),
    )  # fmt: skip

    [need] = needs_of(anna, [])

    assert (need.words, need.kind) == ("1 note came back with a remark", kind)


def test_a_changed_reading_is_seen(half, mira):
    from reflexpractice.audit import guards

    co_sign(note=half, by=mira, covers=last_link(half), password=PASSWORD)
    whole = record_page(fresh(half).session).readings_are_whole

    with guards.lifted():
        SecondReading.objects.update(words="Other.")

    assert (whole, record_page(fresh(half).session).readings_are_whole) == (True, False)
