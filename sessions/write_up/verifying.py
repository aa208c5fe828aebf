"""Whether everything that was signed is still what was signed."""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Sequence

from django.db.models import Prefetch
from django.utils import timezone

from reflexpractice.audit.models import Event
from sessions.models import Amendment, Note
from sessions.write_up.amending import seal
from sessions.write_up.co_signing import seal as seal_reading
from sessions.write_up.fingerprint import fingerprint_of


def faults_of_notes() -> list[str]:
    """What is wrong with signed notes and their additions, in sentences without names; empty when all hold.

    A fingerprint could be made anew by who changes a note. The event of its signature is sealed with a key that is
    not in the database, so the two are compared; and a signature without its note is a note that was taken away.
    """
    told = _told("note.signed")
    added = _told("note.amended")
    read = _told("note.co_signed") | _told("note.returned")
    found: list[str] = []
    for note in _signed():
        found += _of_note(note, told.pop(str(note.pk), ""))
        additions = list(note.amendments.all())
        if not are_chained(note, additions):
            found.append(f"The additions to the note of {_when(note)} are not what was written.")
        if any(added.pop(str(row.pk), "") != row.hash for row in additions):
            found.append(f"An addition to the note of {_when(note)} is not the one of which the events tell.")
        readings = list(note.second_readings.all())
        if any(not hmac.compare_digest(row.hash, seal_reading(row)) for row in readings):
            found.append(f"A co-signature or remark to the note of {_when(note)} is not what was written.")
        if any(read.pop(str(row.pk), "") != row.hash for row in readings):
            found.append(f"A co-signature or remark to the note of {_when(note)} is not the one the events tell of.")
    found += [f"Co-signature or remark {gone} to a signed note is gone." for gone in read]
    found += [f"Signed note {gone} is gone." for gone in told]
    return [*found, *(f"Addition {gone} to a signed note is gone." for gone in added)]


def are_chained(note: Note, additions: Sequence[Amendment]) -> bool:
    """Whether every addition, oldest first, is as it was written, and none is missing between."""
    last = note.content_hash
    for addition in additions:
        if addition.previous_hash != last or not hmac.compare_digest(addition.hash, seal(addition)):
            return False
        last = addition.hash
    return True


def _of_note(note: Note, told: str) -> Iterator[str]:
    if not hmac.compare_digest(fingerprint_of(note), note.content_hash):
        yield f"The note of {_when(note)} is not what was signed."
    elif told != note.content_hash:
        yield f"The signature of the note of {_when(note)} is not the one of which the events tell."


def _told(act: str) -> dict[str, str]:
    """The fingerprints of which events tell, by the key of what was signed."""
    rows = Event.objects.filter(act=act).values_list("record_key", "detail")
    return {key: detail.get("hash", "") for key, detail in rows}


def _signed() -> Iterator[Note]:
    parts = ("findings", "scores", "photos", "second_readings", *(f"session__{name}" for name in _OF_SESSION))
    rows = Note.objects.exclude(signed_at=None).select_related("session").order_by("pk")
    rows = rows.prefetch_related(Prefetch("amendments", Amendment.objects.order_by("pk")), *parts)
    return rows.iterator(chunk_size=100)


_OF_SESSION = ("planned_zones", "acknowledgements", "overrides", "safety_checks")


def _when(note: Note) -> str:
    return f"session {note.session_id}, {timezone.localtime(note.session.starts_at):%d %b %Y}"
