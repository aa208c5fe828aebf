"""The second reading of what an assistant has signed: co-signed, or returned with a remark."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from reflexpractice.audit.chain import record
from reflexpractice.signing import prove
from sessions.models import Note, SecondReading
from sessions.write_up.opening import Locked

if TYPE_CHECKING:
    from reflexpractice.accounts.models import User

Verdict = SecondReading.Verdict
OWN = "This is your own note. Somebody else co-signs it."


def co_sign(*, note: Note, by: User, covers: str, password: str = "", pin: str = "") -> SecondReading:
    """Co-sign a note as it was read; `covers` is the fingerprint of what was on the page.

    Co-signing twice is once. Raises Unproven; Locked, with the reason, when it is not to be co-signed by this person
    or something was added since.
    """
    before = _look(note, by)
    if before is not None:
        return before
    # Outside of the transaction: a wrong try stays counted when nothing else has happened.
    means = prove(person=by, password=password, pin=pin)
    return _write(note, by=by, verdict=Verdict.CO_SIGNED, covers=covers, means=means)


def return_note(*, note: Note, by: User, covers: str, words: str) -> SecondReading:
    """Return a note with a dated remark; whoever signed answers with an addition, and it is read again.

    The same remark twice is one. Raises Locked as co-signing does; ValueError without a remark.
    """
    if not words.strip():
        raise ValueError("Write what should be added.")
    before = _look(note, by)
    if before is not None:
        raise Locked("This note has been co-signed.")
    last = note.second_readings.order_by("-pk").first()
    if last and (last.verdict, last.words, last.by_id, last.covers) == (Verdict.RETURNED, words, by.pk, covers):
        return last
    return _write(note, by=by, verdict=Verdict.RETURNED, covers=covers, words=words)


def last_link(note: Note) -> str:
    """The fingerprint of the note with all that was added to it so far."""
    last = note.amendments.order_by("-pk").first()
    return last.hash if last else note.content_hash


def _look(note: Note, by: User) -> SecondReading | None:
    """The co-signature there is; None when it may be given. Raises Locked."""
    if not note.needs_co_signature:
        raise Locked("This note needs no co-signature.")
    done = note.second_readings.filter(verdict=Verdict.CO_SIGNED).first()
    if done and done.by_id != by.pk:
        raise Locked(f"{done.by} has co-signed this note.")
    if note.signed_by_id == by.pk:
        raise Locked(OWN)
    if not by.has_perm("treatments.co_sign_note"):
        raise Locked("You may not co-sign notes.")
    return done


@transaction.atomic
def _write(note: Note, *, by: User, verdict: Verdict, covers: str, means: str = "", words: str = "") -> SecondReading:
    held = Note.objects.select_for_update(of=("self",)).select_related("session").get(pk=note.pk)
    before = _look(held, by)
    if before is not None:
        return before
    if last_link(held) != covers:
        raise Locked("Something was added to this note in the meantime. Read it, then press once more.")
    assert held.signed_by_id
    reading = SecondReading(
        note=held, verdict=verdict, words=words, signed_by_id=held.signed_by_id, by=by, at=timezone.now(),
        means=means, covers=covers,
    )  # fmt: skip
    reading.hash = seal(reading)
    reading.save(force_insert=True)
    act = "note.co_signed" if verdict == Verdict.CO_SIGNED else "note.returned"
    detail = {"covers": covers, "hash": reading.hash, "means": means}
    record(act, reading, by=by, client=held.session.client_id, detail=detail)
    return reading


def seal(reading: SecondReading) -> str:
    """SHA-256 of a second reading and of what it was about."""
    content = [
        reading.note_id, reading.verdict, reading.words, reading.signed_by_id, reading.by_id, reading.at.timestamp(),
        reading.means, reading.covers,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()
