"""The form in another language; German proves it."""

import csv
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client as Browser
from django.utils import translation

from clients.intake import answering
from clients.intake.consents import ASKED, still_to_ask
from clients.intake.drawing_up import draw_up
from clients.intake.submissions import submission_of
from clients.intake.translating import library_words, say, texts_of
from clients.models import Consent, Intake
from tests.clients.intake.filling import AGREED, BORN_ON, TODAY, fill_in
from tests.factories import ConsentFactory

CATALOGUE = Path(settings.BASE_DIR) / "locale" / "de" / "LC_MESSAGES" / "django.po"
TEXT = r'((?:"(?:[^"\\]|\\.)*"\s*)+)'
MASKED = re.compile(r"%\(\w+\)s|<[^>]+>")


def pairs():
    """Every message of the German catalogue with its translation."""
    found = re.findall(rf"^msgid {TEXT}^msgstr {TEXT}", CATALOGUE.read_text(), re.MULTILINE)
    return [(joined(text), joined(words)) for text, words in found if joined(text)]


def joined(quoted):
    return "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', quoted)).replace('\\"', '"')


@pytest.fixture
def german(token):
    """A phone on which German was chosen at the start."""
    browser = Browser()
    browser.post(f"/intake/{token}/?language=de")
    browser.post("/intake/birth-date/", {"born_on": BORN_ON.isoformat()})
    return browser


def test_the_start_page_offers_each_language_by_its_own_name(token):
    page = Browser().get(f"/intake/{token}/?language=de")

    assert page.context["languages"] == [("en-gb", "English", False), ("de", "Deutsch", True)]
    assert '<html lang="de">' in page.content.decode()


def test_a_language_that_is_not_there_is_english(token):
    assert '<html lang="en-gb">' in Browser().get(f"/intake/{token}/?language=xx").content.decode()


def test_looking_at_another_language_changes_nothing(token):
    Browser().get(f"/intake/{token}/?language=de")

    assert Intake.objects.get().form == {}


def test_every_step_goes_on_in_the_language_chosen(german):
    page = german.get("/intake/step/other/").content.decode()

    assert "<h1>Ihre Gesundheit sonst</h1>" in page
    assert "Haben Sie Epilepsie, oder hatten Sie Anfälle?" in page


def test_mistakes_are_told_in_it(german):
    page = german.post("/intake/step/pregnancy/", {}).content.decode()

    assert page.count("Wählen Sie eine Antwort.") == 4


def test_the_answers_are_the_same_in_every_language(german, phone):
    data = {"epilepsy": "on", "epilepsy-controlled": "yes", "epilepsy-cleared": "no", "rest": "no"}

    german.post("/intake/step/other/", data)
    in_german = answering.raw_of(Intake.objects.get(), "other")
    phone.post("/intake/step/other/", data)

    assert answering.raw_of(Intake.objects.get(), "other") == in_german


def test_what_was_read_and_signed_is_kept(german):
    fill_in(german)
    german.post("/intake/step/sign/", AGREED)

    intake = Intake.objects.get()
    assert submission_of(intake).language == "Deutsch"
    assert intake.answers["as_shown"]["Your feet and legs"] == "Ihre Füße und Beine"
    assert Consent.objects.get(kind="truth").words.startswith("Meine Antworten stimmen")


def test_who_agreed_in_german_has_agreed(priya):
    with translation.override("de"):
        for asked in ASKED:
            ConsentFactory(client=priya, kind=asked.kind, words=asked.words)

    assert still_to_ask(priya, day=TODAY) == ()


def test_every_text_of_the_form_and_the_library_is_there_in_german(library, priya):
    texts = {text for text in texts_of(draw_up(library, client=priya, day=TODAY)) if text}

    with translation.override("de"):
        left = sorted(text for text in texts - set(library_words("de")) if text == say(text))

    assert left == []


def test_what_a_red_flag_tells_is_there_in_german(library):
    told = {rule.tell for rule in library.rules if rule.tell}

    assert sorted(told - set(library_words("de"))) == []


def test_edited_words_are_english_rather_than_outdated(library):
    with translation.override("de"):
        assert say("Do you have epilepsy, or did you?") == "Do you have epilepsy, or did you?"


def test_a_practice_adds_a_language_by_files(tmp_path, settings):
    with (tmp_path / "fr.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("text", "translation"), ("Diabetes", "Diabète")])
    settings.LIBRARY_TRANSLATIONS = [tmp_path, *settings.LIBRARY_TRANSLATIONS]
    library_words.cache_clear()

    with translation.override("fr"):
        words = say("Diabetes")
    library_words.cache_clear()

    assert words == "Diabète"


def test_the_catalogue_is_complete_and_keeps_every_placeholder():
    assert len(pairs()) > 150
    assert [text for text, words in pairs() if sorted(MASKED.findall(text)) != sorted(MASKED.findall(words))] == []


def test_the_compiled_catalogue_is_the_written_one():
    with translation.override("de"):
        stale = [text for text, words in pairs() if translation.gettext(text) != words]

    assert stale == []
