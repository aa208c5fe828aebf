"""Keeping what a practitioner changes about a sheet, before it is given."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import transaction

from reflexpractice.audit.chain import record
from sessions.aftercare.choosing import Advice
from sessions.models import AftercareDraft, TreatmentSession
from sessions.write_up.opening import NOT_BEGUN, WORKED, Locked

if TYPE_CHECKING:
    from reflexpractice.accounts.models import User


class SheetConflict(Exception):
    """Somebody changed this sheet in between: `theirs` is what stands."""

    def __init__(self, theirs: AftercareDraft) -> None:
        self.theirs = theirs
        super().__init__("Someone else changed this sheet in the meantime. Both texts are here.")


def draft_of(session: TreatmentSession) -> AftercareDraft:
    """The draft of a session that was started; a new one is not kept before it is changed. Locked before the start."""
    if session.status not in WORKED:
        raise Locked(NOT_BEGUN)
    return AftercareDraft.objects.filter(session=session).first() or AftercareDraft(session=session)


def hold_sheet(session: TreatmentSession) -> AftercareDraft:
    """The draft as it stands, and nobody else's until this transaction is over. Locked before the start."""
    if draft_of(session).pk is None:
        AftercareDraft.objects.get_or_create(session=session)
    return AftercareDraft.objects.select_for_update().get(session=session)


@transaction.atomic
def save_sheet(
    *,
    session: TreatmentSession,
    version: int,
    chosen: Collection[str],
    advice: Collection[Advice],
    own_words: str,
    show_scores: bool,
    show_next: bool,
    by: User,
) -> AftercareDraft:
    """Keep which advice is on the sheet and the practitioner's own sentences, as typed; the same twice is once.

    SheetConflict when someone saved something else in between; Locked before the session was started.
    """
    held = hold_sheet(session)
    free = [row for row in advice if not row.must_stay]
    changes = {
        "left_out": sorted(row.code for row in free if row.is_suggested and row.code not in chosen),
        "taken_in": sorted(row.code for row in free if not row.is_suggested and row.code in chosen),
        "own_words": own_words,
        "show_scores": show_scores,
        "show_next": show_next,
    }
    if all(getattr(held, name) == value for name, value in changes.items()):
        return held
    if held.version != version:
        raise SheetConflict(held)
    for name, value in changes.items():
        setattr(held, name, value)
    held.version, held.changed_by = held.version + 1, by
    held.save()
    record("aftercare.saved", held, by=by, client=session.client_id, detail={"version": held.version})
    return held
