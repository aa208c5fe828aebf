"""What is known of a client's safety, in a few words: the chips that stay in sight."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from clients import facts
from clients.checking import ClientCheck
from clients.findings import gravity
from clients.models import Client
from knowledge import wording
from knowledge.check import Effect, Finding
from knowledge.library import Library

SHOWN_AT_MOST = 4


class Chip(NamedTuple):
    """One chip as `components/chips.html` draws it."""

    kind: str
    icon: str
    words: str
    url: str = ""


Words = Callable[[Library, Finding, dt.date], str]


def by_name(library: Library, finding: Finding, day: dt.date) -> str:
    """A finding told by what it is about: "Pregnant, 24 weeks"."""
    return wording.title(library, finding.fact, day)


_LOOKS = {
    Effect.ABSOLUTE: ("avoid", "avoid"),
    Effect.AVOID: ("avoid", "avoid"),
    Effect.REFER: ("avoid", "clearance"),
    Effect.CAUTION: ("caution", "caution"),
}
_SHORT = {
    "consent_missing": Chip("unknown", "sign", "Consent not signed"),
    "intake_stale": Chip("unknown", "unknown", "Health check out of date"),
}
NOT_CHECKED = Chip("unknown", "unknown", "Not checked")
REVIEW_NEEDED = Chip("unknown", "hand", "Practitioner review needed")


def chips(found: ClientCheck, client: Client, *, words: Words = by_name) -> list[Chip]:
    """The warnings of a check, gravest first, for both whole feet and every technique.

    What could not be checked comes first; "No warnings" is said only where everything was known. `words` says how a
    finding is told: by its name, or by what to do first (`wording.what_first`).
    """
    return [*_doubt(found), *_warnings(found, words), *_last(found, client)]


def warnings(found: ClientCheck, client: Client) -> list[Chip]:
    """The same for a list: what is in force, or why nothing can be said."""
    about_health = [chip for chip in _warnings(found) if chip not in _SHORT.values()]
    return [*about_health, *_doubt(found)] or _last(found, client)


def _doubt(found: ClientCheck) -> list[Chip]:
    return [] if found.complete else [NOT_CHECKED]


def _warnings(found: ClientCheck, words: Words = by_name) -> list[Chip]:
    told = [finding for finding in found.body.findings if _is_told(finding)]
    told.sort(key=gravity, reverse=True)
    return [_chip(finding, words(found.library, finding, found.day)) for finding in told]


def shortened(every: list[Chip], *, at_most: int = SHOWN_AT_MOST, url: str = "") -> list[Chip]:
    """The first chips, and how many more there are."""
    if len(every) <= at_most:
        return every
    return [*every[:at_most], Chip("plain", "", f"+{len(every) - at_most}", url)]


def _is_told(finding: Finding) -> bool:
    return finding.effect >= Effect.CAUTION and not finding.is_unknown and finding.condition.code != "intake_missing"


def _chip(finding: Finding, words: str) -> Chip:
    if finding.condition.code in _SHORT:
        return _SHORT[finding.condition.code]
    return Chip(*_LOOKS[gravity(finding)], words)


def _last(found: ClientCheck, client: Client) -> list[Chip]:
    """What ends the row: all clear, or what has to be found out first."""
    if found.clear:
        return [Chip("ok", "shield", "No warnings")]
    number = len(found.unasked)
    words = f"Ask {number} question{'' if number == 1 else 's'}"
    asks = [Chip("unknown", "unknown", words, reverse("clients:ask", args=[client.pk]))] if number else []
    return asks + ([_birth_date(client)] if client.born_on is None else [])


def _birth_date(client: Client) -> Chip:
    return Chip("unknown", "unknown", "Birth date not known", reverse("clients:edit", args=[client.pk]))


def health_check(client: Client) -> Chip:
    """How things stand with the client's intake."""
    known: Any = facts.load(client)
    if known.intake_waits:
        return Chip("caution", "document", "Intake to review")
    if known.intake_accepted_at is None:
        return Chip("unknown", "unknown", "No health check yet")
    last = timezone.localdate(known.intake_accepted_at)
    days = (timezone.localdate() - last).days
    if days > facts.INTAKE_FRESH_DAYS:
        return Chip("unknown", "unknown", f"Health check is {days * 12 // 365} months old")
    return Chip("ok", "shield", f"Intake {short_date(last)}")


def short_date(day: dt.date) -> str:
    """A day as one says it: with its year only where that is another one."""
    return str(date_format(day, "j M" if day.year == timezone.localdate().year else "j M Y"))
