"""Taking a note in hand."""

from __future__ import annotations

from clients.facts import load
from sessions.models import Note, TreatmentSession

WORKED = (TreatmentSession.Status.STARTED, TreatmentSession.Status.FINISHED)


class Locked(Exception):
    """The note is signed, or there is nothing to write up yet; the message says which."""


SIGNED = "This note is signed. Write an addition."
NOT_BEGUN = "This session has not been started, so there is nothing to write up yet."


def open_note(session: TreatmentSession) -> Note:
    """The note of a session that was started, made when it is missing. Locked before the start."""
    if session.status not in WORKED:
        raise Locked(NOT_BEGUN)
    if not hasattr(session, "note"):
        session.note, _ = Note.objects.get_or_create(session=session)
    return session.note


def hold(note: Note) -> Note:
    """The note, locked for this transaction, as it is now. Locked once it is signed."""
    held = Note.objects.select_for_update(of=("self",)).select_related("session__client").get(pk=note.pk)
    # Read once: one act may check the session several times.
    held.session.client = load(held.session.client)
    if held.is_signed:
        raise Locked(SIGNED)
    return held
