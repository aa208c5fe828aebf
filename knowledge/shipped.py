"""Reads the shipped content files into one knowledge document. No Django here."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from knowledge.document import FORMAT, Document, Fault, Row
from knowledge.soundness import validate

__all__ = ["CONTENT", "Document", "Fault", "read_content", "validate"]

GRAMMAR = "write it as field=value, with !=, < or > in place of =, and ? at the end to match unknown too"
CONTENT = Path(__file__).parent / "content"

_ATTRIBUTE = re.compile(r"([a-z][a-z0-9_]*)(!=|=|<|>)([^=!<>?;]+)(\??)")


def _text(cell: str) -> str:
    return cell


def _codes(cell: str) -> list[str]:
    return cell.split("|") if cell else []


def _whole(cell: str) -> int:
    return int(cell)


def _whole_or_none(cell: str) -> int | None:
    return int(cell) if cell else None


def _number(cell: str) -> int | float:
    number = float(cell)
    return int(number) if number.is_integer() else number


def _yes_no(cell: str) -> bool:
    return {"yes": True, "no": False}[cell]


def _span(cell: str) -> list[int] | None:
    if not cell:
        return None
    first, last = cell.split("-")
    return [int(first), int(last)]


def _attributes(cell: str) -> list[Row]:
    return [_attribute(part) for part in cell.split(";")] if cell else []


def _attribute(part: str) -> Row:
    match = _ATTRIBUTE.fullmatch(part.strip())
    if match is None:
        raise ValueError(GRAMMAR)
    field, operator, value, unknown = match.groups()
    return {"field": field, "operator": operator, "value": value, "when_unknown": bool(unknown)}


def _scope(cell: str) -> list[Row]:
    return [{"kind": kind, "code": code} for kind, _, code in (token.partition(":") for token in _codes(cell))]


def _choices(cell: str) -> list[Row]:
    return [{"value": value, "label": label} for value, _, label in (part.partition("=") for part in _codes(cell))]


Reader = Callable[[str], Any]


def _columns(names: str, **readers: Reader) -> dict[str, Reader]:
    return {name: readers.get(name, _text) for name in names.split()}


COLUMNS: dict[str, dict[str, Reader]] = {
    "zones": _columns(
        "code name kind region secondary_regions foot_side side_note view body_correspondence location"
        " body_system groups chart_agreement sources",
        secondary_regions=_codes, groups=_codes, sources=_codes,
    ),
    "conditions": _columns(
        "code name category kind parent question ask_when fresh_days critical icd10_who icd10_cm notes"
        " release_tier form_section sources at_the_door",
        fresh_days=_whole, critical=_yes_no, sources=_codes,
    ),
    "follow_ups": _columns("condition field kind choices question help sets", choices=_choices),
    "rules": _columns(
        "code condition statuses weeks days cleared attributes also_condition qualifier scope foot effect"
        " max_pressure max_minutes override rationale instead sources evidence_grade confidence release_tier"
        " call tell",
        statuses=_codes, weeks=_span, days=_span, attributes=_attributes, scope=_scope, sources=_codes,
        max_pressure=_whole_or_none, max_minutes=_whole_or_none,
    ),
    "techniques": _columns(
        "code name kind classes who regions pressure_min pressure_max minutes_min minutes_max minutes_per"
        " steps cautions sources",
        classes=_codes, who=_codes, regions=_codes, sources=_codes, pressure_min=_whole, pressure_max=_whole,
        minutes_min=_number, minutes_max=_number,
    ),
    "protocols": _columns(
        "code name complaint zones techniques minutes_per_foot_min minutes_per_foot_max pressure_max sequence"
        " frequency wording_allowed evidence_grade evidence_note known_conflicts sources",
        zones=_codes, techniques=_codes, sources=_codes, minutes_per_foot_min=_whole,
        minutes_per_foot_max=_whole, pressure_max=_whole,
    ),
    "aftercare": _columns(
        "code title advice when audience triggered_by not_with section do_not_say sources strength",
        audience=_codes, triggered_by=_codes, not_with=_codes, sources=_codes,
    ),
    "sources": _columns("code kind title year url strength note"),
}  # fmt: skip

# Left out of a row when they have nothing to say, as in a document written from the database.
OPTIONAL = {"conditions": {"at_the_door"}, "rules": {"call", "tell"}, "aftercare": {"not_with", "section"}}


def read_content(folder: Path = CONTENT) -> tuple[Document, list[Fault]]:
    """The document in a folder of content files, and everything that is wrong with it; never raises for a bad file."""
    faults: list[Fault] = []
    tables = {table: list(_read_table(folder, table, faults)) for table in COLUMNS}
    follow_ups = tables.pop("follow_ups")
    _number_zones(tables["zones"])
    _attach_follow_ups(tables["conditions"], follow_ups, faults)
    document: Document = {"format": FORMAT, **tables, "footmap": _read_footmap(folder, faults)}
    return document, faults or validate(document)


def _read_table(folder: Path, table: str, faults: list[Fault]) -> Iterator[Row]:
    """The rows of one file; a cell that cannot be read is reported and left empty."""
    columns = COLUMNS[table]
    text = _read_text(folder / f"{table}.csv", table, faults)
    if not text:
        return
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        if reader.fieldnames != list(columns):
            faults.append(Fault(table, "heading", f"must be {','.join(columns)}"))
            return
        for cells in reader:
            yield _read_row(table, reader.line_num, cells, faults)
    except csv.Error as error:
        faults.append(Fault(table, f"line {reader.line_num}", f"cannot be read: {error}"))


def _read_row(table: str, line: int, cells: dict[str | None, Any], faults: list[Fault]) -> Row:
    name = cells.get("code") or f"line {line}"
    if None in cells or None in cells.values():
        faults.append(Fault(table, name, "must have one cell for each column"))
    row: Row = {}
    for column, read in COLUMNS[table].items():
        cell = (cells.get(column) or "").strip()
        if not cell and column in OPTIONAL.get(table, ()):
            continue
        try:
            row[column] = read(cell)
        except (ValueError, KeyError) as error:
            reason = str(error) if isinstance(error, ValueError) and read is _attributes else "it cannot be read"
            faults.append(Fault(table, name, f"{column} {cell!r}: {reason}"))
            row[column] = None
    return row


def _read_text(path: Path, table: str, faults: list[Fault]) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        faults.append(Fault(table, path.name, "the file is missing"))
    except (OSError, UnicodeDecodeError):
        faults.append(Fault(table, path.name, "the file cannot be read as UTF-8 text"))
    return ""


def _read_footmap(folder: Path, faults: list[Fault]) -> Any:
    text = _read_text(folder / "footmap.json", "footmap", faults)
    try:
        return json.loads(text) if text else {}
    except (ValueError, RecursionError):
        faults.append(Fault("footmap", "footmap.json", "the file is not valid JSON"))
        return {}


def _number_zones(zones: list[Row]) -> None:
    for number, zone in enumerate(zones, start=1):
        zone["number"] = number


def _attach_follow_ups(conditions: list[Row], follow_ups: list[Row], faults: list[Fault]) -> None:
    """Give each condition its questions, numbered in the order of the file."""
    by_code = {condition["code"]: condition for condition in conditions}
    for condition in conditions:
        condition["follow_ups"] = []
    for follow_up in follow_ups:
        code = follow_up.pop("condition")
        if code not in by_code:
            faults.append(Fault("follow_ups", f"{code} {follow_up['field']}", f"there is no condition {code!r}"))
            continue
        own = by_code[code]["follow_ups"]
        own.append({**follow_up, "sort": len(own) + 1})
