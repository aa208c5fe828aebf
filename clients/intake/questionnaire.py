"""The questions of one intake as they are shown; kept with the intake, so that later editing changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self

Pairs = tuple[tuple[str, str], ...]

UNSURE = "unsure"
# What a client who comes back says of a fact in force.
STILL = "still"
IN_PERSON = "in_person"
POSITIVE = ("yes", "suspected", "past")


class Layout(StrEnum):
    """A box to tick among others, or a question with its answers below."""

    TICK = "tick"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question that opens under a positive answer; `statuses` limits it to some of them."""

    field: str
    kind: str
    question: str
    help: str
    sets: str
    choices: Pairs
    statuses: tuple[str, ...]

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        return cls(**{**row, "choices": _pairs(row["choices"]), "statuses": tuple(row["statuses"])})

    def is_open(self, status: str) -> bool:
        """Whether the question is asked for that answer."""
        return not self.statuses or status in self.statuses


@dataclass(frozen=True, slots=True)
class Question:
    """One condition: its answers, what follows from a positive one, and conditions that are part of it.

    `facts`: what is recorded, where that is to be confirmed; rows as `Told` writes them.
    """

    code: str
    label: str
    question: str
    layout: Layout
    choices: Pairs
    follow_ups: tuple[FollowUp, ...]
    parts: tuple[Question, ...]
    facts: tuple[Mapping[str, Any], ...] = ()

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        return cls(
            **{
                **row,
                "layout": Layout(row["layout"]),
                "choices": _pairs(row["choices"]),
                "follow_ups": tuple(map(FollowUp.of, row["follow_ups"])),
                "parts": tuple(map(Question.of, row["parts"])),
                "facts": tuple(row.get("facts", ())),
            }
        )

    @property
    def status_name(self) -> str:
        """Name of the input that says how it is: the question itself, or the choice below its box."""
        return f"{self.code}-status" if self.layout is Layout.TICK and self.choices else self.code

    def name_of(self, follow_up: FollowUp) -> str:
        return f"{self.code}-{follow_up.field}"

    @property
    def weeks_name(self) -> str:
        """Name of the input for weeks of pregnancy, the other way to say the due date."""
        return f"{self.code}-weeks"

    def with_parts(self) -> Iterator[Question]:
        """This question and all below it."""
        yield self
        for part in self.parts:
            yield from part.with_parts()


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to write down that is no condition: a telephone number, medicines, wishes."""

    name: str
    label: str
    help: str
    kind: str
    required: bool
    longest: int


@dataclass(frozen=True, slots=True)
class Step:
    """One topic, one page."""

    slug: str
    title: str
    lead: str
    entries: tuple[Entry, ...]
    questions: tuple[Question, ...]

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        return cls(
            **{
                **row,
                "entries": tuple(Entry(**entry) for entry in row["entries"]),
                "questions": tuple(map(Question.of, row["questions"])),
            }
        )

    @property
    def boxes(self) -> tuple[Question, ...]:
        """The questions that are boxes to tick."""
        return tuple(question for question in self.questions if question.layout is Layout.TICK)


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """All steps in their order; `is_again`: the short form of a client who comes back."""

    steps: tuple[Step, ...]
    is_again: bool = False

    @classmethod
    def of(cls, form: Mapping[str, Any]) -> Self:
        """The questionnaire as it was kept with an intake."""
        return cls(tuple(map(Step.of, form.get("steps", ()))), bool(form.get("again")))

    def as_form(self) -> dict[str, Any]:
        """What is kept with the intake: plain lists, texts and numbers."""
        return {"format": 1, "again": self.is_again, "steps": [asdict(step) for step in self.steps]}

    def step(self, slug: str) -> Step | None:
        return next((step for step in self.steps if step.slug == slug), None)

    def after(self, slug: str) -> Step | None:
        """The step that follows; None after the last."""
        slugs = [step.slug for step in self.steps]
        return next(iter(self.steps[slugs.index(slug) + 1 :]), None)

    def before(self, slug: str) -> Step | None:
        slugs = [step.slug for step in self.steps]
        return next(reversed(self.steps[: slugs.index(slug)]), None)

    def questions(self) -> Iterator[Question]:
        """Every question with its parts, in order."""
        for step in self.steps:
            for question in step.questions:
                yield from question.with_parts()


def _pairs(rows: list[list[str]]) -> Pairs:
    return tuple((value, label) for value, label in rows)
