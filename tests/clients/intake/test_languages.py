"""The form in another language; German proves it."""

import csv
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client as Browser
from django.utils import translation

from clients.intake import answering
from clients.intake.coming_back import draw_up_again
from clients.intake.consents import ASKED, still_to_ask
from clients.intake.drawing_up import draw_up
from clients.intake.submissions import submission_of
from clients.intake.translating import library_words, say, texts_of
from clients.models import Consent, Intake
from tests.clients.intake.filling import AGREED, BORN_ON, TODAY, fill_in
from tests.factories import ConsentFactory, FlagFactory, IntakeFactory

CATALOGUE = Path(settings.BASE_DIR) / "locale" / "de" / "LC_MESSAGES" / "django.po"
TEXT = r'((?:"(?:[^"\\]|\\.)*"\s*)+)'
MASKED = re.compile(r"%\(\w+\)s|<[^>]+>")


def pairs():
    """Every message of the German catalogue with its translation."""
    found = re.findall(rf"^msgid {TEXT}^msgstr {TEXT}", CATALOGUE.read_text(), re.MULTILINE)
    return [(joined(text), joined(words)) for text, words in found if joined(text)]


def words_in(template):
    """What a template gives to be translated."""
    yield from re.findall(r'{% translate "([^"]*)"', template)
    yield from re.findall(r'\b_\("([^"]*)"\)', template)
    for text in re.findall(r"{% blocktranslate[^%]*%}(.*?){% endblocktranslate", template, re.DOTALL):
        yield re.sub(r"{{ (\w+) }}", r"%(\1)s", text)


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


def not_in_german(texts):
    with translation.override("de"):
        return sorted({text for text in texts if text and text not in library_words("de") and text == say(text)})


def test_every_text_of_the_form_is_there_in_german(library, priya):
    assert not_in_german(texts_of(draw_up(library, client=priya, day=TODAY))) == []


def test_every_condition_the_library_asks_about_is_there_in_german(library, priya):
    asked = [condition for condition in library.conditions if condition.kind == "asked"]
    for condition in asked:
        FlagFactory(client=priya, condition_id=condition.code)

    again = draw_up_again(library, client=priya, day=TODAY)

    assert len(list(again.questions())) == len(asked) > 60
    assert not_in_german(texts_of(again)) == []


def test_every_word_of_the_clients_pages_is_in_the_catalogue():
    folders = [Path(settings.BASE_DIR) / "templates" / name for name in ("clients/intake", "components", "reflex")]
    files = [file for folder in folders for file in folder.rglob("*.*")]
    files += [Path(settings.BASE_DIR) / "templates" / name for name in ("base_public.html", "clients/paper_form.html")]
    found = {text for file in files for text in words_in(file.read_text())}

    assert len(found) > 90
    assert sorted(found - {text for text, _words in pairs()}) == []


def test_what_a_red_flag_tells_is_there_in_german(library):
    told = {rule.tell for rule in library.rules if rule.tell}

    assert sorted(told - set(library_words("de"))) == []


@pytest.fixture
def desk(practitioner):
    browser = Browser()
    browser.force_login(practitioner)
    return browser


def test_the_letter_is_in_the_language_chosen_for_the_client(desk, priya, library):
    made = desk.post(f"/clients/{priya.pk}/send-intake/", {"how": "email", "language": "de"})

    assert mail.outbox[0].subject == "Ihr Fragebogen für Feet First"
    assert mail.outbox[0].body.startswith("Guten Tag Priya,\n\nbitte füllen Sie vor Ihrem Besuch")
    assert '<html lang="de">' in Browser().get(made.context["address"]).content.decode()


def test_the_language_read_in_last_is_offered_first(desk, priya, library):
    IntakeFactory(client=priya, submitted=True, answers={"language": "de"})

    desk.post(f"/clients/{priya.pk}/send-intake/", {"how": "email"})

    page = desk.get(f"/clients/{priya.pk}/send-intake/")
    assert page.context["languages"] == [("en-gb", "English", False), ("de", "Deutsch", True)]
    assert mail.outbox[0].subject == "Ihr Fragebogen für Feet First"


def test_a_language_that_is_not_there_is_the_practices_own(desk, priya, library):
    desk.post(f"/clients/{priya.pk}/send-intake/", {"how": "email", "language": "xx"})

    assert mail.outbox[0].subject == "Your form for Feet First"


def test_a_device_is_handed_over_in_the_language_chosen(desk, priya, library):
    answer = desk.post(f"/clients/{priya.pk}/hand-over/", {"language": "de"}, follow=True)

    assert "<h1>Über Sie</h1>" in answer.content.decode()


def test_the_paper_form_is_in_the_language_chosen(desk, priya, library):
    page = desk.get(f"/clients/{priya.pk}/paper-form/?language=de").content.decode()

    assert "<h1>Gesundheitsfragebogen für Feet First</h1>" in page
    assert "Haben Sie Epilepsie, oder hatten Sie Anfälle?" in page
    assert "☐ Ich stimme zu" in page
    assert "I agree" not in page


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
