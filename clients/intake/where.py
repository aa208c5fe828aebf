"""The foot that a client taps to say where something is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from clients.checking import knowledge_in_force
from clients.intake.questionnaire import Step
from clients.intake.translating import say
from knowledge.foot_map import Sole, draw_sole
from knowledge.foot_map.sole import Part
from knowledge.models.choices import Region

if TYPE_CHECKING:
    from knowledge.library import Library


# Of a word, in map units: the usual height, and how wide a letter is for its height.
LETTERS, LETTER_WIDTH = 36, 0.62


@dataclass(frozen=True, slots=True)
class NamedPart:
    """One part of the sole with its word in the language of the page, small enough for its room."""

    part: Part
    word: str

    @property
    def size(self) -> int:
        return min(LETTERS, int(self.part.room / (LETTER_WIDTH * len(self.word))))


@dataclass(frozen=True, slots=True)
class DrawnFoot:
    """A sole to tap."""

    sole: Sole
    parts: tuple[NamedPart, ...]


def drawn_foot(step: Step) -> DrawnFoot | None:
    """The foot to tap at a step that asks where something is; None at any other."""
    if not any(
        row.kind == "areas" for question in step.questions for part in question.with_parts() for row in part.follow_ups
    ):
        return None
    sole = _sole(knowledge_in_force().library)
    return DrawnFoot(sole, tuple(NamedPart(part, say(str(Region(part.code).label))) for part in sole.parts))


@lru_cache(maxsize=4)
def _sole(library: Library) -> Sole:
    return draw_sole(library.footmap)
