"""What a client told, on the timeline: intakes, and facts that began, changed or ended."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models.functions import Coalesce
from django.urls import reverse

from clients.models import Client, Flag, Intake
from knowledge.wording import REGION_WORDS, listed, short_name
from sessions.timeline.entry import FLAG, FLAG_ENDED, INTAKE, Entry, Place

STATUS_WORDS = {Flag.Status.SUSPECTED: "could be", Flag.Status.PAST: "in the past"}


def intakes(client: Client, after: Place | None, *, most: int) -> Iterable[Entry]:
    """Intakes by when they came in, or were sent as long as they have not."""
    rows = (
        Intake.objects.filter(client=client)
        .exclude(status=Intake.Status.ENDED)
        .annotate(at=Coalesce("submitted_at", "created_at"))
        .select_related("reviewed_by")
        .defer("answers", "form")
    )
    if after:
        rows = rows.filter(after.before("at", INTAKE))
    for row in rows.order_by("-at", "-pk")[:most]:
        waits = row.status == Intake.Status.SUBMITTED
        yield Entry(
            place=Place(row.submitted_at or row.created_at, INTAKE, row.pk),
            kind="intake",
            title="intake",
            words=row.get_status_display(),
            meta=f"by {row.reviewed_by}" if row.reviewed_by else "",
            url=reverse("clients:review" if waits else "clients:intake", args=[row.pk]),
            act="Review" if waits else "Open",
            tone="info",
        )


def flags(client: Client, after: Place | None) -> Iterable[Entry]:
    """Facts that were recorded or ended; the same answer given again is no news."""
    rows = Flag.objects.filter(client=client).positive().select_related("condition", "recorded_by", "ended_by")
    every = list(rows)
    hold = {(row.condition_id, _gist(row)) for row in every if row.ended_at is None}
    for row in every:
        if not any(_gist(row) == _gist(old) for old in every if old.replaced_by_id == row.pk):
            holds = (row.condition_id, _gist(row)) in hold
            yield from _unless_shown(_recorded(row, holds=holds), after)
        if row.ended_at and row.replaced_by_id is None:
            yield from _unless_shown(_ended(row), after)


def _gist(row: Flag) -> tuple[object, ...]:
    """What makes an answer another one; asked again the same day or later, it is the same."""
    return row.status, row.side, tuple(sorted(row.areas)), row.due_on


def _unless_shown(entry: Entry, after: Place | None) -> Iterable[Entry]:
    if after is None or entry.place < after:
        yield entry


def _recorded(row: Flag, *, holds: bool) -> Entry:
    return Entry(
        place=Place(row.recorded_at, FLAG, row.pk),
        kind="flag",
        title="added to the health facts",
        words=f"“{row.words}”" if row.words else "",
        meta=f"by {row.recorded_by}" if row.recorded_by else "",
        chips=[("avoid" if holds else "plain", "", _name(row))],
        tone="avoid" if holds else "plain",
    )


def _ended(row: Flag) -> Entry:
    assert row.ended_at
    return Entry(
        place=Place(row.ended_at, FLAG_ENDED, row.pk),
        kind="flag",
        title="no longer so",
        words=row.end_reason,
        meta=f"by {row.ended_by}" if row.ended_by else "",
        chips=[("plain", "", _name(row))],
    )


def _name(row: Flag) -> str:
    where = listed([REGION_WORDS.get(area, area) for area in row.areas])
    side = row.get_side_display().lower() if row.side else ""
    parts = (short_name(row.condition.name), STATUS_WORDS.get(Flag.Status(row.status), ""), f"{side} {where}".strip())
    return ", ".join(filter(None, parts))
