"""The client's questions in the client's language.

What the program says is translated by its catalogues (`locale/`). What the library says is looked up by its English
words in `<language>.csv`, with the columns `text` and `translation`; edited words are not found, and stay English
rather than say what they no longer mean.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language, gettext

from clients.intake.questionnaire import Entry, FollowUp, Pairs, Question, Questionnaire, Step

Words = Mapping[str, str]


@cache
def library_words(language: str) -> Words:
    """Translations of the library's texts by their English words; the practice's own file goes first."""
    words: dict[str, str] = {}
    for folder in reversed(settings.LIBRARY_TRANSLATIONS):
        path = Path(folder) / f"{language}.csv"
        if path.is_file():
            with path.open(newline="", encoding="utf-8-sig") as file:
                words |= {row["text"]: row["translation"] for row in csv.DictReader(file) if row["translation"]}
    return words


def say(text: str) -> str:
    """A text of the library or of the form in the language of the page."""
    return (library_words(get_language() or "").get(text) or gettext(text)) if text else ""


def shown(step: Step) -> Step:
    """A step in the language of the page."""
    return replace(
        step,
        title=say(step.title),
        lead=say(step.lead),
        entries=tuple(_entry(entry) for entry in step.entries),
        questions=tuple(_question(question) for question in step.questions),
    )


def _entry(entry: Entry) -> Entry:
    return replace(entry, label=say(entry.label), help=say(entry.help))


def _question(question: Question) -> Question:
    return replace(
        question,
        label=say(question.label),
        question=say(question.question),
        choices=_pairs(question.choices),
        follow_ups=tuple(_follow_up(follow_up) for follow_up in question.follow_ups),
        parts=tuple(_question(part) for part in question.parts),
    )


def _follow_up(follow_up: FollowUp) -> FollowUp:
    return replace(
        follow_up, question=say(follow_up.question), help=say(follow_up.help), choices=_pairs(follow_up.choices)
    )


def _pairs(pairs: Pairs) -> Pairs:
    return tuple((value, say(label)) for value, label in pairs)


def texts_of(questionnaire: Questionnaire) -> Iterator[str]:
    """Every text a questionnaire shows, in its order."""
    for step in questionnaire.steps:
        yield from (step.title, step.lead)
        yield from (text for entry in step.entries for text in (entry.label, entry.help))
        for question in step.questions:
            for part in question.with_parts():
                yield from _texts(part)


def _texts(question: Question) -> Iterator[str]:
    yield from (question.label, question.question, *(label for _, label in question.choices))
    for follow_up in question.follow_ups:
        yield from (follow_up.question, follow_up.help, *(label for _, label in follow_up.choices))


def as_shown(questionnaire: Questionnaire) -> dict[str, str]:
    """What the page's language says for each text, where it is not the text itself: kept with the answers."""
    return {text: words for text in texts_of(questionnaire) if (words := say(text)) != text}
