"""The record of a session for paper: plain values for the typesetter, and for whoever reads the data by machine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.formats import date_format

from clients.models import Client
from reflexpractice.accounts.models import Practice
from reflexpractice.typesetting import drawing, to_pdf
from sessions.photos import picture_of

if TYPE_CHECKING:
    from reflexpractice.accounts.models import User
    from sessions.models import Photo
    from sessions.record_page import FoundRow, Look, ReadCard, RecordPage

PARTS = (
    ("S", "What the client said", "subjective"),
    ("O", "What was found", "objective"),
    ("A", "What we make of it", "assessment"),
    ("P", "Next", "plan"),
)


def moment(at: dt.datetime | None) -> str:
    """ "4 Nov 2026, 14:00" on the practice's clock; empty for none."""
    return date_format(timezone.localtime(at), "j M Y, H:i") if at else ""


def day(on: dt.date | None) -> str:
    return date_format(on, "j M Y") if on else ""


def heading(client: Client, *, by: User, title: str) -> dict[str, Any]:
    """What stands on each page: whose record, which practice, printed when and by whom."""
    practice = Practice.objects.first()
    return {
        "title": title,
        "practice": practice.name if practice else "",
        "client": {"name": client.name, "number": client.pk, "born": day(client.born_on)},
        "printed": f"Printed {moment(timezone.now())} by {by}",
    }


def record_pdf(page: RecordPage, *, by: User) -> bytes:
    """One session as PDF."""
    head = heading(page.session.client, by=by, title="Session record")
    maps, pictures = pictures_of([page])
    values = {**head, "session": record_values(page), "map": maps[0], "pictures": list(pictures)}
    return to_pdf("sessions/record", values, pictures=pictures)


def pictures_of(pages: Sequence[RecordPage]) -> tuple[list[list[str]], dict[str, bytes]]:
    """For each session the names of the pictures that lie over each other as its map; and every picture by its name.

    What looks the same is one picture. A photo that is missing or not what was kept is left out.
    """
    drawn: dict[Look, str] = {}
    maps, pictures = [], {}
    for page in pages:
        layers = list(page.layers)
        for look, draw in layers:
            if look not in drawn:
                drawn[look] = f"map-{len(drawn)}.pdf"
                pictures[drawn[look]] = drawing(draw().svg())
        maps.append([drawn[look] for look, _draw in layers])
        small = ((file_of(photo), picture_of(photo, small=True)) for photo in page.photos)
        pictures |= {name: content for name, content in small if content}
    return maps, pictures


def file_of(photo: Photo) -> str:
    """The name of a photo's picture in what is taken away."""
    return f"photos/{photo.pk}.jpg"


def record_values(page: RecordPage) -> dict[str, Any]:
    """Everything the record of a session says, as texts and lists."""
    session, note = page.session, page.note
    return {
        "number": session.pk,
        "date": date_format(session.day, "j M Y"),
        "time": _time(session.started_at or session.starts_at, session.finished_at),
        "practitioner": str(session.practitioner),
        "status": session.get_status_display(),
        "aim": session.aim,
        "signed": page.signed,
        "check": _check(page),
        "cards": [_card(card) for card in page.safety],
        "overrides": [
            f"{row.zone_name}, {row.side}: {row.get_reason_display()}. “{row.words}” {row.by}, {moment(row.at)}"
            for row in session.overrides.all()
        ],
        "findings": [_finding(row) for row in page.found],
        "scores": [[row.goal, _number(row.before), _number(row.after)] for row in note.scores.all()] if note else [],
        "note": [[letter, words, getattr(note, name)] for letter, words, name in PARTS] if note else [],
        "skin": _skin(page),
        "photos": [{"about": str(photo), "file": file_of(photo)} for photo in page.photos],
        "photos_hidden": _hidden(page.hidden_photos),
        "signature": _signature(page),
        "readings": list(_readings(page)),
        "additions": [
            {"at": moment(row.at), "by": str(row.by), "reason": row.reason, "words": row.words}
            for row in page.additions
        ],
        "troubles": list(_troubles(page)),
    }


def _time(start: dt.datetime, end: dt.datetime | None) -> str:
    begun = date_format(timezone.localtime(start), "H:i")
    return f"{begun} to {date_format(timezone.localtime(end), 'H:i')}" if end else begun


def _check(page: RecordPage) -> str:
    """When and with which release the session was checked, and whether the check was whole."""
    if page.check is None:
        return "This session was not started, so no check was kept."
    release = f" with release {page.check.release.number}" if page.check.release else ""
    words = [f"Checked {moment(page.check.made_at)}{release}."]
    if not page.check.complete:
        words.append("Not complete.")
    if page.open_questions:
        words.append(f"{page.open_questions} question{'' if page.open_questions == 1 else 's'} not answered.")
    if not page.is_replayed:
        words.append("The check cannot be shown: the knowledge it was made with has been changed or is missing.")
    elif page.check.complete and not page.safety:
        words.append("Nothing was found that calls for care.")
    return " ".join(words)


def _card(card: ReadCard) -> dict[str, str]:
    read = f"Read {moment(card.read.at)} by {card.read.by}" if card.read else ""
    return {"title": card.title, "words": card.words, "read": read}


def _finding(row: FoundRow) -> dict[str, Any]:
    return {
        "number": "" if row.number is None else str(row.number),
        "zone": row.finding.zone_name,
        "foot": row.finding.get_side_display(),
        "tender": "–" if row.finding.tenderness is None else str(row.finding.tenderness),
        "felt": row.felt,
        "against": f"Worked though “{row.against}”: {row.finding.justification}" if row.against else "",
    }


def _number(number: int | None) -> str:
    return "–" if number is None else str(number)


def _hidden(number: int) -> str:
    return f"{number} photo{'' if number == 1 else 's'}, not shown: consent was taken back." if number else ""


def _skin(page: RecordPage) -> str:
    if page.note is None:
        return ""
    return "Both feet looked at before and after" if page.note.skin_checked else "Not recorded"


def _signature(page: RecordPage) -> dict[str, str] | None:
    note = page.note
    if note is None or not note.is_signed:
        return None
    means = f", with {note.get_signed_means_display()}" if note.signed_means else ""
    return {"by": str(note.signed_by), "at": f"{moment(note.signed_at)}{means}", "hash": note.content_hash}


def _readings(page: RecordPage) -> Iterator[dict[str, str]]:
    for row in page.readings:
        yield {"what": row.get_verdict_display(), "at": moment(row.at), "by": str(row.by), "words": row.words}
    if page.waits_for_co_signature:
        yield {"what": "Waiting for co-signature", "at": "", "by": "", "words": ""}


def _troubles(page: RecordPage) -> Iterator[str]:
    if not page.is_whole:
        yield "This record is not what was signed. Its fingerprint does not match."
    if not page.additions_are_whole:
        yield "An addition has been changed or taken away."
    if not page.readings_are_whole:
        yield "A co-signature or a remark has been changed."
