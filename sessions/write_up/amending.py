"""Additions to a signed note."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from reflexpractice.audit.chain import record
from sessions.models import Amendment, Note
from sessions.write_up.opening import Locked

if TYPE_CHECKING:
    from reflexpractice.accounts.models import User


@transaction.atomic
def amend(*, note: Note, words: str, reason: str, by: User) -> Amendment:
    """Add to a signed note, dated and with its reason, chained to what was there before.

    The same words twice in a row are one addition. Locked when the note is not yet signed.
    """
    held = Note.objects.select_for_update(of=("self",)).select_related("session").get(pk=note.pk)
    if not held.is_signed:
        raise Locked("This note is not signed yet. Change the note itself.")
    last = held.amendments.order_by("-pk").first()
    if last and (last.words, last.reason, last.by_id) == (words, reason, by.pk):
        return last
    addition = Amendment(
        note=held,
        words=words,
        reason=reason,
        by=by,
        at=timezone.now(),
        previous_hash=last.hash if last else held.content_hash,
    )
    addition.hash = seal(addition)
    addition.save(force_insert=True)
    record("note.amended", addition, by=by, client=held.session.client_id, detail={"hash": addition.hash})
    return addition


def seal(addition: Amendment) -> str:
    """SHA-256 of an addition and the link before it."""
    content = [addition.note_id, addition.words, addition.reason, addition.by_id, addition.at.timestamp()]
    return hashlib.sha256(json.dumps([*content, addition.previous_hash]).encode()).hexdigest()
