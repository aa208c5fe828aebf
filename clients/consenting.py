"""Taking back what was agreed to."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from clients.models import Consent
from clients.ripple import tell
from reflexpractice.accounts.models import User
from reflexpractice.audit.chain import record


@transaction.atomic
def withdraw_consent(*, consent: Consent, by: User, words: str) -> bool:
    """Note that a client takes a consent back, and how they said so; False when it was not in force any more."""
    in_force = Consent.objects.in_force().filter(pk=consent.pk)
    if not in_force.update(withdrawn_at=timezone.now(), withdrawn_by=by, withdrawal_words=words):
        return False
    record("consent.withdrawn", on=consent, by=by, client=consent.client_id, detail={"kind": consent.kind})
    tell(consent.client_id, by=by)
    return True
