"""The letter that asks a doctor or midwife: which zones, which question, and what we would do after a yes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format

from clients.checking import assess_everything, check_client
from clients.facts import FactSheet
from knowledge.check import Effect, Finding
from knowledge.wording import how_sure
from reflexpractice.accounts.models import Practice

if TYPE_CHECKING:
    from clients.checking import ClientCheck
    from clients.models import Clearance
    from knowledge.library import Library, Place
    from reflexpractice.accounts.models import User

FEET = {"right": "Right foot", "left": "Left foot"}
ANSWERS = ("Yes, from my side nothing speaks against it.", "Yes, with these limits:", "No.")


@dataclass(frozen=True, slots=True)
class Letter:
    """All that the letter says, on paper as in an e-mail."""

    practice: str
    sender: tuple[str, ...]
    to: str
    dated: str
    about: str
    condition: str
    opening: str
    question: str
    zones: tuple[tuple[str, str], ...]
    whys: tuple[str, ...]
    afterwards: tuple[str, ...]
    answers: tuple[str, ...]
    signed: str

    @property
    def subject(self) -> str:
        """Without a name or a health fact: a subject is read by whoever sees the screen."""
        return f"A question from {self.practice}"

    @property
    def text(self) -> str:
        """The letter as plain text, for an e-mail."""
        answers = "\n".join(f"[ ] {answer}" for answer in self.answers)
        parts = (
            self.opening,
            self.question,
            "\n".join(f"{foot}: {names}" for foot, names in self.zones),
            _bullets("Why we ask:", self.whys),
            _bullets("After a yes we would:", self.afterwards),
            f"Please answer with one of these, and until when it holds:\n{answers}",
            "\n".join((f"With kind regards, {self.signed}", self.practice, *self.sender)),
        )
        return "\n\n".join(part for part in parts if part)

    def as_dict(self) -> dict[str, Any]:
        """The letter as plain values, for the page that is printed."""
        return asdict(self) | {"subject": self.subject}


def _bullets(title: str, lines: Iterable[str]) -> str:
    rows = [f"- {line}" for line in lines]
    return "\n".join([title, *rows]) if rows else ""


def letter_for(clearance: Clearance, *, day: dt.date, by: User) -> Letter:
    """The letter of a question that waits, for a session on `day`; it names no more zones than a yes would open."""
    check = check_client(clearance.client, day)
    code = clearance.condition_id
    before, after = _finding(check, code, cleared=False), _finding(check, code, cleared=True)
    practice = Practice.objects.first()
    condition = check.library.condition(code).name if code in check.library.conditions_by_code else code
    client = clearance.client
    born = f", born {date_format(client.born_on, 'j F Y')}" if client.born_on else ""
    return Letter(
        practice=practice.name if practice else "",
        sender=_lines(practice),
        to=clearance.asked_of,
        dated=date_format(clearance.asked_on, "j F Y"),
        about=f"{client.name}{born}",
        condition=condition,
        opening=f"{client.name}{born}, comes to us for foot reflexology and told us: {condition}.",
        question=_question(client.first_name, before, after),
        zones=tuple(_zones(check.library, before, after)),
        whys=tuple(_whys(before)),
        afterwards=tuple(_afterwards(check.library, before, after)),
        answers=ANSWERS,
        signed=by.name or by.email,
    )


def _lines(practice: Practice | None) -> tuple[str, ...]:
    if practice is None:
        return ()
    address = practice.address.splitlines()
    return tuple(line for line in (*address, practice.phone, practice.email) if line.strip())


def _finding(check: ClientCheck, code: str, *, cleared: bool) -> Finding | None:
    """What the condition means with or without a clearance, all else as it is."""
    facts = tuple(replace(fact, cleared=cleared) if fact.condition == code else fact for fact in check.sheet.facts)
    body = assess_everything(check.knowledge, FactSheet(facts, check.sheet.problems), check.day)
    return next((finding for finding in body.findings if finding.condition.code == code), None)


def opened(before: Finding | None, after: Finding | None) -> dict[Place, Effect]:
    """The places that a yes would open, each with what it still asks for."""
    if before is None:
        return {}
    still = after.zones if after else {}
    held = {place: still.get(place, Effect.NONE) for place, effect in before.zones.items() if effect >= Effect.REFER}
    return {place: effect for place, effect in held.items() if effect < Effect.REFER}


def opens_session(before: Finding | None, after: Finding | None) -> bool:
    """Whether a yes decides about the session as a whole."""
    return before is not None and before.session >= Effect.REFER > (after.session if after else Effect.NONE)


def _zones(library: Library, before: Finding | None, after: Finding | None) -> Iterable[tuple[str, str]]:
    """The zones the question is about, by foot; "all zones" where nothing is left out after a yes."""
    left = _left_out(after)
    if opens_session(before, after):
        everywhere = {(side, zone.code): Effect.NONE for zone in library.zones for side in zone.feet}
        places = {place: effect for place, effect in everywhere.items() if place not in left}
        return _by_foot(library, places) if left else [("Both feet", "all zones")]
    return _by_foot(library, opened(before, after))


def _left_out(after: Finding | None) -> dict[Place, Effect]:
    """What stays left out even after a yes."""
    return {place: effect for place, effect in (after.zones if after else {}).items() if effect >= Effect.REFER}


def _question(name: str, before: Finding | None, after: Finding | None) -> str:
    if opens_session(before, after):
        return f"Does anything speak against {name} having foot reflexology with us?"
    if opened(before, after):
        return f"Does anything speak against working these reflex zones on {name}’s feet?"
    return f"Is there anything we should heed when we work on {name}’s feet?"


def _by_foot(library: Library, places: Mapping[Place, Effect]) -> Iterable[tuple[str, str]]:
    for side, words in FEET.items():
        names = [zone.name for zone in library.zones if (side, zone.code) in places]
        if names:
            yield words, ", ".join(names)


def _whys(before: Finding | None) -> Iterable[str]:
    """The reasons of the rules that a clearance lifts, each with how sure it is."""
    for hit in before.hits if before else ():
        if hit.rule.override == "clearance":
            yield f"{hit.rule.rationale.rstrip('.')}. {how_sure(hit.rule.evidence_grade, hit.rule.confidence)}"


def _afterwards(library: Library, before: Finding | None, after: Finding | None) -> Iterable[str]:
    """The limits we would keep: what stays when the answer is yes."""
    if after and after.max_pressure:
        yield f"keep to pressure {after.max_pressure} of 5 at most"
    if after and after.max_minutes:
        yield f"work for {after.max_minutes} minutes at most"
    light = {place for place, effect in opened(before, after).items() if effect is Effect.CAUTION}
    if light:
        yield "use light strokes only on the zones named above"
    for foot, names in _by_foot(library, _left_out(after)):
        yield f"go on leaving out, {foot.lower()}: {names}"
