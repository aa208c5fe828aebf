"""What nobody has asked yet, as one card."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from clients.findings import Card
from knowledge.check import Effect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.check import Finding
    from sessions.checking import SessionCheck

NAMED = 6


def open_questions(check: SessionCheck) -> Card | None:
    """One card for every question without a valid answer; None when all were asked."""
    if not check.unasked:
        return None
    found = [finding for finding in check.body.findings if finding.is_unknown]
    effect = max((finding.effect for finding in found), default=Effect.INFORM)
    return Card(
        code="open-questions",
        fingerprint=_fingerprint(found),
        kind="unknown",
        icon="unknown",
        title=f"Not asked for today: {counted(len(check.unasked))}",
        what=_what(effect),
        instead="",
        why="A skipped answer is not a no, and an old no may have changed.",
        how_sure="",
        sources=(),
        noted=_named(check),
        effect=effect,
        gravity=effect,
        session=max((finding.session for finding in found), default=Effect.NONE),
        condition="answer_unknown",
        lifted_by="answer",
        rules=tuple(sorted({hit.code for finding in found for hit in finding.hits})),
    )


def counted(number: int) -> str:
    return f"{number} question{'' if number == 1 else 's'}"


def _what(effect: Effect) -> str:
    if effect >= Effect.REFER:
        return "Ask before the session; without an answer some zones stay closed."
    if effect == Effect.CAUTION:
        return "Ask before you start. Until then, light strokes only."
    return "Ask when it suits."


def _named(check: SessionCheck) -> str:
    names = [check.library.condition(code).name for code in check.unasked]
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more + "."


def _fingerprint(found: Sequence[Finding]) -> str:
    return hashlib.sha256("|".join(sorted(finding.fingerprint for finding in found)).encode()).hexdigest()


def needs_reading(card: Card) -> bool:
    """Whether the session waits until this was read; what must first be settled is no matter of reading."""
    return card.must_be_read and card.session < Effect.REFER


def to_read(check: SessionCheck) -> tuple[Card, ...]:
    """All cards of a check, gravest first, with the open questions as one of them."""
    asked = open_questions(check)
    every = (*check.cards(), *([asked] if asked else ()))
    return tuple(sorted(every, key=lambda card: -card.gravity))
