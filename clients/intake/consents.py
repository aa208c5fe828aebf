"""What a client is asked to agree to: the words, and who signs. A change of words is a new version by its hash."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import gettext, override
from django.utils.translation import gettext_noop as _

from clients.facts import ADULT_AGE
from clients.models import Client, Consent


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of consent."""

    kind: str
    in_english: str
    words_in_english: str

    @property
    def title(self) -> str:
        return gettext(self.in_english)

    @property
    def words(self) -> str:
        """What is agreed to, in the language of the page."""
        return gettext(self.words_in_english)

    @property
    def name(self) -> str:
        return f"consent-{self.kind}"

    @property
    def words_hash(self) -> str:
        return hashlib.sha256(self.words.encode()).hexdigest()

    def versions(self) -> Iterator[str]:
        """The hash of today's words in each language: who agreed in one has agreed."""
        for code, _name in settings.LANGUAGES:
            with override(code):
                yield self.words_hash


ASKED = (
    Asked(
        Consent.Kind.TRUTH,
        _("Your answers"),
        _("My answers are true as far as I know. I will say so if anything changes."),
    ),
    Asked(
        Consent.Kind.TREATMENT,
        _("The treatment"),
        _(
            "I agree to have my feet worked on. I know that I can stop at any time, and that reflexology "
            "does not replace medical care: it neither finds out what is wrong nor cures it."
        ),
    ),
    Asked(
        Consent.Kind.RECORDS,
        _("Your records"),
        _(
            "You may keep my health answers and notes of my visits, so that you can treat me safely. "
            "Only those who treat me read them. I can ask to see them and take this back."
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed, for whom (empty relation: for themselves), who helped to understand it, and strokes, if drawn."""

    name: str
    relation: str = ""
    strokes: list[list[float]] = field(default_factory=list)
    supported_by: str = ""


def still_to_ask(client: Client, *, day: dt.date) -> tuple[Asked, ...]:
    """What is not agreed to in today's words: never asked, refused, taken back, or said otherwise at that time."""
    in_force = Consent.objects.in_force().filter(client=client)
    if (client.age_on(day) or 0) >= ADULT_AGE:
        # Who has come of age speaks for themselves.
        in_force = in_force.filter(relation="")
    agreed = set(in_force.values_list("kind", "words_hash"))
    return tuple(asked for asked in ASKED if not any((asked.kind, each) in agreed for each in asked.versions()))
