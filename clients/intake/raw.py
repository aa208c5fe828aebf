"""Answers as they were typed: which of them count, and how they are kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from clients.intake.questionnaire import POSITIVE, UNSURE, Layout, Question, Step

Raw = dict[str, list[str]]

REST = "rest"
# Nothing longer is ever valid; this only keeps a mistake from filling the database.
LONGEST, MOST = 12_000, 60
UNWRITABLE = re.compile("[\x00\ud800-\udfff]")


def typed(step: Step, data: Mapping[str, Iterable[str]]) -> Raw:
    """What was typed into the inputs of a step that are open; what is hidden does not count and is not kept."""
    known = {name: [_writable(text) for text in texts][:MOST] for name, texts in data.items()}
    return {name: known[name] for name in open_names(step, known) if any(known.get(name, ()))}


def _writable(text: str) -> str:
    # Databases cannot hold these characters. The form refuses them; the draft keeps the rest of the text.
    return UNWRITABLE.sub("\ufffd", text[:LONGEST])


def open_names(step: Step, raw: Mapping[str, list[str]]) -> Iterator[str]:
    """Names of the inputs that the answers so far leave open, in the order of the page."""
    yield from (entry.name for entry in step.entries)
    for question in step.questions:
        yield from _open_in(question, raw)
    if step.boxes:
        yield from (UNSURE, REST)


def _open_in(question: Question, raw: Mapping[str, list[str]]) -> Iterator[str]:
    yield question.code
    if not is_positive(question, raw):
        return
    yield question.status_name
    status = status_in(question, raw)
    for follow_up in question.follow_ups:
        if follow_up.is_open(status):
            yield question.name_of(follow_up)
            if follow_up.sets == "due_on":
                yield question.weeks_name
    for part in question.parts:
        yield from _open_in(part, raw)


def status_in(question: Question, raw: Mapping[str, list[str]]) -> str:
    """The status that was chosen; empty when it was not, or when it is no status."""
    chosen = (raw.get(question.status_name) or [""])[-1]
    if question.layout is Layout.ANSWER or question.choices:
        return chosen if chosen in dict(question.choices) else ""
    return "yes" if chosen else ""


def is_positive(question: Question, raw: Mapping[str, list[str]]) -> bool:
    """Whether the answer opens what lies below it."""
    if question.layout is Layout.TICK:
        return any(raw.get(question.code, ()))
    return status_in(question, raw) in POSITIVE
