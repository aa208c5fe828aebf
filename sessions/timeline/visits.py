"""Visits on the timeline: booked, missed, worked."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.urls import reverse

from clients.models import Client
from knowledge.foot_map import FootMini, draw_mini
from sessions.ageing import Age, age_of
from sessions.atlas import atlas_for
from sessions.maps import by_place
from sessions.models import Note, Photo, SafetyCheck, SecondReading, TreatmentSession, ZoneFinding
from sessions.replay import check_as_kept
from sessions.timeline.entry import VISIT, Chip, Entry, Place

TOP_FINDINGS = 3
LONGEST_LINE = 200
MOST_RELEASES = 3
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
        rows = rows.annotate(photos_shown=_how_many_photos()).prefetch_related(
            Prefetch("note__findings", tender),
            "note__scores",
            Prefetch("note__second_readings", readings),
            Prefetch("safety_checks", _at_the_start(), to_attr="at_the_start"),
            "planned_zones",
        )
    found = list(rows.order_by("-starts_at", "-pk")[:most])
    releases = _releases(found) if treats else ()
    for row in found:
        yield _worked(row, releases) if treats and hasattr(row, "note") else _booked(row, treats=treats)


def _releases(rows: Iterable[TreatmentSession]) -> Collection[int | None]:
    """The latest releases that the visits were checked with: reading an old one in takes its time."""
    kept = (check.release_id for row in rows for check in row.at_the_start)  # type: ignore[attr-defined]
    return list(dict.fromkeys(kept))[:MOST_RELEASES]


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


def _worked(row: TreatmentSession, releases: Collection[int | None]) -> Entry:
    note, age = row.note, age_of(row)
    return Entry(
        place=Place(row.starts_at, VISIT, row.pk),
        kind="session",
        title=f"{row.aim or 'Session'}, {row.minutes} min",
        words=_line(note.assessment) or _line(note.subjective) or _line(note.plan),
        meta=_signed(note) if note.is_signed else "Draft: not signed yet",
        url=reverse("sessions:record" if note.is_signed else "sessions:note", args=[row.pk]),
        act="Open" if note.is_signed else "Finish note",
        chips=[*_waiting(note, age), *_tender(note), *_photos(row)],
        tone=_tone(note, age),
        is_locked=note.is_signed,
        feet=_feet(row, releases),
        scores=[
            f"{score.goal} {'–' if score.before is None else score.before} → {score.after}"
            for score in note.scores.all()
            if score.after is not None
        ],
    )


def _at_the_start() -> QuerySet[SafetyCheck]:
    kept = SafetyCheck.objects.filter(moment=SafetyCheck.Moment.START)
    return kept.select_related("release").defer("release__content", "result")


def _feet(row: TreatmentSession, releases: Collection[int | None]) -> FootMini | None:
    """What was safe when it began and what was worked; None when that is not known, or takes long to find out."""
    kept = next((check for check in row.at_the_start if check.release_id in releases), None)  # type: ignore[attr-defined]
    check = check_as_kept(kept) if kept else None
    if check is None:
        return None
    worked = {(finding.side, finding.zone) for finding in row.note.findings.all()}
    worked |= {(zone.side, zone.zone) for zone in row.planned_zones.all()}
    return draw_mini(atlas_for(check.library), by_place(check.states(planned=worked)), id=f"feet-{row.pk}")


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


def _waiting(note: Note, age: Age) -> list[Chip]:
    """How long a draft has waited, once that is more than a day."""
    return [] if note.is_signed or age.kind == "info" else [(age.kind, "clock", f"Note {age.words}")]


def _tender(note: Note) -> list[Chip]:
    return [_chip(finding) for finding in note.findings.all() if finding.tenderness][:TOP_FINDINGS]


def _how_many_photos() -> Subquery:
    """Counted with the visits, as no more is needed of them; none once the consent was taken back."""
    shown = Photo.objects.shown().filter(note__session=OuterRef("pk")).order_by().values("note__session")
    return Subquery(shown.annotate(count=Count("pk")).values("count"))


def _photos(row: TreatmentSession) -> list[Chip]:
    """How many photos there are to look at, and where."""
    count: int | None = row.photos_shown  # type: ignore[attr-defined]
    words = f"{count} photo{'' if count == 1 else 's'}"
    return [("plain", "", words, reverse("sessions:photos", args=[row.pk]))] if count else []


def _chip(finding: ZoneFinding) -> Chip:
    return "find", "", f"{finding.tenderness} {finding.zone_name} {finding.side[0].upper()}"


def _line(text: str) -> str:
    """The first line of a text that says anything."""
    first = text.strip().split("\n")[0].strip()
    return f"{first[:LONGEST_LINE]}…" if len(first) > LONGEST_LINE else first
