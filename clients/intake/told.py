"""What a client told us about each condition, ready to become flags once a person accepts it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Self

from clients.intake.questionnaire import IN_PERSON, POSITIVE, STILL, UNSURE, FollowUp, Layout, Question, Step
from clients.intake.raw import REST, Raw

PREGNANCY_DAYS = 280


@dataclass(frozen=True, slots=True)
class Told:
    """One answer about one condition. `cleared` is the client's own word, never a clearance.

    `still`: what was shown as recorded is so as before. Should the record have changed meanwhile, no detail is known.
    """

    condition: str
    status: str
    asked_on: dt.date
    side: str = ""
    areas: tuple[str, ...] = ()
    reference_on: dt.date | None = None
    due_on: dt.date | None = None
    attributes: Mapping[str, Any] | None = None
    cleared: str = ""
    in_person: bool = False
    still: bool = False

    def as_row(self) -> dict[str, Any]:
        """What is kept with the intake: texts, lists and dates as texts."""
        return {name: _plain(value) for name, value in asdict(self).items()}

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        dates = {name: _day(row[name]) for name in ("asked_on", "reference_on", "due_on")}
        return cls(**{**row, **dates, "areas": tuple(row["areas"])})

    @property
    def is_positive(self) -> bool:
        return self.status in POSITIVE


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else list(value) if isinstance(value, tuple) else value


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def told_in(step: Step, cleaned: Mapping[str, Any], *, day: dt.date) -> Iterator[Told]:
    """The answers of a step that was answered rightly on `day`. What was not answered is unknown, never no."""
    for question in step.questions:
        yield from _told(question, cleaned, day, status=_status_of(question, cleaned))


def _status_of(question: Question, cleaned: Mapping[str, Any]) -> str:
    if question.layout is Layout.ANSWER:
        return str(cleaned.get(question.code) or UNSURE)
    if cleaned.get(question.code):
        return str(cleaned.get(question.status_name)) if question.choices else "yes"
    return UNSURE if question.code in (cleaned.get(UNSURE) or ()) else str(cleaned.get(REST) or UNSURE)


def _told(question: Question, cleaned: Mapping[str, Any], day: dt.date, *, status: str) -> Iterator[Told]:
    if status == STILL:
        yield Told(question.code, question.facts[0]["status"], day, still=True)
        return
    if status not in POSITIVE:
        known = "unknown" if status in (UNSURE, IN_PERSON, "") else status
        yield Told(question.code, known, day, in_person=status == IN_PERSON)
        return
    yield _positive(question, cleaned, day, status)
    for part in question.parts:
        yield from _told(part, cleaned, day, status=_status_of(part, cleaned))


def _positive(question: Question, cleaned: Mapping[str, Any], day: dt.date, status: str) -> Told:
    open_ones = [follow_up for follow_up in question.follow_ups if follow_up.is_open(status)]
    answers = {follow_up: _answer(question, follow_up, cleaned) for follow_up in open_ones}
    parts = {follow_up.sets: answer for follow_up, answer in answers.items() if follow_up.sets and answer}
    weeks = cleaned.get(question.weeks_name)
    return Told(
        question.code,
        status,
        day,
        side=parts.get("side", ""),
        areas=tuple(parts.get("areas", ())),
        reference_on=parts.get("reference_on"),
        due_on=parts.get("due_on") or (due_after(weeks, day) if weeks is not None else None),
        attributes={
            row.field: _kept(answer) for row, answer in answers.items() if not row.sets and answer not in (None, "", [])
        },
        cleared=parts.get("cleared", ""),
    )


def _answer(question: Question, follow_up: FollowUp, cleaned: Mapping[str, Any]) -> Any:
    answer = cleaned.get(question.name_of(follow_up))
    return None if answer == UNSURE else answer


def _kept(answer: Any) -> str | list[str]:
    """As a flag keeps it among its attributes: a text, or a list of texts."""
    if isinstance(answer, list):
        return answer
    if isinstance(answer, dt.date):
        return answer.isoformat()
    return format(answer.normalize(), "f") if isinstance(answer, Decimal) else str(answer)


def due_after(weeks: int, day: dt.date) -> dt.date:
    """The due date of someone who is so many whole weeks (1 to 42) pregnant on a day: 40 weeks in all (Naegele)."""
    return day + dt.timedelta(days=PREGNANCY_DAYS - 7 * weeks)


def filled(question: Question) -> Raw:
    """What is recorded, as it would have been typed: where something has changed, one change is enough."""
    if not question.facts:
        return {}
    fact = Told.of(question.facts[0])
    return {
        question.name_of(follow_up): [str(text) for text in (value if isinstance(value, list | tuple) else [value])]
        for follow_up in question.follow_ups
        if follow_up.is_open(fact.status) and (value := _value(fact, follow_up))
    }


def _value(fact: Told, follow_up: FollowUp) -> Any:
    own = {"side": fact.side, "areas": fact.areas, "reference_on": fact.reference_on, "due_on": fact.due_on}
    return own.get(follow_up.sets) if follow_up.sets else (fact.attributes or {}).get(follow_up.field)
