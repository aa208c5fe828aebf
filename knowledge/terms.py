"""The words a check is asked and answered in. No Django here."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import NamedTuple


class Status(StrEnum):
    """What is known of a condition."""

    YES = "yes"
    SUSPECTED = "suspected"
    PAST = "past"
    NO = "no"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


class Side(StrEnum):
    """The foot or leg a fact or a planned zone is about."""

    RIGHT = "right"
    LEFT = "left"
    BOTH = "both"
    UNKNOWN = "unknown"


class Effect(IntEnum):
    """What a rule asks for, gravest last, so that the gravest is the greatest."""

    NONE = 0
    INFORM = 1
    CAUTION = 2
    REFER = 3
    AVOID = 4
    ABSOLUTE = 5

    @property
    def code(self) -> str:
        """The word in the knowledge files, results and templates; "ok" for none."""
        return self.name.lower() if self else "ok"


@dataclass(frozen=True, slots=True)
class Fact:
    """What is known of one condition of a client; whatever is left out is unknown.

    `reference_on` is the day the condition's days count from, `due_on` the due date of a pregnancy. Attributes are
    answers to follow-ups, several to one question joined by "|". Without `asked_on` it was asked on the session's day.
    """

    condition: str
    status: Status = Status.YES
    side: Side | None = None
    areas: tuple[str, ...] = ()
    reference_on: dt.date | None = None
    due_on: dt.date | None = None
    cleared: bool | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    asked_on: dt.date | None = None
    words: str = ""


class PlannedZone(NamedTuple):
    """A zone to be worked, and on which foot; Side.BOTH plans it on both."""

    code: str
    side: Side


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done on a day. Pressure runs from 1 (feather touch) to 5 (deep); minutes are for the session."""

    session_on: dt.date
    zones: tuple[PlannedZone, ...] = ()
    techniques: tuple[str, ...] = ()
    pressure: float | None = None
    minutes: float | None = None
