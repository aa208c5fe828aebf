"""Answers in words, as the client and the practitioner read them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from clients.intake.questionnaire import IN_PERSON, STILL, UNSURE, Layout, Pairs, Question, Step
from clients.intake.raw import REST, Raw, is_positive, status_in
from clients.intake.told import Told
from clients.intake.translating import say
from clients.models import Flag
from knowledge.models.choices import Region

NOT_SURE = _("Not sure")
IN_PERSON_WORDS = _("I would rather say in person")
SIDE_WORDS = {"right": _("right"), "left": _("left"), "both": _("both sides")}


@dataclass(frozen=True, slots=True)
class Row:
    """One answer: what was asked, what was said, and what was added below it."""

    label: str
    words: str
    details: tuple[tuple[str, str], ...] = ()
    kind: str = ""


def rows_of(step: Step, raw: Raw) -> list[Row]:
    """The answers of a step so far, in the order of the page; what was not answered says so."""
    return [
        *(row for question in step.questions for row in _question(question, raw)),
        *_rest(step, raw),
        *(_entry(entry.label, raw.get(entry.name)) for entry in step.entries),
    ]


def _entry(label: str, given: list[str] | None) -> Row:
    return Row(label, _as_day((given or [""])[-1]) or gettext("Left empty"))


def _question(question: Question, raw: Raw) -> Iterator[Row]:
    if question.layout is Layout.TICK and not is_positive(question, raw):
        if question.code in raw.get(UNSURE, ()):
            yield Row(question.label, gettext(NOT_SURE), kind="unknown")
        return
    status = status_in(question, raw)
    words = dict(question.choices).get(status, gettext("Yes") if status else gettext("Not answered"))
    if status == STILL:
        yield Row(question.label, words, ((gettext("Written down"), recorded(question)),), kind="positive")
        return
    yield Row(question.label, words, tuple(_details(question, raw)), kind=_kind(question, raw))
    if is_positive(question, raw):
        for part in question.parts:
            yield from _question(part, raw)


def _kind(question: Question, raw: Raw) -> str:
    if is_positive(question, raw):
        return "positive"
    return "unknown" if status_in(question, raw) in ("", UNSURE, IN_PERSON) else "no"


def _details(question: Question, raw: Raw) -> Iterator[tuple[str, str]]:
    if weeks := raw.get(question.weeks_name):
        yield gettext("Weeks"), weeks[-1]
    for follow_up in question.follow_ups:
        if given := raw.get(question.name_of(follow_up)):
            yield follow_up.question, ", ".join(_chosen(follow_up.choices, one) for one in given)


def _chosen(choices: Pairs, value: str) -> str:
    return dict(choices).get(value) or _as_day(value)


def _as_day(text: str) -> str:
    try:
        return date_format(dt.date.fromisoformat(text), gettext("j M Y"))
    except ValueError:
        return text


def _rest(step: Step, raw: Raw) -> Iterator[Row]:
    unsure = raw.get(UNSURE, ())
    left = [box for box in step.boxes if not is_positive(box, raw) and box.code not in unsure]
    if left:
        label = gettext("The others") if len(left) < len(step.boxes) else gettext("Any of these")
        rest = (raw.get(REST) or [""])[-1]
        words = {"no": gettext("No"), IN_PERSON: gettext(IN_PERSON_WORDS)}.get(rest, gettext("Not answered"))
        yield Row(
            label,
            words,
            ((gettext("Asked about"), ", ".join(box.label for box in left)),),
            kind="no" if rest == "no" else "unknown",
        )


def recorded(question: Question) -> str:
    """What is to be confirmed, in one line."""
    return " · ".join(in_words(question, Told.of(row)) for row in question.facts)


def in_words(question: Question, fact: Any) -> str:
    """A flag, or an answer that would become one, in one line."""
    parts = [
        say(str(Flag.Status(fact.status).label)),
        say(SIDE_WORDS.get(fact.side, "")),
        ", ".join(say(str(Region(area).label)).lower() for area in fact.areas),
        gettext("since or on %(day)s") % {"day": date_format(fact.reference_on, gettext("j M Y"))}
        if fact.reference_on
        else "",
        gettext("baby due %(day)s") % {"day": date_format(fact.due_on, gettext("j M Y"))} if fact.due_on else "",
        *_attributes(question, fact.attributes or {}),
    ]
    return "; ".join(part for part in parts if part)


def _attributes(question: Question, attributes: Mapping[str, Any]) -> Iterator[str]:
    for follow_up in question.follow_ups:
        if given := attributes.get(follow_up.field):
            words = ", ".join(
                _chosen(follow_up.choices, str(one)) for one in (given if isinstance(given, list) else [given])
            )
            yield f"{follow_up.question.rstrip('?')}: {words.lower() if follow_up.kind == 'yes_no' else words}"


def drawn(strokes: Iterable[Sequence[float]]) -> str:
    """Strokes of a signature as the path of an SVG."""
    return "".join(_stroke(points) for points in strokes if points)


def _stroke(points: Sequence[float]) -> str:
    pairs = [f"{across:g} {down:g}" for across, down in zip(points[::2], points[1::2], strict=True)]
    return f"M{'L'.join(pairs)}" + ("h.1" if len(pairs) == 1 else "")
