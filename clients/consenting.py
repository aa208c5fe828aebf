"""Noting a consent that was given by word of mouth, and taking back what was agreed to."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from clients.facts import ADULT_AGE
from clients.intake.consents import Asked
from clients.models import Client, Consent
from clients.ripple import tell
from reflexpractice.accounts.models import User
from reflexpractice.audit.chain import record

BY_EMAIL = Asked(
    Consent.Kind.EMAIL,
    "Advice by e-mail",
    "You may send me the advice sheets of my visits to the e-mail address I gave you. They tell of my health, and an "
    "e-mail can be read by others on its way. I can take this back at any time.",
)
PHOTOS = Asked(
    Consent.Kind.PHOTOS,
    "Photos of the feet",
    "You may take photos of my feet and keep them with my notes, to see how they change. Only those who treat me see "
    "them; they are shown to nobody else and published nowhere. I may say no and be treated all the same. I can take "
    "this back: then nobody looks at them any more.",
)
"""Not part of the form: these are asked when they are wanted."""


@transaction.atomic
def note_consent(*, client: Client, asked: Asked, signed_name: str, relation: str = "", by: User) -> Consent:
    """Note that the client, or who speaks for them, agrees to these words. What is in force is not asked twice."""
    Client.objects.select_for_update().get(pk=client.pk)
    standing = Consent.objects.in_force().filter(client=client, kind=asked.kind, words_hash=asked.words_hash)
    if not relation:
        # Who has come of age says so anew.
        standing = standing.filter(relation="")
    if there := standing.first():
        return there
    consent = Consent.objects.create(
        client=client,
        kind=asked.kind,
        given=True,
        words=asked.words,
        words_hash=asked.words_hash,
        signed_name=signed_name,
        relation=relation,
        signed_at=timezone.now(),
    )
    record("consent.noted", on=consent, by=by, client=client.pk, detail={"kind": consent.kind})
    return consent


def agrees_to_email(client: Client) -> bool:
    """Whether the client agrees to get health advice by e-mail; who has come of age does so in their own name."""
    return _agrees(client, Consent.Kind.EMAIL)


def agrees_to_photos(client: Client) -> bool:
    """Whether the client agrees to photos; who has come of age does so in their own name."""
    return _agrees(client, Consent.Kind.PHOTOS)


def _agrees(client: Client, kind: str) -> bool:
    rows = Consent.objects.in_force().filter(client=client, kind=kind)
    if (client.age_on(timezone.localdate()) or 0) >= ADULT_AGE:
        rows = rows.filter(relation="")
    return rows.exists()


@transaction.atomic
def withdraw_consent(*, consent: Consent, by: User, words: str) -> bool:
    """Note that a client takes a consent back, and how they said so; False when it was not in force any more.

    With it goes whatever else was agreed to about the same, in earlier words or another's name.
    """
    Client.objects.select_for_update().get(pk=consent.client_id)
    in_force = Consent.objects.in_force().filter(client=consent.client_id, kind=consent.kind)
    taken_back = list(in_force.order_by("pk"))
    if consent not in taken_back:
        return False
    in_force.update(withdrawn_at=timezone.now(), withdrawn_by=by, withdrawal_words=words)
    for row in taken_back:
        record("consent.withdrawn", on=row, by=by, client=row.client_id, detail={"kind": row.kind})
    tell(consent.client_id, by=by)
    return True
