"""Everything that is kept of a client, in one document: for the client who asks, and for who must answer for it."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from clients.facts import with_facts
from clients.intake.submissions import submission_of
from clients.models import Client, Flag
from knowledge.models.choices import Region
from reflexpractice.audit.models import Event
from reflexpractice.typesetting import to_pdf
from sessions.models import Acknowledgement, AftercareSheet, Override, Photo, Score, TreatmentSession
from sessions.photos import picture_of
from sessions.record_page import RecordPage, record_page, what_was_kept
from sessions.record_paper import day, file_of, heading, moment, pictures_of, record_values

if TYPE_CHECKING:
    from clients.intake.submissions import Submission
    from reflexpractice.accounts.models import User
    from sessions.models.photo import PhotoQuerySet

FORMAT = 1
DETAILS = (
    "name", "called", "past_names", "pronouns", "born_on", "phone", "email", "address", "doctor",
    "emergency_contact", "guardian", "wishes", "preferences",
)  # fmt: skip
WORKED = (TreatmentSession.Status.STARTED, TreatmentSession.Status.FINISHED)

README = """What is in here
===============

dossier.json holds everything that is kept about one client, as UTF-8 text. Times are those of the practice's clock.

format       number of this form, now 1
client       name, number in this practice and date of birth
printed      when and by whom this was made
details      what is known of the person, as rows of [name, value]
flags        every health fact with its whole history; "until" is empty for those that hold now
consents     every question of consent in the words that were shown, who answered, and what was taken back
intakes      every form that was sent in: questions and answers as they were shown, form_hash (SHA-256 of the form),
             release (number of the knowledge it was made from), and the review
clearances   what doctors and midwives were asked, and answered
goals        what the client wants to change
outcomes     for each goal the scores before and after each visit, 0 none to 10 worst
visits       every visit that was booked and not worked
sessions     every session that was worked: the check with its release, what was read and when, what was included
             with a reason, findings, scores, the four texts of the note, signature with fingerprint, additions;
             photos that may be looked at; "troubles" names what does not match its fingerprint
sheets       every aftercare sheet that was given, word for word, with its fingerprint (SHA-256)
photos       every photo: of which session, what it shows, its fingerprint (SHA-256) and its file in here; no file
             when the consent to photos was taken back, or the picture is missing or no longer what was kept
documents    a list of all documents
access       who opened or changed what, when; empty unless it was asked for
"""


def dossier_of(client: Client, *, by: User, access: bool) -> tuple[dict[str, Any], list[RecordPage]]:
    """Everything kept of a client as plain values, and the pages of the sessions for their maps."""
    pages = [record_page(session) for session in _sessions(client)]
    sheets = list(_sheets(client))
    intakes = [_intake(row) for row in _submissions(client)]
    values = {
        "format": FORMAT,
        **heading(client, by=by, title="Whole record"),
        "details": list(_details(client)),
        "flags": [_flag(row) for row in client.flags.select_related("condition", "recorded_by", "ended_by")],
        "consents": [_consent(row) for row in client.consents.select_related("withdrawn_by").order_by("signed_at")],
        "intakes": intakes,
        "clearances": [_clearance(row) for row in client.clearances.select_related("condition", "recorded_by")],
        "goals": [[row.words, f"until {day(row.ended_on)}" if row.ended_on else "now"] for row in client.goals.all()],
        "outcomes": list(_outcomes(client)),
        "visits": [
            [moment(row.starts_at), str(row.practitioner), row.get_status_display(), row.ended_reason]
            for row in client.sessions.exclude(status__in=WORKED).select_related("practitioner").order_by("starts_at")
        ],
        "sessions": [record_values(page) for page in pages],
        "sheets": sheets,
        "photos": [_photo(row) for row in _photos(client)],
        "access": list(_access(client)) if access else [],
    }
    return {**values, "documents": list(_documents(values))}, pages


def dossier_pdf(client: Client, *, by: User, access: bool = False) -> bytes:
    """The whole record as PDF, with small photos."""
    values, pages = dossier_of(client, by=by, access=access)
    maps, pictures = pictures_of(pages)
    return to_pdf("sessions/dossier", {**values, "maps": maps, "pictures": list(pictures)}, pictures=pictures)


def dossier_zip(client: Client, *, by: User, access: bool = False) -> bytes:
    """The whole record for machines: JSON, what its fields mean, and the photos that may be looked at."""
    values, _ = dossier_of(client, by=by, access=access)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", README)
        archive.writestr("dossier.json", json.dumps(values, ensure_ascii=False, indent=1))
        for row in _photos(client).shown():
            if picture := picture_of(row):
                archive.writestr(file_of(row), picture, zipfile.ZIP_STORED)
    return packed.getvalue()


def _sessions(client: Client) -> QuerySet[TreatmentSession]:
    """The sessions that were worked, oldest first, with all that their records need."""
    rows = TreatmentSession.objects.filter(client=client, status__in=WORKED)
    return (
        rows.select_related("practitioner", "note__signed_by")
        .prefetch_related(
            Prefetch("client", with_facts(Client.objects.all())),
            Prefetch("overrides", Override.objects.select_related("by")),
            Prefetch("acknowledgements", Acknowledgement.objects.select_related("by").order_by("at", "pk")),
            "planned_zones",
            "note__findings",
            "note__scores",
            *what_was_kept(),
        )
        .order_by("starts_at", "pk")
    )


def _submissions(client: Client) -> Iterator[Submission]:
    sent = client.intakes.exclude(submitted_at=None).select_related("reviewed_by", "transcribed_by")
    return map(submission_of, sent.prefetch_related("consents").order_by("submitted_at", "pk"))


def _details(client: Client) -> Iterator[list[str]]:
    for name in DETAILS:
        value = getattr(client, name)
        words = day(value) if name == "born_on" else str(value)
        if words:
            field = client._meta.get_field(name)
            yield [str(getattr(field, "verbose_name", name)).capitalize(), words]
    yield ["In our care since", moment(client.created_at)]


def _flag(row: Flag) -> dict[str, Any]:
    areas = [str(Region(area).label) if area in Region.values else area for area in row.areas]
    answers = [f"{name}: {value}" for name, value in (row.attributes or {}).items()]
    dates = [
        f"date {day(row.reference_on)}" if row.reference_on else "",
        f"due {day(row.due_on)}" if row.due_on else "",
    ]
    return {
        "condition": row.condition.name,
        "status": row.get_status_display(),
        "details": "; ".join(filter(None, (row.get_side_display(), ", ".join(areas), *dates, *answers))),
        "words": row.words,
        "source": row.get_source_display(),
        "asked": day(row.asked_on),
        "recorded": f"{moment(row.recorded_at)}{_by(row.recorded_by)}",
        "until": f"{moment(row.ended_at)}{_by(row.ended_by)}" if row.ended_at else "",
        "why_ended": row.end_reason,
    }


def _by(person: User | None) -> str:
    return f" by {person}" if person else ""


def _consent(row: Any) -> dict[str, Any]:
    return {
        "about": row.get_kind_display(),
        "answer": "agreed" if row.given else "refused",
        "words": row.words,
        "words_hash": row.words_hash,
        "signed": f"{row.signed_name}{f', {row.relation}' if row.relation else ''}, {moment(row.signed_at)}",
        "taken_back": f"{moment(row.withdrawn_at)}: {row.withdrawal_words}" if row.withdrawn_at else "",
    }


def _intake(submission: Submission) -> dict[str, Any]:
    intake = submission.intake
    return {
        "sent": moment(intake.submitted_at),
        "status": intake.get_status_display(),
        "release": intake.release_number,
        "form_hash": intake.form_hash,
        "language": submission.language,
        "transcribed": str(intake.transcribed_by) if intake.transcribed_by else "",
        "reviewed": f"{moment(intake.reviewed_at)}{_by(intake.reviewed_by)}" if intake.reviewed_at else "",
        "review": " ".join(filter(None, (submission.reviewed, intake.review_note))),
        "topics": [
            {
                "title": step.title,
                "answers": [[row.label, row.words, [list(detail) for detail in row.details]] for row in rows],
            }
            for step, rows in submission.topics
        ],
    }


def _clearance(row: Any) -> dict[str, str]:
    return {
        "about": row.condition.name,
        "asked": f"{row.asked_of}, {day(row.asked_on)}",
        "answer": f"{row.get_answer_display()}, {day(row.answered_on)}" if row.answer else "no answer yet",
        "limits": row.limits,
        "until": day(row.expires_on),
        "withdrawn": moment(row.withdrawn_at),
    }


def _outcomes(client: Client) -> Iterator[dict[str, Any]]:
    """All scores of signed sessions, goal by goal, oldest first."""
    rows = (
        Score.objects.filter(note__session__client=client, note__signed_at__isnull=False)
        .order_by("goal", "note__session__starts_at", "pk")
        .values_list("goal", "note__session__starts_at", "before", "after")
    )
    found: dict[str, list[list[str]]] = {}
    for goal, at, before, after in rows:
        numbers = ["–" if number is None else str(number) for number in (before, after)]
        found.setdefault(goal, []).append([day(timezone.localdate(at)), *numbers])
    return ({"goal": goal, "scores": scores} for goal, scores in found.items())


def _sheets(client: Client) -> Iterator[dict[str, str]]:
    rows = AftercareSheet.objects.filter(session__client=client).select_related("given_by", "mailing")
    for row in rows.order_by("given_at", "pk"):
        way = f"{row.state} to {row.to}" if row.to else row.state
        given = f"{moment(row.given_at)} by {row.given_by}"
        yield {"given": given, "how": way, "text": row.text, "hash": row.content_hash, "session": str(row.session_id)}


def _photos(client: Client) -> PhotoQuerySet:
    rows = Photo.objects.told_apart().filter(note__session__client=client)
    return rows.select_related("note", "added_by").order_by("added_at", "pk")


def _photo(row: Any) -> dict[str, str]:
    return {
        "session": str(row.note.session_id),
        "about": row.about,
        "added": f"{moment(row.added_at)}{_by(row.added_by)}",
        "hash": row.sha256,
        "file": file_of(row) if row.is_shown else "",
    }


def _documents(values: Mapping[str, Any]) -> Iterator[list[str]]:
    yield from (["Intake form", row["sent"]] for row in values["intakes"])
    yield from (["Consent: " + row["about"], row["signed"]] for row in values["consents"])
    yield from (["Clearance: " + row["about"], row["asked"]] for row in values["clearances"])
    yield from ([f"Session record {row['number']}", row["date"]] for row in values["sessions"])
    yield from ([f"Aftercare sheet, {row['how']}", row["given"]] for row in values["sheets"])
    yield from ([f"Photo: {row['about']}" if row["about"] else "Photo", row["added"]] for row in values["photos"])


def _access(client: Client) -> Iterable[list[str]]:
    """Who did what to the client's record; ids and codes as the chain holds them."""
    rows = Event.objects.filter(client_key=str(client.pk)).select_related("actor").order_by("number")
    return ([moment(row.at), str(row.actor or "the client or the program"), row.act] for row in rows.iterator())
