"""The check at the door: what is asked at every visit, and only what matters for this client."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from django.db import transaction

from clients import facts
from clients.asking import STILL_SO, Question, answer_questions
from clients.models import Client, Flag

if TYPE_CHECKING:
    from clients.checking import ClientCheck
    from knowledge.check import Fact
    from knowledge.entries import Condition
    from reflexpractice.accounts.models import User

SECTION = "today_check"


def due(check: ClientCheck) -> tuple[Condition, ...]:
    """What is to be asked at the door on the day of a check, and has not been asked on it."""
    told: dict[str, list[Fact]] = {}
    for fact in check.sheet.facts:
        told.setdefault(fact.condition, []).append(fact)
    return tuple(
        condition
        for condition in check.library.conditions
        if condition.form_section == SECTION
        and condition.kind == "asked"
        and _matters(condition, told)
        and not _is_asked(told.get(condition.code, ()), check.day)
    )


def _matters(condition: Condition, told: Mapping[str, Sequence[Fact]]) -> bool:
    """Core questions matter to everybody, the others to those who have said yes to them; parts only with the whole."""
    own = {str(fact.status) for fact in told.get(condition.code, ())}
    if Flag.Status.NOT_APPLICABLE in own:
        return False
    if condition.parent and not _may_be({str(fact.status) for fact in told.get(condition.parent, ())}):
        return False
    return condition.release_tier == "core" or bool(own & Flag.POSITIVE)


def _may_be(statuses: Collection[str]) -> bool:
    return bool({*statuses} & {*Flag.POSITIVE, Flag.Status.UNKNOWN})


def _is_asked(told: Sequence[Fact], day: dt.date) -> bool:
    return bool(told) and all(fact.asked_on is not None and fact.asked_on >= day for fact in told)


def today_questions(client: Client, check: ClientCheck) -> list[Question]:
    """The questions at the door, critical ones first, each with what was answered before."""
    flags: list[Flag] = facts.load(client).current_flags  # type: ignore[attr-defined]
    questions = [
        Question(condition, tuple(flag for flag in flags if flag.condition_id == condition.code), check.day)
        for condition in due(check)
    ]
    return sorted(questions, key=lambda question: not question.condition.critical)


def is_unsure(question: Question) -> bool:
    """Whether it was never asked or not known: then nothing new is no answer, and it is asked by itself."""
    return not question.flags or any(flag.status == Flag.Status.UNKNOWN for flag in question.flags)


def asked_since(questions: Iterable[Question]) -> dt.date | None:
    """The day since which something can be new: that of the oldest answer; None where there is none."""
    return min((flag.asked_on for question in questions for flag in question.flags), default=None)


@transaction.atomic
def answer_today(
    *,
    client: Client,
    questions: Iterable[Question],
    ticked: Collection[str],
    answers: Mapping[str, str],
    asked_on: dt.date,
    by: User,
) -> list[Flag]:
    """Record what was said at the door; returns facts to be told in full, new ones and those that have changed.

    `ticked`: codes of what is new or has changed; `answers`: an answer by code to what was not known. Everything else
    stays as it was: still so, or no.
    """
    asked = list(questions)
    changed = [question for question in asked if question.code in ticked and question.is_positive]
    said = {question: _answer(question, ticked, answers) for question in asked if question not in changed}
    new = answer_questions(client=client, answers=said, asked_on=asked_on, by=by)
    return new + [flag for question in changed for flag in question.flags if flag.is_positive]


def _answer(question: Question, ticked: Collection[str], answers: Mapping[str, str]) -> str:
    if question.code in answers:
        return answers[question.code]
    if question.code in ticked:
        return str(Flag.Status.YES)
    return STILL_SO if question.is_positive else str(Flag.Status.NO)
