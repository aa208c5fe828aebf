"""How rows of the database and rows of the knowledge document stand for each other.

One `Table` a table of the document: its model, its columns, and the rows that hang on it. Everything
that reads or writes a document (loading, publishing, comparing) goes through `TABLES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from knowledge.document import Row
from knowledge.models import (
    Aftercare,
    Condition,
    FollowUp,
    FootOutline,
    Protocol,
    ProtocolZone,
    RegionShape,
    Rule,
    RuleAttribute,
    RuleScope,
    Source,
    Technique,
    Zone,
    ZoneShape,
)
from knowledge.models.row import KnowledgeRow, SwitchableRow


def number(value: float | None) -> float | int | None:
    """A number as the document writes it: whole numbers without a decimal point."""
    return int(value) if value is not None and value == int(value) else value


@dataclass(frozen=True)
class Column:
    """One key of a document row and the attributes of the object it fills."""

    name: str
    write: Callable[[Any], Any]
    read: Callable[[Any], Mapping[str, Any]]
    # Left out of the document when it has nothing to say.
    optional: bool = False
    absent: Any = ""


def plain(name: str, attribute: str = "") -> Column:
    attr = attribute or name
    return Column(name, lambda obj: getattr(obj, attr), lambda value: {attr: value})


def link(name: str) -> Column:
    """A code of another row; empty when there is none."""
    return Column(name, lambda obj: getattr(obj, f"{name}_id") or "", lambda value: {f"{name}_id": value or None})


def figure(name: str, attribute: str = "") -> Column:
    attr = attribute or name
    return Column(name, lambda obj: number(getattr(obj, attr)), lambda value: {attr: value})


def span(name: str) -> Column:
    """A range with both ends, or null."""
    first, last = f"{name}_from", f"{name}_to"
    return Column(
        name,
        lambda obj: None if getattr(obj, first) is None else [getattr(obj, first), getattr(obj, last)],
        lambda value: dict(zip((first, last), value or (None, None), strict=True)),
    )


def optional(column: Column, absent: Any = "") -> Column:
    return Column(column.name, column.write, column.read, optional=True, absent=absent)


def columns(names: str) -> tuple[Column, ...]:
    return tuple(plain(name) for name in names.split())


@dataclass(frozen=True)
class Parts:
    """Rows that hang on a row: one key of the document, a list in order."""

    name: str
    model: type[models.Model]
    owner: str
    write: Callable[[Any], Any]
    read: Callable[[Any, int], Mapping[str, Any]]

    def build(self, owner: KnowledgeRow, items: Iterable[Any]) -> list[models.Model]:
        return [self.model(**{f"{self.owner}_id": owner.pk}, **self.read(item, n)) for n, item in enumerate(items, 1)]


def parts(name: str, model: type[models.Model], owner: str, names: str) -> Parts:
    """Parts whose document rows are their columns, name by name."""
    wanted = names.split()
    return Parts(
        name,
        model,
        owner,
        lambda obj: {each: getattr(obj, each) for each in wanted},
        lambda item, _n: {each: item[each] for each in wanted},
    )


@dataclass(frozen=True)
class Table:
    """A table of the document."""

    name: str
    model: type[KnowledgeRow]
    columns: tuple[Column, ...]
    parts: tuple[Parts, ...] = ()
    # Rows of the drawing have no code in the document; theirs says what they are.
    coded: bool = True

    @property
    def can_be_left_out(self) -> bool:
        """Whether the practice may take a row out of use."""
        return issubclass(self.model, SwitchableRow)

    def write(self, obj: KnowledgeRow) -> Row:
        """The document row of an object; its parts must be prefetched."""
        row: Row = {"code": obj.code} if self.coded else {}
        for column in self.columns:
            value = column.write(obj)
            if not column.optional or value != column.absent:
                row[column.name] = value
        for part in self.parts:
            row[part.name] = [part.write(each) for each in getattr(obj, part.name).all()]
        return row

    def read(self, code: str, row: Row) -> dict[str, Any]:
        """The attributes an object takes from a document row."""
        attributes: dict[str, Any] = {"code": code}
        for column in self.columns:
            attributes.update(column.read(row.get(column.name, column.absent) if column.optional else row[column.name]))
        return attributes

    def objects(self) -> models.QuerySet[Any]:
        """Every row with its parts, in order."""
        return self.model._default_manager.prefetch_related(*(part.name for part in self.parts))

    def in_use(self) -> models.QuerySet[Any]:
        """The rows that go into a release."""
        return self.objects().filter(in_use=True) if self.can_be_left_out else self.objects()


PLACED = (
    Column(
        "anchor",
        lambda obj: [number(obj.anchor_x), number(obj.anchor_y)],
        lambda value: {"anchor_x": value[0], "anchor_y": value[1]},
    ),
    optional(figure("rot", "rotation"), absent=0),
    figure("r", "radius"),
    figure("w", "width"),
    figure("h", "height"),
    plain("rings"),
)

SHAPE_ZONE = Column("zone", lambda obj: obj.zone_id, lambda value: {"zone_id": value})
MAIN = Column("main", lambda obj: int(obj.main), lambda value: {"main": bool(value)})
LAYER_OF_REGIONS = Column("layer", lambda _obj: "area", lambda _value: {})

# In the order in which they can be loaded: what is named comes before what names it.
TABLES: tuple[Table, ...] = (
    Table("sources", Source, columns("kind title year url strength note")),
    Table(
        "zones",
        Zone,
        columns(
            "number name kind region secondary_regions foot_side side_note view body_correspondence location "
            "body_system groups chart_agreement sources"
        ),
    ),
    Table(
        "outlines",
        FootOutline,
        (
            *columns("name mirror box"),
            plain("outline", "rings"),
            *(optional(plain(name), absent=None) for name in ("crop", "fade", "nails")),
            plain("shade"),
        ),
        coded=False,
    ),
    Table("regions", RegionShape, (*columns("region view"), LAYER_OF_REGIONS, *PLACED), coded=False),
    Table(
        "shapes",
        ZoneShape,
        (
            SHAPE_ZONE,
            *columns("foot view layer"),
            *(optional(plain(name)) for name in ("place", "label", "name")),
            optional(MAIN, absent=0),
            *PLACED,
        ),
        coded=False,
    ),
    Table(
        "conditions",
        Condition,
        (
            *columns("name category kind"),
            link("parent"),
            *columns(
                "question ask_when fresh_days critical icd10_who icd10_cm notes release_tier form_section sources"
            ),
            optional(plain("at_the_door")),
        ),
        (parts("follow_ups", FollowUp, "condition", "field kind choices question help sort sets"),),
    ),
    Table(
        "techniques",
        Technique,
        (
            *columns("name kind classes who regions"),
            *(figure(name) for name in ("pressure_min", "pressure_max", "minutes_min", "minutes_max")),
            *columns("minutes_per steps cautions sources"),
        ),
    ),
    Table(
        "rules",
        Rule,
        (
            link("condition"),
            plain("statuses"),
            span("weeks"),
            span("days"),
            plain("cleared"),
            link("also_condition"),
            *columns(
                "qualifier foot effect max_pressure max_minutes override rationale instead sources "
                "evidence_grade confidence release_tier"
            ),
            *(optional(plain(name)) for name in ("call", "tell")),
        ),
        (
            parts("scope", RuleScope, "rule", "kind code"),
            parts("attributes", RuleAttribute, "rule", "field operator value when_unknown"),
        ),
    ),
    Table(
        "protocols",
        Protocol,
        columns(
            "name complaint techniques minutes_per_foot_min minutes_per_foot_max pressure_max sequence frequency "
            "wording_allowed evidence_grade evidence_note known_conflicts sources"
        ),
        (
            Parts(
                "zones",
                ProtocolZone,
                "protocol",
                lambda obj: obj.zone_id,
                lambda code, position: {"zone_id": code, "position": position},
            ),
        ),
    ),
    Table(
        "aftercare",
        Aftercare,
        (
            *columns("title advice when audience triggered_by do_not_say sources strength"),
            optional(plain("not_with"), absent=[]),
            optional(plain("section")),
        ),
    ),
)
