"""The questions nobody has an answer to on a day, and taking the answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.formats import date_format

from clients import facts
from clients.checking import Knowledge, check_client
from clients.flagging import record_flag
from clients.models import Client, Flag
from clients.ripple import in_one_go
from clients.statuses import status_choices
from knowledge.entries import Condition
from knowledge.library import Library
from reflexpractice.accounts.models import User

STILL_SO = "still_so"
LONG = 48


@dataclass(frozen=True, eq=False)
class Question:
    """A question to ask for a day, with what was answered before."""

    condition: Condition
    flags: tuple[Flag, ...]
    day: dt.date

    @property
    def code(self) -> str:
        return self.condition.code

    @property
    def is_positive(self) -> bool:
        """Whether something is in force that only has to be confirmed."""
        return any(flag.is_positive for flag in self.flags)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The answers offered: what the library knows for this condition, and that it is not known."""
        known = status_choices(self.condition)
        if not self.is_positive:
            return known
        before = {flag.status for flag in self.flags}
        return [(STILL_SO, "Still so"), *(choice for choice in known if choice[0] not in before)]

    @property
    def before(self) -> str:
        """What was known so far, in words; nothing when it was never asked."""
        return " ".join(f"{flag.get_status_display()}, asked {_day(flag.asked_on)}." for flag in self.flags)

    @property
    def in_short(self) -> str:
        """The question in a few words, as it is asked at each visit."""
        return self.condition.at_the_door or self.condition.question

    @property
    def is_long(self) -> bool:
        """Whether even the few words fill a line of their own."""
        return self.is_positive or len(self.in_short) > LONG

    def stays_fresh(self, today: dt.date) -> bool:
        """Whether an answer of today still counts on the day."""
        return (self.day - today).days <= self.condition.fresh_days


def _day(day: dt.date) -> str:
    return str(date_format(day, "j M Y"))


def open_questions(client: Client, day: dt.date, *, library: Library) -> list[Question]:
    """What is unknown or out of date on the day, critical questions first, else in the library's order."""
    found = check_client(client, day, knowledge=Knowledge(library)).body
    codes = {*found.unknown, *found.stale}
    flags: list[Flag] = facts.load(client).current_flags  # type: ignore[attr-defined]
    questions = [
        Question(condition, tuple(flag for flag in flags if flag.condition_id == condition.code), day)
        for condition in library.conditions
        if condition.kind == "asked" and condition.code in codes
    ]
    return sorted(questions, key=lambda question: not question.condition.critical)


@transaction.atomic
@in_one_go()
def answer_questions(*, client: Client, answers: Mapping[Question, str], asked_on: dt.date, by: User) -> list[Flag]:
    """Record an answer to each question; returns new facts whose details should be asked next."""
    new = []
    for question, status in answers.items():
        if status == STILL_SO:
            _confirm(question, asked_on=asked_on, by=by)
            continue
        flag = record_flag(
            client=client,
            condition=question.code,
            status=status,
            asked_on=asked_on,
            source=Flag.Source.ASKED,
            by=by,
        )
        new += [flag] if flag.is_positive and question.condition.follow_ups else []
    return new


def _confirm(question: Question, *, asked_on: dt.date, by: User) -> None:
    """The same facts again, asked on another day."""
    for flag in question.flags:
        if flag.is_positive:
            record_flag(
                client=flag.client,
                condition=flag.condition_id,
                status=flag.status,
                asked_on=asked_on,
                source=Flag.Source.ASKED,
                by=by,
                side=flag.side,
                areas=flag.areas,
                reference_on=flag.reference_on,
                due_on=flag.due_on,
                attributes=flag.attributes,
                words=flag.words,
                replaces=flag,
            )
