"""Visits on the timeline: booked, missed, worked."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Prefetch
from django.urls import reverse

from clients.models import Client
from sessions.ageing import Age, age_of
from sessions.models import Note, SecondReading, TreatmentSession, ZoneFinding
from sessions.timeline.entry import VISIT, Entry, Place

TOP_FINDINGS = 3
LONGEST_LINE = 200
Status = TreatmentSession.Status
Verdict = SecondReading.Verdict


def visits(client: Client, after: Place | None, *, most: int, treats: bool) -> Iterable[Entry]:
    """Visits of a client, newest first; for reception without a word of what was found."""
    rows = TreatmentSession.objects.filter(client=client).select_related("practitioner", "location", "note__signed_by")
    if after:
        rows = rows.filter(after.before("starts_at", VISIT))
    if treats:
        tender = ZoneFinding.objects.order_by("-tenderness", "order", "pk")
        readings = SecondReading.objects.select_related("by")
        rows = rows.prefetch_related(
            Prefetch("note__findings", tender), "note__scores", Prefetch("note__second_readings", readings)
        )
    for row in rows.order_by("-starts_at", "-pk")[:most]:
        yield _worked(row) if treats and hasattr(row, "note") else _booked(row, treats=treats)


def _booked(row: TreatmentSession, *, treats: bool) -> Entry:
    words = {
        Status.BOOKED: f"Booked: {row.minutes} minutes{f', {row.location}' if row.location else ''}",
        Status.CANCELLED: f"Cancelled{f': {row.ended_reason}' if row.ended_reason else ''}",
        Status.NO_SHOW: "Did not come",
    }.get(Status(row.status), "Visit")
    is_open = row.status == Status.BOOKED
    return Entry(
        place=Place(row.starts_at, VISIT, row.pk),
        kind="booking",
        title=f"with {row.practitioner}",
        words=words,
        url=reverse("sessions:plan" if treats else "sessions:move", args=[row.pk]) if is_open else "",
        act=("Plan" if treats else "Move") if is_open else "",
    )


def _worked(row: TreatmentSession) -> Entry:
    note, age = row.note, age_of(row)
    return Entry(
        place=Place(row.starts_at, VISIT, row.pk),
        kind="session",
        title=f"{row.aim or 'Session'}, {row.minutes} min",
        words=_line(note.assessment) or _line(note.subjective) or _line(note.plan),
        meta=_signed(note) if note.is_signed else f"Draft: not signed yet, {age.words}",
        url=reverse("sessions:record" if note.is_signed else "sessions:note", args=[row.pk]),
        act="Open" if note.is_signed else "Finish note",
        chips=[_chip(finding) for finding in note.findings.all() if finding.tenderness][:TOP_FINDINGS],
        tone=_tone(note, age),
        is_locked=note.is_signed,
        scores=[
            f"{score.goal} {'–' if score.before is None else score.before} → {score.after}"
            for score in note.scores.all()
            if score.after is not None
        ],
    )


def _signed(note: Note) -> str:
    """Who has signed, and what still has to come."""
    signed = f"Signed by {note.signed_by}"
    if not note.needs_co_signature:
        return signed
    co_signed = next((row for row in note.second_readings.all() if row.verdict == Verdict.CO_SIGNED), None)
    return f"{signed}, co-signed by {co_signed.by}" if co_signed else f"{signed}, waiting for co-signature"


def _tone(note: Note, age: Age) -> str:
    if not note.is_signed:
        return "avoid" if age.kind == "avoid" else "caution"
    half = note.needs_co_signature and all(row.verdict != Verdict.CO_SIGNED for row in note.second_readings.all())
    return "caution" if half else "ok"


def _chip(finding: ZoneFinding) -> tuple[str, str, str]:
    return "find", "", f"{finding.tenderness} {finding.zone_name} {finding.side[0].upper()}"


def _line(text: str) -> str:
    """The first line of a text that says anything."""
    first = text.strip().split("\n")[0].strip()
    return f"{first[:LONGEST_LINE]}…" if len(first) > LONGEST_LINE else first
