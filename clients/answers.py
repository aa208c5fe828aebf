"""What was answered, in words for a page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.formats import date_format

from clients.models import Flag
from knowledge import wording
from knowledge.entries import Condition, FollowUp
from knowledge.library import Library
from knowledge.models.choices import Region

Detail = tuple[str, str]
"""A question and its answer."""

SIDES = {"right": "Right", "left": "Left", "both": "Both", "": "Not known: both count"}


@dataclass(frozen=True)
class Answer:
    """A flag as a page shows it."""

    flag: Flag
    name: str
    details: list[Detail]
    is_stale: bool

    @property
    def noted(self) -> str:
        """Who asked, when and how."""
        by = f" by {self.flag.recorded_by}" if self.flag.recorded_by else ""
        return f"{self.flag.get_source_display()}, {_day(self.flag.asked_on)}{by}"

    @property
    def ended(self) -> str:
        """How it came to an end."""
        if self.flag.ended_at is None:
            return ""
        when = f"{_day(self.flag.ended_at.date())}{f' by {self.flag.ended_by}' if self.flag.ended_by else ''}"
        return f"Taken back {when}: {self.flag.end_reason}" if self.flag.end_reason else f"Replaced {when}"


@dataclass(frozen=True)
class Answers:
    """All answers of a client, by what they mean now."""

    positive: list[Answer]
    unknown: list[Answer]
    no: list[Answer]
    history: list[Answer]


def told(flags: Iterable[Flag], *, day: dt.date, library: Library) -> Answers:
    """The answers in groups; a no that is out of date is not known any more."""
    every = [_answer(flag, day, library) for flag in flags]
    current = [answer for answer in every if answer.flag.ended_at is None]
    others = [answer for answer in current if not answer.flag.is_positive]
    unknown = [row for row in others if row.is_stale or row.flag.status == Flag.Status.UNKNOWN]
    return Answers(
        positive=[answer for answer in current if answer.flag.is_positive],
        unknown=unknown,
        no=[answer for answer in others if answer not in unknown],
        history=[answer for answer in every if answer.flag.ended_at is not None],
    )


def _answer(flag: Flag, day: dt.date, library: Library) -> Answer:
    condition = library.conditions_by_code.get(flag.condition_id)
    if condition is None:
        return Answer(flag=flag, name=str(flag.condition), details=[], is_stale=False)
    old = flag.days_since_asked(day) > condition.fresh_days and flag.status != Flag.Status.NOT_APPLICABLE
    details = list(_details(flag, condition, day)) if flag.is_positive else []
    return Answer(flag=flag, name=condition.name, details=details, is_stale=old)


def _details(flag: Flag, condition: Condition, day: dt.date) -> Iterator[Detail]:
    if condition.follow_up("side"):
        yield "Side", SIDES[flag.side]
    if condition.follow_up("areas"):
        yield "Where", wording.listed(Region(area).label for area in flag.areas) or "Not known: the whole foot counts"
    if (dated_by := condition.dated_by(flag.status)) is not None:
        yield dated_by.question, _day(flag.reference_on) if flag.reference_on else "Not known"
    if condition.follow_up("due_on"):
        yield "Due date", _due(flag.due_on, day)
    for follow_up in condition.follow_ups:
        if not follow_up.sets and flag.attributes.get(follow_up.field):
            yield follow_up.question, _words(follow_up, flag.attributes[follow_up.field])


def _due(due_on: dt.date | None, day: dt.date) -> str:
    return f"{_day(due_on)} ({wording.weeks_on(due_on, day)} weeks today)" if due_on else "Not known"


def _words(follow_up: FollowUp, value: object) -> str:
    """An answer as it was offered."""
    labels = {"yes": "Yes", "no": "No"} | {choice.value: choice.label for choice in follow_up.choices}
    values = value if isinstance(value, list) else str(value).split("|")
    return wording.listed(labels.get(str(one), str(one)) for one in values)


def _day(day: dt.date) -> str:
    return str(date_format(day, "j M Y"))
