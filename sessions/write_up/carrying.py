"""Taking over words of the last note: marked as carried until they are changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet

from reflexpractice.audit.chain import record
from sessions.models import Note
from sessions.write_up.drafting import TEXTS, added, save_draft

if TYPE_CHECKING:
    from reflexpractice.accounts.models import User

CARRIED = ("subjective", "assessment", "plan")
"""What may be taken over. What was found is found anew each time."""


def last_note(note: Note) -> Note | None:
    """The signed note of the client's session before this one; None when there is none."""
    return _signed_before(note).first()


def same_as_before(note: Note) -> Note | None:
    """The latest earlier note of the client that says word for word the same; None when there is none."""
    if not any(getattr(note, name).strip() for name in TEXTS):
        return None
    return _signed_before(note).filter(**{name: getattr(note, name) for name in TEXTS}).first()


def still_carried(note: Note) -> dict[str, str]:
    """The texts that still hold, unchanged, what was taken over: name, and the day it was written."""
    return {name: carried["on"] for name, carried in note.carried.items() if carried["text"] in getattr(note, name, "")}


@transaction.atomic
def carry_over(
    *, note: Note, field: str, version: int, by: User, skin_checked: bool | None = None, **texts: str
) -> Note:
    """Add what the last note says in `field` to what is typed there, and mark it as carried; nothing is erased.

    `texts` are the four texts as they stand on the page; they are saved with it. Taking over twice is once.
    ValueError for another field; Conflict or Locked as in saving a draft.
    """
    if field not in CARRIED:
        raise ValueError(f"Nothing is taken over into {field}.")
    last = last_note(note)
    words = getattr(last, field).strip() if last else ""
    if last is None or not words:
        return save_draft(note=note, version=version, by=by, skin_checked=skin_checked, **texts)
    standing = texts.get(field, getattr(Note.objects.get(pk=note.pk), field))
    texts[field] = added(standing, words)
    saved = save_draft(note=note, version=version, by=by, skin_checked=skin_checked, **texts)
    carried = {**saved.carried, field: {"note": last.pk, "on": last.session.day.isoformat(), "text": words}}
    if carried != saved.carried:
        Note.objects.filter(pk=saved.pk, signed_at=None).update(carried=carried)
        record("note.carried", saved, by=by, client=saved.session.client_id, detail={"field": field, "from": last.pk})
        saved.carried = carried
    return saved


def _signed_before(note: Note) -> QuerySet[Note]:
    rows = Note.objects.filter(
        session__client=note.session.client_id,
        session__starts_at__lt=note.session.starts_at,
        signed_at__isnull=False,
    )
    return rows.exclude(pk=note.pk).select_related("session").order_by("-session__starts_at", "-pk")
