"""What one knowledge document adds to, changes in and removes from another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any

from knowledge.assembly import take_apart
from knowledge.document import Row

TABLE_WORDS = {
    "zones": "Zones",
    "conditions": "Conditions",
    "rules": "Rules",
    "techniques": "Techniques",
    "protocols": "Protocols",
    "aftercare": "Aftercare advice",
    "sources": "Sources",
    "outlines": "Outlines of feet",
    "regions": "Shapes of parts of the foot",
    "shapes": "Shapes of zones",
}
# Points of a drawing say nothing to a reader.
DRAWN = ("rings", "outline", "nails", "shade")
LONGEST = 300


class Kind(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True)
class ColumnChange:
    """One cell, before and after."""

    name: str
    before: Any
    after: Any

    @property
    def was(self) -> str:
        return words(self.name, self.before)

    @property
    def becomes(self) -> str:
        return words(self.name, self.after)


@dataclass(frozen=True)
class Change:
    """One row that differs."""

    table: str
    code: str
    kind: Kind
    name: str = ""
    columns: tuple[ColumnChange, ...] = ()


@dataclass(frozen=True)
class TableChanges:
    """The changes of one table, for a page."""

    name: str
    added: tuple[Change, ...]
    changed: tuple[Change, ...]
    removed: tuple[Change, ...]


def changes(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> list[Change]:
    """What `new` does to `old`, table by table, in the order of the rows; without an old one all is added."""
    before = take_apart(old) if old else {}
    after = take_apart(new)
    return [change for table in TABLE_WORDS for change in _in_table(table, before.get(table, {}), after[table])]


def _in_table(table: str, before: Mapping[str, Row], after: Mapping[str, Row]) -> list[Change]:
    found = [Change(table, code, Kind.REMOVED, _name(row)) for code, row in before.items() if code not in after]
    for code, row in after.items():
        if code not in before:
            found.append(Change(table, code, Kind.ADDED, _name(row)))
        elif columns := _columns(before[code], row):
            found.append(Change(table, code, Kind.CHANGED, _name(row), columns))
    return found


def _name(row: Row) -> str:
    """What a reader knows the row by: its name or title, a rule by its reason."""
    return str(row.get("name") or row.get("title") or row.get("rationale") or "")


def _columns(before: Row, after: Row) -> tuple[ColumnChange, ...]:
    names = dict.fromkeys([*before, *after])
    return tuple(
        ColumnChange(name, before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)
    )


def by_table(found: Iterable[Change]) -> list[TableChanges]:
    """Changes gathered by table and kind."""
    return [_gathered(table, list(some)) for table, some in groupby(found, key=lambda change: change.table)]


def _gathered(table: str, found: list[Change]) -> TableChanges:
    kinds = {kind: tuple(change for change in found if change.kind is kind) for kind in Kind}
    return TableChanges(TABLE_WORDS[table], kinds[Kind.ADDED], kinds[Kind.CHANGED], kinds[Kind.REMOVED])


def words(name: str, value: Any) -> str:
    """A cell of the document as a reader can take it in."""
    if name in DRAWN:
        return "a drawing"
    said = _said(value)
    return said if len(said) <= LONGEST else f"{said[:LONGEST]} …"


def _said(value: Any) -> str:
    match value:
        case None | "" | []:
            return "nothing"
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(map(_said, value))
        case dict():
            return " ".join(_said(each) for each in value.values() if each != "")
    return str(value)
