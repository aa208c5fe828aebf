"""Writing and verifying the event chain."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from reflexpractice.audit.models import ChainHead, Event

if TYPE_CHECKING:
    from reflexpractice.accounts.models import User

START = "0" * 64


@transaction.atomic
def record(
    act: str,
    on: models.Model,
    *,
    by: User | None,
    client: int | str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> Event:
    """Add an event in the caller's transaction: what was done, to which row, by whom, about which client."""
    head, _ = ChainHead.objects.select_for_update().get_or_create(pk=1)
    event = Event(
        number=head.number + 1,
        at=timezone.now(),
        actor=by,
        act=act,
        record=on._meta.label_lower,
        record_key=str(on.pk or ""),
        client_key=str(client or ""),
        detail=dict(detail or {}),
        previous_hash=head.hash,
    )
    event.hash = seal(event)
    event.save(force_insert=True)
    ChainHead.objects.filter(pk=1).update(number=event.number, hash=event.hash)
    return event


def seal(event: Event) -> str:
    """HMAC-SHA256 over the event and the link before it; the key lives outside the database."""
    content = [
        event.number, event.at.astimezone(dt.UTC).isoformat(), event.actor_id, event.act, event.record,
        event.record_key, event.client_key, event.detail, event.previous_hash,
    ]  # fmt: skip
    message = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hmac.new(settings.AUDIT_KEY.encode(), message.encode(), hashlib.sha256).hexdigest()


def end() -> tuple[int, str]:
    """Number and seal of the last event: what is worth keeping elsewhere. (0, zeros) before the first."""
    head = ChainHead.objects.filter(pk=1).first()
    return (head.number, head.hash) if head else (0, START)


def faults(kept: Mapping[int, str] | None = None) -> list[str]:
    """What is wrong with the chain, oldest first; empty when every link holds.

    `kept` are seals by number that were put away elsewhere, such as those in backups: they tell when somebody with
    the database and the key in hand has written another end. Others may go on writing meanwhile.
    """
    before, seals = end(), dict(kept or {})
    found, number, last = [], 0, START
    begun_with = START if before[0] == 0 else ""
    for event in Event.objects.order_by("number").iterator(chunk_size=2000):
        if event.number != number + 1:
            found.append(f"Event {number + 1} is missing.")
        if event.previous_hash != last or not hmac.compare_digest(event.hash, seal(event)):
            found.append(f"Event {event.number} has been changed.")
        if event.hash != seals.pop(event.number, event.hash):
            found.append(f"Event {event.number} is not the one whose seal was kept in a backup.")
        number, last = event.number, event.hash
        if number == before[0]:
            begun_with = last
    after = end()
    if begun_with != before[1] or after[0] < number or (after[0] == number and after[1] != last):
        found.append("The end of the chain has been cut off or added to.")
    found += [f"Event {gone}, whose seal was kept in a backup, is gone." for gone in sorted(seals)]
    return found
