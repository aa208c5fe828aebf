"""Noting a consent that was given by word of mouth, and taking back what was agreed to."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

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
"""Not part of the form: it is asked when it is wanted."""


@transaction.atomic
def note_consent(*, client: Client, asked: Asked, signed_name: str, relation: str = "", by: User) -> Consent:
    """Note that the client, or who speaks for them, agrees to these words. What is in force is not asked twice."""
    Client.objects.select_for_update().get(pk=client.pk)
    standing = Consent.objects.in_force().filter(client=client, kind=asked.kind, words_hash=asked.words_hash).first()
    if standing:
        return standing
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
    """Whether the client agreed to get health advice by e-mail and has not taken it back."""
    return Consent.objects.in_force().filter(client=client, kind=Consent.Kind.EMAIL).exists()


@transaction.atomic
def withdraw_consent(*, consent: Consent, by: User, words: str) -> bool:
    """Note that a client takes a consent back, and how they said so; False when it was not in force any more."""
    in_force = Consent.objects.in_force().filter(pk=consent.pk)
    if not in_force.update(withdrawn_at=timezone.now(), withdrawn_by=by, withdrawal_words=words):
        return False
    record("consent.withdrawn", on=consent, by=by, client=consent.client_id, detail={"kind": consent.kind})
    tell(consent.client_id, by=by)
    return True
