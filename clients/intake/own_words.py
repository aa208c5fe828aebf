"""What a client wrote freely: shown where somebody plans, never read by the check."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from clients.models import Client, Intake

if TYPE_CHECKING:
    from reflexpractice.accounts.models import User

LABELS = {"medicines": "Medicines", "illnesses": "Anything else", "changes": "Changes"}
MOST = 6


@dataclass(frozen=True, slots=True)
class OwnWords:
    """One text as it was written, with its day and the intake it stands in."""

    label: str
    words: str
    said_on: dt.date
    intake: int
    waits: bool


def own_words(client: Client, user: User) -> tuple[OwnWords, ...]:
    """The last texts of a client's intakes, newest first, those that wait for review among them; in one query.

    A short form says what has changed, so that older texts are shown with it.
    """
    kept = [Intake.Status.SUBMITTED, Intake.Status.ACCEPTED]
    intakes = Intake.objects.visible_to(user).filter(client=client, status__in=kept).order_by("-submitted_at", "-pk")
    rows = intakes.values_list("pk", "status", "submitted_at", "answers__entries")[:MOST]
    found = (
        OwnWords(label, entries[name], timezone.localdate(at), pk, status == Intake.Status.SUBMITTED)
        for pk, status, at, entries in rows
        for name, label in LABELS.items()
        if entries and entries.get(name)
    )
    return tuple(found)[:MOST]
