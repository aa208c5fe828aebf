"""The fingerprint of all that was signed."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from sessions.models import Note, TreatmentSession, ZoneFinding


def fingerprint_of(note: Note) -> str:
    """SHA-256 of everything that is signed, with the signature, in hexadecimal."""
    text = json.dumps(content_of(note), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def content_of(note: Note) -> dict[str, Any]:
    """Everything that is signed: note, findings, scores, plan, what was read and decided, and the checks."""
    session = note.session
    return {
        "session": _session(session),
        "note": [note.subjective, note.objective, note.assessment, note.plan, note.skin_checked],
        "signature": [note.signed_by_id, note.signed_at.timestamp() if note.signed_at else None, *_means(note)],
        "findings": [_finding(row) for row in note.findings.all()],
        "scores": [[row.goal, row.before, row.after] for row in note.scores.all()],
        "plan": [[row.zone, row.zone_name, row.side, row.light] for row in session.planned_zones.all()],
        "read": sorted([row.fingerprint, row.words, row.by_id] for row in session.acknowledgements.all()),
        "overrides": sorted(
            [row.zone, row.side, row.reason, row.words, row.shown, row.client_agrees, row.by_id]
            for row in session.overrides.all()
        ),
        "checks": sorted(
            [row.pk, row.moment, row.made_at.timestamp(), row.release_seal, row.facts, row.plan, row.result]
            for row in session.safety_checks.all()
        ),
        **_photos(note),
    }  # fmt: skip


def _means(note: Note) -> list[Any]:
    """How it was signed and what was carried; notes signed before that was kept hold the fingerprint they had."""
    return [note.signed_means, note.needs_co_signature, note.carried] if note.signed_means else []


def _photos(note: Note) -> dict[str, Any]:
    """Nothing where there are none: notes were signed before there could be."""
    rows = [
        [row.sha256, row.side, row.view, row.zone, row.zone_name, row.words, row.added_by_id]
        for row in note.photos.all()
    ]  # fmt: skip
    return {"photos": rows} if rows else {}


def _finding(row: ZoneFinding) -> list[Any]:
    return [
        row.zone, row.zone_name, row.side, row.tenderness, list(row.textures), row.words,
        row.against, row.justification,
    ]  # fmt: skip


def _session(session: TreatmentSession) -> list[Any]:
    return [
        session.pk, session.client_id, session.practitioner_id, session.starts_at.timestamp(), session.minutes,
        session.pressure, session.work_minutes, list(session.techniques), session.protocol, session.aim,
    ]  # fmt: skip
