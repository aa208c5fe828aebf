"""What the knowledge pages show, gathered from one library."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from knowledge.cards import RuleCard, cards, citation_words
from knowledge.entries import Condition, Protocol, Technique, Zone
from knowledge.foot_map import FootMap
from knowledge.library import Library, Matcher
from knowledge.models.choices import (
    AskWhen,
    BodySystem,
    Category,
    Confidence,
    Feet,
    Per,
    Region,
    TechniqueKind,
    Worker,
)
from knowledge.rule_map import map_of


@dataclass(frozen=True)
class Fact:
    """One line of a page's facts."""

    name: str
    words: str


@dataclass(frozen=True)
class Page:
    """One thing of the library with the rules that bear on it."""

    code: str
    name: str
    facts: tuple[Fact, ...]
    rules: tuple[RuleCard, ...]
    sources: tuple[str, ...]
    protocols: tuple[Protocol, ...] = ()
    map: FootMap | None = None


@dataclass(frozen=True)
class Group:
    """Things of a list under one heading."""

    name: str
    things: tuple[Zone | Technique, ...]


def zone_groups(library: Library) -> list[Group]:
    """Zones by part of the foot, in the order of the parts."""
    order = list(Region.values)
    zones = sorted(library.zones, key=lambda zone: order.index(zone.region))
    return [Group(Region(region).label, tuple(some)) for region, some in groupby(zones, key=lambda zone: zone.region)]


def technique_groups(library: Library) -> list[Group]:
    """Techniques, tools, products and self-care, each kind by itself."""
    order = list(TechniqueKind.values)
    rows = sorted(library.techniques, key=lambda row: order.index(row.kind))
    return [Group(TechniqueKind(kind).label, tuple(some)) for kind, some in groupby(rows, key=lambda row: row.kind)]


def condition_page(library: Library, code: str) -> Page:
    """A condition: what we ask, how long an answer holds, its rules and their places. KeyError when unknown."""
    condition = library.condition(code)
    return Page(
        code=code,
        name=condition.name,
        facts=_condition_facts(library, condition),
        rules=tuple(cards(library, [rule for rule in library.rules if rule.condition == code])),
        sources=_cited(library, condition.sources),
        map=map_of(library, code),
    )


def _condition_facts(library: Library, condition: Condition) -> tuple[Fact, ...]:
    days = condition.fresh_days
    return _facts(
        kind=Category(condition.category).label,
        part_of=library.condition(condition.parent).name if condition.parent else "",
        we_ask=condition.question,
        when=AskWhen(condition.ask_when).label,
        then_we_ask=" ".join(follow_up.question for follow_up in condition.follow_ups),
        an_answer_holds="1 day" if days == 1 else f"{days} days",
        if_not_answered="Clearance first" if condition.critical else "A note",
        notes=condition.notes,
    )


def zone_page(library: Library, code: str) -> Page:
    """A zone: where it is, what it stands for, and every rule that names it. KeyError when unknown."""
    zone = library.zone(code)
    bits = library.grid.zones[code]
    return Page(
        code=code,
        name=zone.name,
        facts=_facts(
            number=str(zone.number),
            part_of_the_foot=", ".join(Region(region).label for region in zone.regions),
            foot=f"{Feet(zone.foot_side).label}; {zone.side_note}" if zone.side_note else Feet(zone.foot_side).label,
            stands_for=zone.body_correspondence,
            how_to_find_it=zone.location,
            body_system=BodySystem(zone.body_system).label,
            charts_agree=Confidence(zone.chart_agreement).label,
        ),
        rules=_rules(library, [matcher for matcher in _matchers(library) if matcher.zones & bits]),
        sources=_cited(library, zone.sources),
        protocols=tuple(each for each in library.protocols if code in each.zones),
    )


def technique_page(library: Library, code: str) -> Page:
    """A technique: how it is done, how hard and long, and every rule that names it. KeyError when unknown."""
    technique = library.technique(code)
    bit = library.grid.techniques[code]
    return Page(
        code=code,
        name=technique.name,
        facts=_facts(
            kind=TechniqueKind(technique.kind).label,
            done_by=", ".join(Worker(who).label for who in technique.who),
            parts_of_the_foot=", ".join(Region(region).label for region in technique.regions),
            pressure=f"{_span(technique.pressure_min, technique.pressure_max)} of 5",
            minutes=f"{_span(technique.minutes_min, technique.minutes_max)} {Per(technique.minutes_per).label}",
            steps=technique.steps,
            take_care=technique.cautions,
        ),
        rules=_rules(library, [matcher for matcher in _matchers(library) if matcher.techniques & bit]),
        sources=_cited(library, technique.sources),
        protocols=tuple(each for each in library.protocols if code in each.techniques),
    )


def _span(first: float, last: float) -> str:
    return f"{first}" if first == last else f"{first} to {last}"


def _facts(**words: str) -> tuple[Fact, ...]:
    return tuple(Fact(name.replace("_", " ").capitalize(), said) for name, said in words.items() if said)


def _cited(library: Library, sources: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(citation_words(each) for each in library.cited(sources))


def _matchers(library: Library) -> Iterable[Matcher]:
    """Each rule's matcher once, in the order of the rules."""
    every = {m.rule.code: m for by in library.matchers.values() for some in by.values() for m in some}
    return [every[rule.code] for rule in library.rules]


def _rules(library: Library, matchers: Iterable[Matcher]) -> tuple[RuleCard, ...]:
    return tuple(cards(library, [matcher.rule for matcher in matchers]))
