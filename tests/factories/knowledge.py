"""Rows of the library, and the shipped library itself."""

from __future__ import annotations

from typing import Any

import factory

from knowledge.document import Document
from knowledge.library import canonical, seal_of
from knowledge.loading import load
from knowledge.models import Condition, Release, Rule, RuleScope, Source, Technique, Zone
from knowledge.models.choices import (
    BodySystem,
    Category,
    Confidence,
    Effect,
    Grade,
    Region,
    ScopeKind,
    SourceKind,
    Strength,
)
from knowledge.publishing import publish
from knowledge.shipped import read_content
from knowledge.tables import TABLES


class SourceFactory(factory.django.DjangoModelFactory[Source]):
    class Meta:
        model = Source

    code = factory.Sequence(lambda number: f"BOOK-{number}")
    kind = SourceKind.TEXTBOOK
    title = "A book about feet"
    strength = Strength.MEDIUM


class ZoneFactory(factory.django.DjangoModelFactory[Zone]):
    class Meta:
        model = Zone

    code = factory.Sequence(lambda number: f"zone_{number}")
    number = factory.Sequence(lambda number: 100 + number)
    name = factory.Sequence(lambda number: f"Zone {number}")
    region = Region.HEEL
    body_system = BodySystem.MUSCULOSKELETAL
    chart_agreement = Confidence.MEDIUM


class TechniqueFactory(factory.django.DjangoModelFactory[Technique]):
    class Meta:
        model = Technique

    code = factory.Sequence(lambda number: f"technique_{number}")
    name = factory.Sequence(lambda number: f"Technique {number}")


class ConditionFactory(factory.django.DjangoModelFactory[Condition]):
    class Meta:
        model = Condition

    code = factory.Sequence(lambda number: f"condition_{number}")
    name = factory.Sequence(lambda number: f"Condition {number}")
    category = Category.PERSON
    question = "Do you have it?"
    fresh_days = 90


class RuleFactory(factory.django.DjangoModelFactory[Rule]):
    """A rule on the whole session; `scope=[("zone", "liver")]` for something else."""

    class Meta:
        model = Rule
        skip_postgeneration_save = True

    code = factory.Sequence(lambda number: f"OWN-{number}")
    condition = factory.SubFactory(ConditionFactory)
    effect = Effect.CAUTION
    rationale = "We have seen it go wrong."
    instead = "Rest the hands on the feet."
    evidence_grade = Grade.D
    confidence = Confidence.LOW

    @factory.post_generation
    def scope(self, create: bool, extracted: Any, **_: Any) -> None:
        for kind, code in extracted or [(ScopeKind.SESSION, "")]:
            RuleScope.objects.create(rule=self, kind=kind, code=code)


def load_shipped() -> None:
    """Every shipped row, as a new practice has them."""
    document, faults = read_content()
    assert faults == []
    load(document)


def publish_shipped() -> Release:
    """The shipped library, published."""
    load_shipped()
    return publish(by=None, note="Shipped knowledge")


def publish_lightly(document: Document) -> Release:
    """A release of a document with, of its rows, only the conditions: those that clients' flags name."""
    table = next(each for each in TABLES if each.name == "conditions")
    rows = enumerate(document[table.name], 1)
    table.model._default_manager.bulk_create(
        table.model(sort=sort, **table.read(row["code"], row)) for sort, row in rows
    )
    return Release.objects.create(number=1, content=canonical(document), seal=seal_of(document))
