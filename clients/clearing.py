"""Asking a doctor or midwife, and recording what they answered."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from clients.models import Clearance, Client
from clients.ripple import tell
from knowledge.models import Condition
from reflexpractice.audit.chain import record

if TYPE_CHECKING:
    from reflexpractice.accounts.models import User


@transaction.atomic
def ask_for_clearance(
    *, client: Client, condition: Condition | str, asked_of: str, asked_on: dt.date, by: User | None
) -> Clearance:
    """Record that someone was asked; a question that is already waiting is not asked twice."""
    Client.objects.select_for_update().get(pk=client.pk)
    clearance, is_new = Clearance.objects.waiting().get_or_create(
        client=client,
        condition_id=condition if isinstance(condition, str) else condition.code,
        asked_of=asked_of,
        asked_on=asked_on,
        defaults={"recorded_by": by},
    )
    if is_new:
        record("clearance.asked", on=clearance, by=by, client=client.pk)
    return clearance


@transaction.atomic
def answer_clearance(
    *,
    clearance: Clearance,
    answer: str,
    answered_on: dt.date,
    by: User | None,
    limits: str = "",
    expires_on: dt.date | None = None,
) -> bool:
    """Record the answer; false when it had been answered or withdrawn before, and nothing was changed."""
    changed = (
        Clearance.objects.waiting()
        .filter(pk=clearance.pk)
        .update(answer=answer, answered_on=answered_on, limits=limits, expires_on=expires_on)
    )
    if changed:
        record("clearance.answered", on=clearance, by=by, client=clearance.client_id)
        tell(clearance.client_id, by=by)
    return bool(changed)


@transaction.atomic
def withdraw_clearance(*, clearance: Clearance, by: User | None) -> None:
    """Take back a clearance that was recorded wrongly or no longer holds. Twice is once."""
    if Clearance.objects.filter(pk=clearance.pk, withdrawn_at=None).update(withdrawn_at=timezone.now()):
        record("clearance.withdrawn", on=clearance, by=by, client=clearance.client_id)
        tell(clearance.client_id, by=by)
