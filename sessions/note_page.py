"""What the note page shows beside the four texts: scales, phrases, and what is missing before signing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from clients.chips import short_date
from clients.findings import Card
from sessions.checking import SessionCheck, check_session
from sessions.models import Note, Photo, Score, TreatmentSession
from sessions.photos import photos_of
from sessions.write_up import CARRIED, Missing, last_note, missing, news, same_as_before, still_carried
from sessions.write_up.drafting import TEXTS
from sessions.write_up.own_texts import phrases_for

if TYPE_CHECKING:
    from django.forms import BoundField, Form

    from reflexpractice.accounts.models import User

NUMBERS = tuple((str(number), "") for number in range(11))
LABELS = {"subjective": "What was said", "assessment": "What you make of it", "plan": "Next"}
LOOK = "Is it still so?"
WITHOUT_GOALS = "How the client feels"


@dataclass(frozen=True, slots=True)
class Scale:
    """One goal with its numbers before and after, as text."""

    goal: str
    id: str
    before: str
    after: str

    @property
    def words(self) -> str:
        """ "before 6 · after 4"."""
        told = (self.before and f"before {self.before}", self.after and f"after {self.after}")
        return " · ".join(filter(None, told))


@dataclass(frozen=True, slots=True)
class Ready:
    """One line of what is there and what is not, and the place where it can be added."""

    words: str
    done: bool
    page: str = ""
    zone: str = ""
    blocks: bool = False
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """One of the four texts: its box, its phrases, and what was taken over from the last note."""

    field: BoundField
    letter: str
    phrases: Sequence[str]
    may_take_over: bool
    carried: str
    """The day of the note whose words still stand here unchanged, in words; "" when there are none."""
    carried_words: str


@dataclass(frozen=True)
class NotePage:
    session: TreatmentSession
    note: Note

    @cached_property
    def check(self) -> SessionCheck:
        return check_session(self.session)

    @cached_property
    def last(self) -> Note | None:
        """The signed note before this one."""
        return last_note(self.note)

    def texts(self, form: Form, person: User) -> list[Text]:
        """The four texts as the page shows them to this person."""
        phrases, carried = phrases_for(person), self._carried
        return [
            Text(
                field=form[name],
                letter=letter,
                phrases=phrases[name],
                may_take_over=name in CARRIED and bool(self.last and getattr(self.last, name).strip()),
                carried=carried.get(name, ""),
                carried_words=self.note.carried[name]["text"] if name in carried else "",
            )
            for name, letter in zip(TEXTS, "SOAP", strict=True)
        ]

    @property
    def _carried(self) -> dict[str, str]:
        return {name: short_date(dt.date.fromisoformat(on)) for name, on in still_carried(self.note).items()}

    @cached_property
    def same(self) -> Note | None:
        """The earlier note that says word for word the same."""
        return same_as_before(self.note)

    @cached_property
    def news(self) -> list[Card]:
        """Findings nobody has read for this session: a fact or a rule has changed since the start."""
        return news(self.session, self.check)

    @cached_property
    def scales(self) -> list[Scale]:
        """The client's goals with their scores; a goal that was scored and has ended keeps its place."""
        scored = {score.goal: score for score in self.note.scores.all()}
        goals = [goal.words for goal in self.session.client.goals.filter(ended_on=None)]
        names = dict.fromkeys([*goals, *scored]) or {WITHOUT_GOALS: None}
        return [_scale(number, goal, scored.get(goal)) for number, goal in enumerate(names)]

    @cached_property
    def photos(self) -> list[Photo]:
        return list(photos_of(self.session))

    @property
    def moment(self) -> str:
        """Which of the two numbers one is asked for: before until all are there, then after."""
        return "after" if all(scale.before for scale in self.scales) else "before"

    @property
    def ready(self) -> Sequence[Ready]:
        """What is there and what is missing, in the order of the work."""
        gaps = missing(self.note, self.check)
        codes = {gap.code for gap in gaps}
        done = [
            _zones(self.note, self.session) if "findings" not in codes else "",
            "" if "changed" in codes else _read(self.session),
            "" if "scores" in codes else "Scored after the session",
            "" if "skin" in codes else "Skin of both feet looked at",
        ]
        taken = [
            Ready(f"{LABELS[name]}: taken over from {on}, not changed.", done=False, page=f"id_{name}", hint=LOOK)
            for name, on in self._carried.items()
        ]
        if self.same:
            words = f"This note is word for word the one of {short_date(self.same.session.day)}."
            taken.append(Ready(words, done=False, page="note", hint=LOOK))
        return [*(Ready(words, done=True) for words in done if words), *(_not_done(gap) for gap in gaps), *taken]


def _scale(number: int, goal: str, score: Score | None) -> Scale:
    before, after = (score.before, score.after) if score else (None, None)
    return Scale(goal, f"scale-{number}", "" if before is None else str(before), "" if after is None else str(after))


def _zones(note: Note, session: TreatmentSession) -> str:
    found = {(row.side, row.zone) for row in note.findings.all()}
    planned = {(row.side, row.zone) for row in session.planned_zones.all()}
    left = len(planned - found)
    return f"{len(found)} zone{'' if len(found) == 1 else 's'} logged" + (f", {left} of the plan not" if left else "")


def _read(session: TreatmentSession) -> str:
    overrides = len(session.overrides.all())
    if not overrides:
        return "Safety notes read, nothing included against them"
    return f"Safety notes read, {overrides} zone{'' if overrides == 1 else 's'} included with a reason"


def _not_done(gap: Missing) -> Ready:
    hint = "" if gap.blocks else "You can sign without."
    return Ready(gap.words, done=False, page=gap.page, zone=gap.zone, blocks=gap.blocks, hint=hint)
