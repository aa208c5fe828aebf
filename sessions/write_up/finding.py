"""What was felt, zone by zone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from knowledge.check import Effect
from reflexpractice.audit.chain import record
from sessions.checking import SessionCheck, check_session
from sessions.models import Note, TreatmentSession, ZoneFinding
from sessions.planning.desk import Key
from sessions.planning.overriding import is_void
from sessions.write_up.opening import hold

if TYPE_CHECKING:
    from reflexpractice.accounts.models import User

TENDERNESS_WORDS = ("no tenderness", "slightly tender", "clearly tender", "very tender")
LEAST_REASON = 5


class NeedsReason(Exception):
    """A zone was worked though flagged: a line of justification is needed first."""

    def __init__(self, name: str, side: str, effect: Effect) -> None:
        self.effect = effect
        super().__init__(f"{name}, {side}, was to be left out. Write in a few words why it was worked.")


@transaction.atomic
def record_finding(
    *,
    note: Note,
    zone: str,
    side: str,
    by: User,
    tenderness: int | None = None,
    textures: Iterable[str] = (),
    words: str = "",
    justification: str = "",
) -> ZoneFinding:
    """File what was felt in a zone, replacing what was filed for it before.

    ValueError when that foot has no such zone; NeedsReason for a flagged zone without a justification of
    at least five characters or a reason from planning that still holds; ValidationError for a tenderness or
    texture that does not exist; Locked once signed.
    """
    held = hold(note)
    check = check_session(held.session)
    name = _name(check, zone, side)
    effect = flagged(check, held.session, (side, zone))
    if effect and len(justification.strip()) < LEAST_REASON:
        raise NeedsReason(name, side, effect)
    finding = held.findings.filter(zone=zone, side=side).first()
    finding = finding or ZoneFinding(note=held, zone=zone, side=side, order=_next_place(held))
    finding.zone_name, finding.tenderness, finding.textures, finding.words = name, tenderness, list(textures), words
    finding.against = effect.code if effect else ""
    finding.justification = justification.strip() if effect else ""
    finding.clean_fields(exclude=["note"])
    finding.save()
    _keep_objective(held)
    record("finding.recorded", finding, by=by, client=held.session.client_id, detail={"zone": f"{side}:{zone}"})
    return finding


@transaction.atomic
def clear_finding(*, note: Note, zone: str, side: str, by: User) -> None:
    """Take a filed finding back; nothing happens when there is none. Locked once signed."""
    held = hold(note)
    finding = held.findings.filter(zone=zone, side=side).first()
    if finding is None:
        return
    record("finding.cleared", finding, by=by, client=held.session.client_id, detail={"zone": f"{side}:{zone}"})
    finding.delete()
    _keep_objective(held)


def flagged(check: SessionCheck, session: TreatmentSession, key: Key) -> Effect | None:
    """The warning a zone was worked against; None when there is none, or a reason from planning still holds."""
    effect = check.body.zones.get(key, Effect.ABSOLUTE)
    return None if effect < Effect.REFER or key in reasoned(session, check) else effect


def reasoned(session: TreatmentSession, check: SessionCheck) -> set[Key]:
    """Zones that planning included with a reason which neither a fact nor a rule has overtaken."""
    return {(row.side, row.zone) for row in session.overrides.all() if not is_void(row, check)}


def _next_place(note: Note) -> int:
    last: int | None = note.findings.aggregate(last=Max("order"))["last"]
    return 0 if last is None else last + 1


def _name(check: SessionCheck, zone: str, side: str) -> str:
    found = next((entry for entry in check.library.zones if entry.code == zone and side in entry.feet), None)
    if found is None:
        raise ValueError(f"The {side} foot has no zone called {zone}.")
    return found.name


def _keep_objective(note: Note) -> None:
    """The O of the note follows the map until someone edits it by hand."""
    if not note.objective_by_hand:
        Note.objects.filter(pk=note.pk).update(objective=written_objective(note.findings.all()))


def written_objective(findings: Iterable[ZoneFinding]) -> str:
    """The findings as sentences: "Solar plexus, right: clearly tender, tight"."""
    return "\n".join(
        f"{finding.zone_name}, {finding.side}: {said}." for finding in findings if (said := _said(finding))
    )


def _said(finding: ZoneFinding) -> str:
    textures = dict(ZoneFinding.Texture.choices)
    tender = [] if finding.tenderness is None else [f"{TENDERNESS_WORDS[finding.tenderness]} ({finding.tenderness})"]
    felt = [str(textures[code]).lower() for code in finding.textures if code in textures]
    return ", ".join([*tender, *felt, *([finding.words.rstrip(".")] if finding.words else [])])
