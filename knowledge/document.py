"""The knowledge document: its tables, its closed vocabularies, and the faults found in it. No Django here."""

from dataclasses import dataclass
from typing import Any, TypeAlias

Row: TypeAlias = dict[str, Any]
Document: TypeAlias = dict[str, Any]

FORMAT = 1
TABLES = ("zones", "conditions", "rules", "techniques", "protocols", "aftercare", "sources")

REGIONS = ("toes", "ball", "arch", "heel", "medial_edge", "lateral_edge", "dorsum", "ankle", "lower_leg")
STATUSES = ("yes", "suspected", "past", "no", "unknown", "not_applicable")
SIDES = ("left", "right", "both")
EFFECTS = ("inform", "caution", "refer", "avoid", "absolute")
OVERRIDES = ("reason", "answer", "clearance", "none")
OPERATORS = ("=", "!=", "<", ">")
SCOPE_KINDS = ("session", "region", "area", "group", "zone", "class", "tech", "product")
FOLLOW_UP_KINDS = ("yes_no", "choice", "date", "number", "years", "text", "list", "side", "areas")
FOLLOW_UP_SETS = ("", "status", "side", "areas", "reference_on", "due_on", "cleared")
SYSTEM_CONDITIONS = ("intake_missing", "intake_stale", "answer_unknown", "consent_missing", "always")
CALLS = ("emergency", "urgent", "midwife", "crisis", "doctor")
SECTIONS = ("feel", "care", "tell", "help", "about")
TIERS = ("core", "extended")
GRADES = ("A", "B", "C", "D", "consensus", "seed")
CONFIDENCES = ("high", "medium", "low")
WEEKS = (0, 42)
DAYS = (0, 99_999)
PRESSURES = (1, 5)
MINUTES = (1, 60)


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """What is wrong with one row, in words a content editor can act on."""

    table: str
    row: str
    reason: str

    def __str__(self) -> str:
        return f"{self.table} {self.row}: {self.reason}"


def follow_up_that_sets(condition: Row, part: str) -> Row | None:
    """The condition's question whose answer fills that part of a flag."""
    return next((row for row in condition["follow_ups"] if row["sets"] == part), None)


def cited(source: str) -> tuple[str, str]:
    """Code and locator of a citation such as "S0:L69-93"."""
    code, _, locator = source.partition(":")
    return code, locator
