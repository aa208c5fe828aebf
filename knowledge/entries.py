"""The rows of a library as typed, unchanging entries. No Django here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from knowledge.document import cited


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the knowledge document."""

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """The entry of a document's row, its lists made unchanging."""
        return cls(**{column: tuple(cell) if isinstance(cell, list) else cell for column, cell in row.items()})


@dataclass(frozen=True, slots=True)
class Source(Entry):
    """Where something is written, and how much weight it carries."""

    code: str
    kind: str
    title: str
    year: str
    url: str
    strength: str
    note: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A source together with the place in it, such as the lines of an article."""

    source: Source
    locator: str


@dataclass(frozen=True, slots=True)
class Zone(Entry):
    """A reflex zone, plain area or point; `number` is its place in the reading order."""

    code: str
    number: int
    name: str
    kind: str
    region: str
    secondary_regions: tuple[str, ...]
    foot_side: str
    side_note: str
    view: str
    body_correspondence: str
    location: str
    body_system: str
    groups: tuple[str, ...]
    chart_agreement: str
    sources: tuple[str, ...]

    @property
    def regions(self) -> tuple[str, ...]:
        """Every region the zone lies in, its own first."""
        return (self.region, *self.secondary_regions)

    @property
    def feet(self) -> tuple[str, ...]:
        """The feet that have this zone, right before left."""
        return ("right", "left") if self.foot_side == "both" else (self.foot_side,)


@dataclass(frozen=True, slots=True)
class Choice(Entry):
    """One answer a client may choose."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class FollowUp(Entry):
    """A question asked once a condition may be so; `sets` names the part of the flag that the answer fills."""

    field: str
    kind: str
    choices: tuple[Choice, ...]
    question: str
    help: str
    sort: int
    sets: str

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """The follow-up with its choices."""
        return cls(**{**row, "choices": tuple(map(Choice.of, row["choices"]))})


@dataclass(frozen=True, slots=True)
class Condition(Entry):
    """Something about a client that may change what is safe; a `no` stays fresh for `fresh_days` days."""

    code: str
    name: str
    category: str
    kind: str
    parent: str
    question: str
    ask_when: str
    fresh_days: int
    critical: bool
    icd10_who: str
    icd10_cm: str
    notes: str
    release_tier: str
    form_section: str
    sources: tuple[str, ...]
    follow_ups: tuple[FollowUp, ...]
    at_the_door: str = ""

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """The condition with its follow-up questions in order."""
        asked = sorted(map(FollowUp.of, row["follow_ups"]), key=lambda follow_up: follow_up.sort)
        return cls(**{**row, "sources": tuple(row["sources"]), "follow_ups": tuple(asked)})

    def follow_up(self, sets: str) -> FollowUp | None:
        """The question whose answer fills that part of a flag: status, side, areas, due_on or cleared."""
        return next((follow_up for follow_up in self.follow_ups if follow_up.sets == sets), None)

    def dated_by(self, status: str) -> FollowUp | None:
        """The question whose date the days count from: for what is past the day it healed, where that is asked."""
        dates = [follow_up for follow_up in self.follow_ups if follow_up.sets == "reference_on"]
        healed = [follow_up for follow_up in dates if follow_up.field == "healed_date"]
        others = [follow_up for follow_up in dates if follow_up.field != "healed_date"]
        return next(iter(healed if healed and status == "past" else others), None)


@dataclass(frozen=True, slots=True)
class Attribute(Entry):
    """What one answer must be for a rule to apply; `when_unknown`: also where it was not answered."""

    field: str
    operator: str
    value: str
    when_unknown: bool


@dataclass(frozen=True, slots=True)
class Scope(Entry):
    """What a rule bears on: the session, the client's own areas, or a code of that kind."""

    kind: str
    code: str


@dataclass(frozen=True, slots=True)
class Rule(Entry):
    """When what is known of a client limits the work, how far, why, and who says so.

    Weeks are weeks of gestation, days are days since the condition's event, both with their ends; pressure is on
    the scale of 1 to 5, minutes are for the session.
    """

    code: str
    condition: str
    statuses: tuple[str, ...]
    weeks: tuple[int, int] | None
    days: tuple[int, int] | None
    cleared: str
    attributes: tuple[Attribute, ...]
    also_condition: str
    qualifier: str
    scope: tuple[Scope, ...]
    foot: str
    effect: str
    max_pressure: int | None
    max_minutes: int | None
    override: str
    rationale: str
    instead: str
    sources: tuple[str, ...]
    evidence_grade: str
    confidence: str
    release_tier: str
    # A red flag: whom a client who answers so should turn to at once, and the words to say so.
    call: str = ""
    tell: str = ""

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """The rule with its attributes and scope."""
        cells: dict[str, Any] = {name: tuple(cell) if isinstance(cell, list) else cell for name, cell in row.items()}
        cells["attributes"] = tuple(map(Attribute.of, row["attributes"]))
        cells["scope"] = tuple(map(Scope.of, row["scope"]))
        return cls(**cells)


@dataclass(frozen=True, slots=True)
class Technique(Entry):
    """A technique, tool, product or exercise; pressure from 1 to 5, minutes for each area, foot, leg or session."""

    code: str
    name: str
    kind: str
    classes: tuple[str, ...]
    who: tuple[str, ...]
    regions: tuple[str, ...]
    pressure_min: int
    pressure_max: int
    minutes_min: float
    minutes_max: float
    minutes_per: str
    steps: str
    cautions: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Protocol(Entry):
    """A suggested order of work; `wording_allowed` is the only benefit a client may be told of."""

    code: str
    name: str
    complaint: str
    zones: tuple[str, ...]
    techniques: tuple[str, ...]
    minutes_per_foot_min: int
    minutes_per_foot_max: int
    pressure_max: int
    sequence: str
    frequency: str
    wording_allowed: str
    evidence_grade: str
    evidence_note: str
    known_conflicts: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Aftercare(Entry):
    """Advice for after a session, for whom, and what must not be said with it."""

    code: str
    title: str
    advice: str
    when: str
    audience: tuple[str, ...]
    triggered_by: tuple[str, ...]
    do_not_say: str
    sources: tuple[str, ...]
    strength: str
    # Conditions with which it would be wrong, and where it stands on the sheet: empty means among what to do.
    not_with: tuple[str, ...] = ()
    section: str = ""


def citations(sources: Mapping[str, Source], named: tuple[str, ...]) -> tuple[Citation, ...]:
    """The sources behind citations such as "S0:L69-93"; KeyError for one that is not in the register."""
    return tuple(Citation(sources[code], locator) for code, locator in map(cited, named))
