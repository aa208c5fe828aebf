"""What a page shows of a rule, ready for the finding component."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from knowledge import sentences
from knowledge.entries import Citation, Condition, Rule
from knowledge.library import GRAVITY, Library
from knowledge.wording import how_sure

# Effect: kind and icon of the finding component.
LOOKS = {
    "absolute": ("stop", "avoid"),
    "avoid": ("avoid", "avoid"),
    "refer": ("avoid", "clearance"),
    "caution": ("caution", "caution"),
    "inform": ("info", "info"),
}


@dataclass(frozen=True)
class RuleCard:
    """A rule as practitioners read it; names as the finding component knows them."""

    code: str
    kind: str
    icon: str
    title: str
    what: str
    instead: str
    why: str
    how_sure: str
    sources: tuple[str, ...]
    qualifier: str
    lifting: str
    condition: Condition

    @classmethod
    def of(cls, library: Library, rule: Rule) -> RuleCard:
        """The card of a rule in its library."""
        kind, icon = LOOKS[rule.effect]
        return cls(
            code=rule.code,
            kind=kind,
            icon=icon,
            title=sentences.when(library, rule),
            what=sentences.what(library, rule),
            instead=rule.instead,
            why=rule.rationale,
            how_sure=how_sure(rule.evidence_grade, rule.confidence),
            sources=tuple(citation_words(each) for each in library.cited(rule.sources)),
            qualifier=rule.qualifier,
            lifting=sentences.LIFTING_WORDS[rule.override],
            condition=library.condition(rule.condition),
        )


def citation_words(citation: Citation) -> str:
    """A source with the place in it."""
    return f"{citation.source.title}, {citation.locator}" if citation.locator else citation.source.title


def cards(library: Library, rules: Iterable[Rule]) -> list[RuleCard]:
    """Cards of rules, gravest first, else in their order."""
    return [RuleCard.of(library, rule) for rule in sorted(rules, key=lambda rule: -GRAVITY[rule.effect])]


@dataclass(frozen=True)
class ConditionLine:
    """A condition in the list, with its rules counted by effect."""

    condition: Condition
    rules: int
    chips: tuple[tuple[str, str, str], ...]


def lines(library: Library, *, words: str = "") -> list[ConditionLine]:
    """Conditions that have every one of the words in their name, question, code or rules."""
    wanted = words.lower().split()
    rules: dict[str, list[Rule]] = {}
    for rule in library.rules:
        rules.setdefault(rule.condition, []).append(rule)
    found = [(each, rules.get(each.code, [])) for each in library.conditions]
    return [_line(each, some) for each, some in found if all(word in _text(each, some) for word in wanted)]


def _text(condition: Condition, rules: Iterable[Rule]) -> str:
    said = [f"{rule.code} {rule.qualifier} {rule.rationale} {rule.instead}" for rule in rules]
    return " ".join([condition.code, condition.name, condition.question, *said]).lower()


def _line(condition: Condition, rules: list[Rule]) -> ConditionLine:
    counted = Counter(rule.effect for rule in rules)
    chips = tuple(
        (*LOOKS[effect], f"{sentences.EFFECT_WORDS[effect]} {counted[effect]}")
        for effect in sorted(counted, key=lambda effect: -GRAVITY[effect])
    )
    return ConditionLine(condition, len(rules), chips)
