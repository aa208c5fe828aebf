"""Which advice of the library is for this client on this day, and what may not be left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.check import Effect, Fact, Status
from knowledge.document import SECTIONS

if TYPE_CHECKING:
    from clients.checking import ClientCheck
    from knowledge.entries import Aftercare

CARE, HELP = "care", "help"
ALWAYS, OPTIONAL = "always", "optional"
SO = (Status.YES, Status.SUSPECTED)


@dataclass(frozen=True, slots=True)
class Advice:
    """One piece of advice: where it stands, whether it must stay, and whether it is suggested to be there."""

    code: str
    title: str
    words: str
    section: str
    must_stay: bool = False
    is_suggested: bool = True

    def is_on(self, *, left_out: Iterable[str], taken_in: Iterable[str]) -> bool:
        """Whether it stands on the sheet; what must stay does, whatever was chosen."""
        if self.must_stay:
            return True
        return self.code not in set(left_out) if self.is_suggested else self.code in set(taken_in)


@dataclass(frozen=True)
class _Known:
    """What is known of the client on the day: what is so, what counted in the past, what nobody knows."""

    so: dict[str, Fact]
    unknown: frozenset[str]

    @classmethod
    def of(cls, check: ClientCheck) -> _Known:
        telling = {found.condition.code for found in check.body.findings if found.effect > Effect.NONE}
        so = {
            fact.condition: fact
            for fact in check.sheet.facts
            # What is past counts as long as a rule still does.
            if fact.status in SO or (fact.status is Status.PAST and fact.condition in telling)
        }
        unasked = {fact.condition for fact in check.sheet.facts if fact.status is Status.UNKNOWN}
        return cls(so, frozenset(unasked | set(check.body.unknown)) - so.keys())


def advice_for(check: ClientCheck) -> list[Advice]:
    """The advice that is for this client on the check's day, section by section, the client's own before everybody's.

    Advice that would be wrong with a condition is left off where that is so, may be so, or nobody knows.
    """
    known = _Known.of(check)
    rows = [advice for entry in check.library.aftercare if (advice := _advice(entry, known))]
    every = {entry.code for entry in check.library.aftercare if ALWAYS in entry.triggered_by}
    return sorted(rows, key=lambda row: (SECTIONS.index(row.section), not row.is_suggested, row.code in every))


def _advice(entry: Aftercare, known: _Known) -> Advice | None:
    if known.so.keys() & set(entry.not_with) or known.unknown & set(entry.not_with):
        return None
    section = entry.section or CARE
    is_sure = any(_holds(trigger, known) for trigger in entry.triggered_by)
    # What nobody knows may be so: its warning signs are suggested, and can be left out.
    may_be = section == HELP and any(trigger.partition(" ")[0] in known.unknown for trigger in entry.triggered_by)
    if not (is_sure or may_be or OPTIONAL in entry.triggered_by):
        return None
    return Advice(
        code=entry.code,
        title=entry.title,
        words=entry.advice,
        section=section,
        must_stay=section == HELP and is_sure,
        is_suggested=is_sure or may_be,
    )


def _holds(trigger: str, known: _Known) -> bool:
    """Whether a trigger ("always", "diabetes", "diabetes insulin=yes") is met; an unknown detail may be so."""
    code, _, detail = trigger.partition(" ")
    if code == ALWAYS:
        return True
    if code not in known.so:
        return False
    return not detail or any(answer in ("", "unknown", _value(detail)) for answer in _answers(known.so[code], detail))


def _value(detail: str) -> str:
    return detail.partition("=")[2]


def _answers(fact: Fact, detail: str) -> Iterator[str]:
    yield from fact.attributes.get(detail.partition("=")[0], "").split("|")
