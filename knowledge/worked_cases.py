"""Cases written as JSON, one a line: read strictly, answered in the same form. No Django here."""

import datetime as dt
import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from knowledge.check import Fact, Plan, PlannedZone, Side, Status, check
from knowledge.library import Library

Kind = TypeVar("Kind", Status, Side)

FLAG = frozenset(
    {"condition", "status", "side", "areas", "reference_on", "due_on", "cleared", "attributes", "asked_on"}
)
PLAN = frozenset({"zones", "techniques", "pressure", "minutes"})
ZONE = frozenset({"zone", "side"})

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_LONGEST_WHOLE_NUMBER = 18


class Illegible(ValueError):
    """A line that is not a case; says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The line that answers a case; `made` is false when no check could be made of it."""

    line: str
    made: bool


def answer(library: Library | None, line: bytes, *, error: str = "") -> Reply:
    """The answer to one line; without a library it is that error. Never raises."""
    name, case, fault = _open(line)
    if library is None or case is None:
        return _reply(name, {"complete": False, "error": fault or error}, made=False)
    try:
        facts, plan = _facts(case), _plan(case)
    except Illegible as illegible:
        return _reply(name, {"complete": False, "error": str(illegible)}, made=False)
    assessment = check(library, facts=facts, plan=plan)
    return _reply(name, assessment.as_dict(), made=assessment.evaluated)


def _reply(name: object, outcome: Mapping[str, Any], *, made: bool) -> Reply:
    return Reply(json.dumps({"id": name, **outcome}, ensure_ascii=True, allow_nan=False), made)


# A line, as far as it can be read.


def _open(line: bytes) -> tuple[Any, dict[str, Any] | None, str]:
    """The case's id, the case, and what is wrong; the id also of a line that is otherwise no good."""
    faults: list[str] = []
    try:
        text = line.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = line.decode("utf-8-sig", errors="replace")
        faults.append("The line is not UTF-8 text.")
    try:
        case = json.loads(
            text,
            object_pairs_hook=lambda pairs: _object(pairs, faults),
            parse_constant=lambda word: faults.append(f"{word} is not a number."),
            parse_int=lambda digits: int(digits) if len(digits) <= _LONGEST_WHOLE_NUMBER else float(digits),
        )
    except (ValueError, RecursionError):
        return None, None, (faults or ["The line is not valid JSON."])[0]
    if not isinstance(case, dict):
        return None, None, "The line is not a JSON object."
    name = case.get("id")
    if not isinstance(name, str | int | None) and not (isinstance(name, float) and math.isfinite(name)):
        return None, None, "An id must be text or a number."
    return (name, None, faults[0]) if faults else (name, case, "")


def _object(pairs: list[tuple[str, Any]], faults: list[str]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        faults.append("A name is used twice in one object.")
    return found


# The parts of a case, each of the kind it must be.


def _facts(case: Mapping[str, Any]) -> tuple[Fact, ...]:
    return tuple(_fact(flag) for flag in _list(case, "flags", required=True))


def _fact(flag: object) -> Fact:
    cells = _cells(flag, FLAG, "a flag")
    return Fact(
        condition=_text(cells, "condition"),
        status=_member(Status, cells.get("status", "yes"), "status"),
        side=None if cells.get("side") is None else _member(Side, cells["side"], "side"),
        areas=tuple(_texts(_list(cells, "areas"), "areas")),
        reference_on=_date(cells, "reference_on"),
        due_on=_date(cells, "due_on"),
        cleared=_yes_no(cells, "cleared"),
        attributes=_attributes(cells.get("attributes")),
        asked_on=_date(cells, "asked_on"),
    )


def _plan(case: Mapping[str, Any]) -> Plan:
    session_on = _date(case, "session_on")
    if session_on is None:
        raise Illegible("session_on is missing.")
    cells = _cells(case.get("plan"), PLAN, "the plan")
    return Plan(
        session_on=session_on,
        zones=tuple(_zone(zone) for zone in _list(cells, "zones")),
        techniques=tuple(_texts(_list(cells, "techniques"), "techniques")),
        pressure=_number(cells, "pressure"),
        minutes=_number(cells, "minutes"),
    )


def _zone(zone: object) -> PlannedZone:
    cells = _cells(zone, ZONE, "a planned zone")
    return PlannedZone(_text(cells, "zone"), _member(Side, cells.get("side"), "side"))


def _cells(row: object, known: frozenset[str], what: str) -> dict[str, Any]:
    """The cells of an object; a misspelt name would otherwise pass for something unknown."""
    if not isinstance(row, dict):
        raise Illegible(f"{what.capitalize()} must be an object.")
    if strange := sorted(row.keys() - known):
        raise Illegible(f"There is no {strange[0]!r} in {what}.")
    return row


def _list(cells: Mapping[str, Any], name: str, *, required: bool = False) -> list[Any]:
    value = cells.get(name)
    if value is None and not required:
        return []
    if not isinstance(value, list):
        raise Illegible(f"{name} must be a list.")
    return value


def _texts(values: Iterable[object], name: str) -> list[str]:
    texts = [value for value in values if isinstance(value, str)]
    if texts != list(values):
        raise Illegible(f"{name} must be a list of codes.")
    return texts


def _text(cells: Mapping[str, Any], name: str) -> str:
    value = cells.get(name)
    if not isinstance(value, str):
        raise Illegible(f"{name} must be a code.")
    return value


def _member(kind: type[Kind], value: object, name: str) -> Kind:
    if not isinstance(value, str) or value not in set(kind):
        raise Illegible(f"There is no {name} called {value!r}.")
    return kind(value)


def _date(cells: Mapping[str, Any], name: str) -> dt.date | None:
    value = cells.get(name)
    if value is None:
        return None
    try:
        if isinstance(value, str) and _DATE.fullmatch(value):
            return dt.date.fromisoformat(value)
    except ValueError:
        pass
    raise Illegible(f"{name} must be a date such as 2026-11-20.")


def _yes_no(cells: Mapping[str, Any], name: str) -> bool | None:
    value = cells.get(name)
    if value is not None and not isinstance(value, bool):
        raise Illegible(f"{name} must be true, false or null.")
    return value


def _number(cells: Mapping[str, Any], name: str) -> float | None:
    value = cells.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise Illegible(f"{name} must be a number.")
    return value


def _attributes(value: object) -> dict[str, str]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Illegible("attributes must be an object.")
    return {name: "|".join(map(_attribute, cell if isinstance(cell, list) else [cell])) for name, cell in value.items()}


def _attribute(value: object) -> str:
    """One answer as rules compare it: small letters, yes and no for true and false, nothing for null."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str | int | float):
        return str(value).strip().casefold()
    raise Illegible("An attribute must be text, a number, true or false.")
