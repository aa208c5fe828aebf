"""The worked cases, and the short hand they are written in."""

import csv
import datetime as dt
from functools import cache
from pathlib import Path

from knowledge.check import Fact, Plan, PlannedZone, Side, Status
from knowledge.document import Document
from knowledge.library import Library
from knowledge.shipped import read_content

DAY = dt.date(2026, 11, 20)
FEET = {"R": (Side.RIGHT,), "L": (Side.LEFT,), "B": (Side.RIGHT, Side.LEFT)}


@cache
def document() -> Document:
    """The shipped document."""
    found, faults = read_content()
    assert faults == []
    return found


@cache
def library() -> Library:
    """The shipped library, both tiers."""
    return Library.compile(document())


def worked_cases() -> list[dict[str, str]]:
    """The rows of the file."""
    with (Path(__file__).parent / "cases.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def facts(text: str, day: dt.date = DAY) -> tuple[Fact, ...]:
    """Facts in short: `open_wound side=left area=ball+heel asked=3 depth=deep; gout`."""
    return tuple(_fact(part.split(), day) for part in text.split(";") if part.strip())


def _fact(words: list[str], day: dt.date) -> Fact:
    answers = dict(word.split("=", 1) for word in words[1:])
    weeks = answers.pop("gest", "unknown")
    asked, days, cleared = (answers.pop(name, None) for name in ("asked", "days", "cleared"))
    return Fact(
        condition=words[0],
        status=Status(answers.pop("status", "yes")),
        side=Side(answers.pop("side")) if "side" in answers else None,
        areas=tuple(answers.pop("area").split("+")) if "area" in answers else (),
        reference_on=_ago(days, day),
        due_on=None if weeks == "unknown" else due_at(int(weeks), day),
        cleared=None if cleared is None else cleared == "yes",
        attributes=answers,
        asked_on=_ago(asked, day),
    )


def _ago(days: str | None, day: dt.date) -> dt.date | None:
    return None if days is None else day - dt.timedelta(days=int(days))


def due_at(weeks: int, day: dt.date = DAY, *, extra_days: int = 0) -> dt.date:
    """The due date of a pregnancy that is so many weeks and days old on a day."""
    return day + dt.timedelta(days=280 - 7 * weeks - extra_days)


def plan(text: str, day: dt.date = DAY) -> Plan:
    """A plan in short: `R:liver,kidney B:lung_chest | tech=effleurage | pressure=2 | minutes=30`."""
    zones, *rest = (part.strip() for part in text.split("|"))
    cells = dict(part.split("=") for part in rest if part)
    return Plan(
        session_on=day,
        zones=tuple(PlannedZone(code, side) for side, code in places(zones)),
        techniques=tuple(cells["tech"].split(",")) if "tech" in cells else (),
        pressure=int(cells["pressure"]) if "pressure" in cells else None,
        minutes=int(cells["minutes"]) if "minutes" in cells else None,
    )


def places(text: str) -> list[tuple[Side, str]]:
    """The sides and zones of `R:liver,kidney B:lung_chest`."""
    groups = [group.split(":") for group in text.split()]
    return [(side, code) for feet, codes in groups for code in codes.split(",") for side in FEET[feet]]


def whole_feet(day: dt.date = DAY, *, techniques: bool = True) -> Plan:
    """Every zone of both feet, with every technique."""
    zones = tuple(PlannedZone(zone.code, Side(side)) for zone in library().zones for side in zone.feet)
    every = tuple(technique.code for technique in library().techniques) if techniques else ()
    return Plan(session_on=day, zones=zones, techniques=every)
