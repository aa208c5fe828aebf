"""One release of the knowledge, compiled for checking and looked up for showing. No Django here.

A zone on a foot is one bit of one integer: zone i of the reading order is bit 2i on the right foot and bit 2i + 1
on the left, set only where that foot has the zone. A rule's places are then one number, worked out once a release.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import Any, Literal, Self, TypeAlias

from knowledge.document import SYSTEM_CONDITIONS, Document
from knowledge.entries import (
    Aftercare,
    Attribute,
    Citation,
    Condition,
    Protocol,
    Rule,
    Source,
    Technique,
    Zone,
    citations,
)

Tier: TypeAlias = Literal["all", "core"]
Place: TypeAlias = tuple[str, str]
"""A zone on a foot: side, code."""

GRAVITY = {"inform": 1, "caution": 2, "refer": 3, "avoid": 4, "absolute": 5}


def canonical(document: Document) -> str:
    """The one way to write a document down; equal documents give equal text."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def seal_of(document: Document) -> str:
    """SHA-256 of the canonical text, in hexadecimal."""
    return hashlib.sha256(canonical(document).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Grid:
    """Zones, sides, regions and techniques as bits."""

    places: Mapping[Place, int]
    cells: Mapping[tuple[str, str], tuple[Place, int]]
    sides: Mapping[str | None, int]
    regions: Mapping[str, int]
    groups: Mapping[str, int]
    zones: Mapping[str, int]
    techniques: Mapping[str, int]
    classes: Mapping[str, int]
    whole: int

    @classmethod
    def of(cls, zones: Iterable[Zone], techniques: Iterable[Technique]) -> Self:
        """The grid of a library's zones and techniques, in their order."""
        places: dict[Place, int] = {}
        regions: dict[str, int] = {}
        groups: dict[str, int] = {}
        by_zone: dict[str, int] = {}
        for index, zone in enumerate(zones):
            for side in zone.feet:
                places[side, zone.code] = 1 << (2 * index + (side == "left"))
            by_zone[zone.code] = sum(places[side, zone.code] for side in zone.feet)
            _add(regions, zone.regions, by_zone[zone.code])
            _add(groups, zone.groups, by_zone[zone.code])
        by_technique: dict[str, int] = {}
        classes: dict[str, int] = {}
        for index, technique in enumerate(techniques):
            by_technique[technique.code] = 1 << index
            _add(classes, technique.classes, 1 << index)
        whole = sum(by_zone.values())
        left = sum(bit for (side, _), bit in places.items() if side == "left")
        sides: dict[str | None, int] = {
            "left": left,
            "right": whole & ~left,
            "both": whole,
            "unknown": whole,
            None: whole,
        }
        # Keyed as a planned zone is, so that a whole plan is looked up at once.
        cells = {(code, side): ((side, code), bit) for (side, code), bit in places.items()}
        return cls(places, cells, sides, regions, groups, by_zone, by_technique, classes, whole)


def _add(masks: dict[str, int], names: Iterable[str], mask: int) -> None:
    for name in names:
        masks[name] = masks.get(name, 0) | mask


@dataclass(frozen=True, slots=True)
class Matcher:
    """A rule made ready: what it asks of a fact, and the bits it touches."""

    rule: Rule
    code: str
    effect: int
    qualified: bool
    cleared: bool | None
    session: bool
    area: bool
    affected: bool
    always: bool
    zones: int
    techniques: int
    weeks: tuple[int, int] | None
    days: tuple[int, int] | None
    also_condition: str
    attributes: tuple[Attribute, ...]
    limits: bool
    max_pressure: int | None
    max_minutes: int | None

    @classmethod
    def of(cls, rule: Rule, grid: Grid) -> Self:
        """The matcher of a rule; KeyError when its scope names something unknown."""
        kinds = {token.kind for token in rule.scope}
        tokens = [(token.kind, token.code) for token in rule.scope]
        return cls(
            rule=rule,
            code=rule.code,
            effect=GRAVITY[rule.effect],
            qualified=bool(rule.weeks or rule.days or rule.cleared or rule.also_condition or rule.attributes),
            cleared={"": None, "yes": True, "no": False}[rule.cleared],
            session="session" in kinds,
            area="area" in kinds,
            affected=rule.foot == "affected",
            always=rule.condition == "always",
            zones=reduce(or_, (_zone_bits(kind, code, grid) for kind, code in tokens), 0),
            techniques=reduce(or_, (_technique_bits(kind, code, grid) for kind, code in tokens), 0),
            weeks=rule.weeks,
            days=rule.days,
            also_condition=rule.also_condition,
            attributes=rule.attributes,
            limits=rule.max_pressure is not None or rule.max_minutes is not None,
            max_pressure=rule.max_pressure,
            max_minutes=rule.max_minutes,
        )


def _zone_bits(kind: str, code: str, grid: Grid) -> int:
    if kind == "region":
        return grid.whole if code == "all" else grid.regions[code]
    if kind == "group":
        return grid.groups[code]
    return grid.zones[code] if kind == "zone" else 0


def _technique_bits(kind: str, code: str, grid: Grid) -> int:
    if kind == "class":
        return grid.classes[code]
    return grid.techniques[code] if kind in ("tech", "product") else 0


Matchers: TypeAlias = Mapping[str, Mapping[str, tuple[Matcher, ...]]]
"""By condition, then by status."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Library:
    """One release: entries in their order, lookups by code, and everything a check needs worked out beforehand."""

    number: int | None
    seal: str
    tier: Tier
    flaw: str
    zones: tuple[Zone, ...]
    conditions: tuple[Condition, ...]
    rules: tuple[Rule, ...]
    techniques: tuple[Technique, ...]
    protocols: tuple[Protocol, ...]
    aftercare: tuple[Aftercare, ...]
    sources: tuple[Source, ...]
    footmap: Mapping[str, Any]
    grid: Grid
    matchers: Matchers
    conditions_by_code: Mapping[str, Condition]
    _zones: Mapping[str, Zone]
    _rules: Mapping[str, Rule]
    _techniques: Mapping[str, Technique]
    _sources: Mapping[str, Source]

    @classmethod
    def compile(cls, document: Document, tier: Tier = "all", *, number: int | None = None) -> Self:
        """The library of a sound document; tier "core" leaves out extended rules. An unsound one may raise anything."""
        zones = tuple(sorted(map(Zone.of, document["zones"]), key=lambda zone: zone.number))
        conditions = tuple(map(Condition.of, document["conditions"]))
        techniques = tuple(map(Technique.of, document["techniques"]))
        sources = tuple(map(Source.of, document["sources"]))
        rules = tuple(map(Rule.of, document["rules"]))
        grid = Grid.of(zones, techniques)
        library = cls(
            number=number,
            seal=seal_of(document),
            tier="all",
            flaw=_flaw(conditions, rules),
            zones=zones,
            conditions=conditions,
            rules=rules,
            techniques=techniques,
            protocols=tuple(map(Protocol.of, document["protocols"])),
            aftercare=tuple(map(Aftercare.of, document["aftercare"])),
            sources=sources,
            footmap=document["footmap"],
            grid=grid,
            matchers=_matchers(rules, grid),
            conditions_by_code={condition.code: condition for condition in conditions},
            _zones={zone.code: zone for zone in zones},
            _rules={rule.code: rule for rule in rules},
            _techniques={technique.code: technique for technique in techniques},
            _sources={source.code: source for source in sources},
        )
        return library if tier == "all" else library.narrowed(tier)

    def narrowed(self, tier: Tier) -> Self:
        """The same release with the rules of that tier alone."""
        rules = tuple(rule for rule in self.rules if tier == "all" or rule.release_tier == tier)
        return replace(
            self,
            tier=tier,
            flaw=_flaw(self.conditions, rules),
            rules=rules,
            matchers=_matchers(rules, self.grid),
            _rules={rule.code: rule for rule in rules},
        )

    def __repr__(self) -> str:
        return f"<Library {self.number or 'shipped'} {self.seal[:12]}, {self.tier} tier>"

    def zone(self, code: str) -> Zone:
        """The zone of that code; KeyError when there is none, as for all lookups here."""
        return self._zones[code]

    def condition(self, code: str) -> Condition:
        """The condition of that code."""
        return self.conditions_by_code[code]

    def rule(self, code: str) -> Rule:
        """The rule of that code."""
        return self._rules[code]

    def technique(self, code: str) -> Technique:
        """The technique, tool or product of that code."""
        return self._techniques[code]

    def source(self, code: str) -> Source:
        """The source of that code."""
        return self._sources[code]

    def cited(self, sources: tuple[str, ...]) -> tuple[Citation, ...]:
        """The sources behind citations such as "S0:L69-93", with their locators."""
        return citations(self._sources, sources)


def _flaw(conditions: Iterable[Condition], rules: tuple[Rule, ...]) -> str:
    """Why no check can be complete with these; empty when all is well."""
    lacking = sorted(set(SYSTEM_CONDITIONS) - {condition.code for condition in conditions})
    if lacking:
        return f"The knowledge library lacks the condition {lacking[0]!r}."
    return "" if rules else "The knowledge library holds no rules."


def _matchers(rules: Iterable[Rule], grid: Grid) -> Matchers:
    found: dict[str, dict[str, list[Matcher]]] = {}
    for rule in rules:
        matcher = Matcher.of(rule, grid)
        for status in rule.statuses:
            found.setdefault(rule.condition, {}).setdefault(status, []).append(matcher)
    return {code: {status: tuple(some) for status, some in by.items()} for code, by in found.items()}
