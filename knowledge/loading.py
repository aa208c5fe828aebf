"""Taking shipped knowledge into the rows, without losing what the practice has made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction

from knowledge.assembly import take_apart
from knowledge.document import Row
from knowledge.library import seal_of
from knowledge.models.drawing import Drawn
from knowledge.models.row import KnowledgeRow, SwitchableRow
from knowledge.tables import TABLES, Table


@dataclass
class Loaded:
    """What loading did to one table; `kept` are rows the practice has edited, `withdrawn` are shipped no longer."""

    table: Table
    created: list[KnowledgeRow] = field(default_factory=list)
    changed: list[KnowledgeRow] = field(default_factory=list)
    unchanged: list[KnowledgeRow] = field(default_factory=list)
    kept: list[KnowledgeRow] = field(default_factory=list)
    withdrawn: list[KnowledgeRow] = field(default_factory=list)


@transaction.atomic
def load(document: Mapping[str, Any], *, overwrite: bool = False) -> list[Loaded]:
    """Take in a valid document; rows the practice has edited stay as they are unless `overwrite`."""
    shipped = take_apart(document)
    return [_load_table(table, shipped[table.name], overwrite=overwrite) for table in TABLES]


def _load_table(table: Table, rows: dict[str, Row], *, overwrite: bool) -> Loaded:
    loaded = Loaded(table)
    stored: dict[str, KnowledgeRow] = {obj.code: obj for obj in table.objects()}
    for sort, (code, row) in enumerate(rows.items(), 1):
        attributes = {"sort": sort, "shipped_seal": seal_of(row), **table.read(code, row)}
        _sort_out(loaded, stored.get(code), attributes, overwrite=overwrite)
    loaded.withdrawn = [obj for code, obj in stored.items() if code not in rows and obj.shipped_seal]
    _store(loaded, rows)
    return loaded


def _sort_out(loaded: Loaded, obj: KnowledgeRow | None, attributes: dict[str, Any], *, overwrite: bool) -> None:
    """Decide whether a shipped row is new, the same, an improvement, or would undo the practice's work."""
    table = loaded.table
    if obj is None:
        loaded.created.append(table.model(**attributes))
        return
    current, shipped = seal_of(table.write(obj)), attributes["shipped_seal"]
    if not overwrite and current not in (shipped, obj.shipped_seal):
        loaded.kept.append(obj)
        return
    # A row that was withdrawn and is shipped again comes back into use.
    if table.can_be_left_out and (overwrite or not obj.shipped_seal):
        attributes["in_use"] = True
    marks = {name: attributes[name] for name in ("sort", "shipped_seal", "in_use") if name in attributes}
    if current == shipped and all(getattr(obj, name) == value for name, value in marks.items()):
        loaded.unchanged.append(obj)
        return
    for name, value in attributes.items():
        setattr(obj, name, value)
    loaded.changed.append(obj)


def _store(loaded: Loaded, rows: Mapping[str, Row]) -> None:
    """Write what was sorted out, in as few statements as there are kinds of row."""
    model = loaded.table.model
    written = [*loaded.created, *loaded.changed]
    for obj in written:
        if isinstance(obj, Drawn):
            obj.derive_path()
    model._default_manager.bulk_create(loaded.created)
    columns = [column.name for column in model._meta.concrete_fields if not column.primary_key]
    model._default_manager.bulk_update(loaded.changed, columns)
    _store_parts(loaded, written, rows)
    _withdraw(loaded)


def _store_parts(loaded: Loaded, owners: list[KnowledgeRow], rows: Mapping[str, Row]) -> None:
    """Put the parts of created and changed rows in place of what they had."""
    changed = [obj.code for obj in loaded.changed]
    for part in loaded.table.parts:
        parts: models.Manager[Any] = part.model._default_manager
        if changed:
            parts.filter(**{f"{part.owner}__in": changed}).delete()
        parts.bulk_create([each for obj in owners for each in part.build(obj, rows[obj.code][part.name])])


def _withdraw(loaded: Loaded) -> None:
    """Take what is shipped no longer out of use; zones and conditions stay, for clients' records name them."""
    table = loaded.table
    gone = [obj.code for obj in loaded.withdrawn if seal_of(table.write(obj)) == obj.shipped_seal]
    if not gone:
        return
    rows = table.model._default_manager.filter(pk__in=gone)
    if issubclass(table.model, Drawn):
        rows.delete()
        return
    rows.update(shipped_seal="")
    if issubclass(table.model, SwitchableRow):
        table.model._default_manager.filter(pk__in=gone).update(in_use=False)
