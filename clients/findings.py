"""Findings in the words and shapes a page shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.check import Effect, Finding, RuleHit
from knowledge.wording import how_sure, title, what_to_do

if TYPE_CHECKING:
    from knowledge.check import Assessment
    from knowledge.library import Library


@dataclass(frozen=True, slots=True)
class Card:
    """One finding as components/finding.html shows it; `conditions` and `lifted_by` serve the buttons."""

    code: str
    fingerprint: str
    kind: str
    icon: str
    title: str
    what: str
    instead: str
    why: str
    how_sure: str
    sources: tuple[str, ...]
    noted: str
    effect: Effect
    gravity: Effect
    session: Effect
    condition: str
    lifted_by: str
    rules: tuple[str, ...]

    @property
    def words(self) -> str:
        """All that was shown, as it is kept with an acknowledgement."""
        parts = (
            self.title,
            self.what,
            self.instead and f"Instead: {self.instead}",
            self.why and f"Why: {self.why}",
        )
        return "\n".join(part for part in parts if part)

    @property
    def must_be_read(self) -> bool:
        """Notes are for information; everything graver is read before the start."""
        return self.effect >= Effect.CAUTION


LOOK = {
    Effect.ABSOLUTE: ("avoid", "avoid"),
    Effect.AVOID: ("avoid", "avoid"),
    Effect.REFER: ("avoid", "clearance"),
    Effect.CAUTION: ("caution", "caution"),
    Effect.INFORM: ("info", "info"),
    Effect.NONE: ("info", "info"),
}


def cards(library: Library, body: Assessment, *, day: dt.date) -> tuple[Card, ...]:
    """A card for each finding that is about something known."""
    return tuple(_card(library, finding, day) for finding in body.findings if not finding.is_unknown)


def _card(library: Library, finding: Finding, day: dt.date) -> Card:
    kind, icon = LOOK[gravity(finding)]
    main = _main_hits(finding)
    return Card(
        code=finding.code,
        fingerprint=finding.fingerprint,
        kind="stop" if finding.session is Effect.ABSOLUTE else kind,
        icon=icon,
        title=title(library, finding.fact, day),
        what=" ".join(what_to_do(library, finding)),
        instead="; ".join(_once(hit.rule.instead for hit in main)),
        why=". ".join(_once(hit.rule.rationale.rstrip(".") for hit in main)) + ("." if main else ""),
        how_sure=" ".join(_once(how_sure(hit.rule.evidence_grade, hit.rule.confidence) for hit in main[:1])),
        sources=tuple(_once(_source(hit) for hit in finding.hits)),
        noted=_noted(finding),
        effect=finding.effect,
        gravity=gravity(finding),
        session=finding.session,
        condition=finding.condition.code,
        lifted_by=max(
            (hit.rule.override for hit in finding.hits),
            key=("reason", "answer", "clearance", "none").index,
            default="",
        ),
        rules=tuple(hit.code for hit in finding.hits),
    )


def gravity(finding: Finding) -> Effect:
    """How grave a finding looks, on its card and on its chip, and where it stands among the others.

    What is said of the feet counts in full. What only rules out an oil or a tool leaves the feet free: amber at most.
    """
    return max([finding.session, *finding.zones.values(), min(finding.effect, Effect.CAUTION)])


def _main_hits(finding: Finding) -> list[RuleHit]:
    """The gravest rules first; lesser ones only when there are few, so that a card stays readable."""
    gravest = [hit for hit in finding.hits if hit.effect is finding.effect]
    return gravest[:3] if gravest else list(finding.hits[:2])


def _once(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(word for word in words if word))


def _source(hit: RuleHit) -> str:
    return f"{hit.code}: " + ", ".join(_once(citation.source.title for citation in hit.citations))


def _noted(finding: Finding) -> str:
    said = f"“{finding.fact.words}” " if finding.fact.words else ""
    asked = f"Asked {finding.fact.asked_on:%-d %b %Y}." if finding.fact.asked_on else ""
    stale = " Out of date: ask again." if finding.is_stale else ""
    return f"{said}{asked}{stale}".strip()
