"""Signing: what is missing, who signs, and closing the note for good."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from reflexpractice.audit.chain import record
from reflexpractice.signing import prove
from sessions.checking import SessionCheck, check_session
from sessions.models import Note, SafetyCheck, TreatmentSession
from sessions.snapshots import keep_check
from sessions.write_up.carrying import same_as_before, still_carried
from sessions.write_up.finding import LEAST_REASON, flagged
from sessions.write_up.fingerprint import fingerprint_of
from sessions.write_up.once import forget_old
from sessions.write_up.opening import SIGNED, WORKED, Locked, hold
from sessions.write_up.reading import news, read_news

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from reflexpractice.accounts.models import User
    from sessions.models import ZoneFinding


@dataclass(frozen=True, slots=True)
class Missing:
    """Something a whole note has: a code, the words, where to add it, and whether signing waits for it."""

    code: str
    words: str
    page: str
    blocks: bool = False
    zone: str = ""


class NotReady(Exception):
    """Signing waits for `missing`."""

    def __init__(self, missing: Sequence[Missing]) -> None:
        self.missing = tuple(missing)
        super().__init__(" ".join(gap.words for gap in missing))


def missing(note: Note, check: SessionCheck) -> list[Missing]:
    """What is not there yet. Findings and scores may be missing; the safety reading and reasons may not."""
    gaps = [
        Missing("changed", f"Read what has changed since the start: {card.title}.", "news", blocks=True)
        for card in news(note.session, check)
    ]
    gaps += [_reason(row) for row in note.findings.all() if _lacks_reason(row, note, check)]
    if not note.skin_checked:
        gaps.append(Missing("skin", "Say that you looked at the skin of both feet.", "skin", blocks=True))
    if not any((note.subjective.strip(), note.objective.strip(), note.assessment.strip(), note.plan.strip())):
        gaps.append(Missing("empty", "Write at least a line.", "note", blocks=True))
    if not note.findings.all():
        gaps.append(Missing("findings", "No zone has a finding.", "log"))
    if not any(score.after is not None for score in note.scores.all()):
        gaps.append(Missing("scores", "Nothing is scored after the session.", "scales"))
    return gaps


def _lacks_reason(finding: ZoneFinding, note: Note, check: SessionCheck) -> bool:
    """A zone may have become flagged after it was filed; then it asks for a reason as well."""
    against = flagged(check, note.session, (finding.side, finding.zone)) or finding.against
    return bool(against) and len(finding.justification) < LEAST_REASON


def _reason(finding: ZoneFinding) -> Missing:
    words = f"Say why {finding.zone_name}, {finding.side}, was worked."
    return Missing("reason", words, "log", blocks=True, zone=f"{finding.side}:{finding.zone}")


@transaction.atomic
def finish(*, session: TreatmentSession, by: User) -> TreatmentSession:
    """The work is over; the note may wait. Finishing twice is finishing once."""
    held = TreatmentSession.objects.select_for_update().get(pk=session.pk)
    if held.status == TreatmentSession.Status.STARTED:
        held.status, held.finished_at = TreatmentSession.Status.FINISHED, timezone.now()
        held.save(update_fields=["status", "finished_at"])
        record("session.finished", held, by=by, client=held.client_id)
    return held


def sign(*, note: Note, by: User, password: str = "", pin: str = "", read: Collection[str] = ()) -> Note:
    """Check once more, close the session, and sign; from here on the database refuses every change.

    `read` names, by fingerprint, what was read of what has changed since the start. Signing twice is signing
    once. Who may not co-sign signs as an assistant: the note then waits for a co-signature. Raises NotReady,
    Unproven, or Locked when someone else has signed.
    """
    now = Note.objects.get(pk=note.pk)
    if now.is_signed:
        return _signed_before(now, by)
    # Outside of the transaction: a wrong try stays counted when nothing else has happened.
    means = prove(person=by, password=password, pin=pin)
    return _sign(note, by=by, means=means, read=read)


@transaction.atomic
def _sign(note: Note, *, by: User, means: str, read: Collection[str]) -> Note:
    now = Note.objects.select_for_update(of=("self",)).get(pk=note.pk)
    if now.is_signed:
        return _signed_before(now, by)
    held = hold(note)
    if held.session.status not in WORKED:
        raise NotReady([Missing("start", "Start the session first.", "plan", blocks=True)])
    check = check_session(held.session)
    read_news(held.session, check, fingerprints=read, by=by)
    if gaps := [gap for gap in missing(held, check) if gap.blocks]:
        raise NotReady(gaps)
    return _close(held, check, by=by, means=means)


def _signed_before(note: Note, by: User) -> Note:
    if note.signed_by_id != by.pk:
        raise Locked(SIGNED)
    return note


def _close(note: Note, check: SessionCheck, *, by: User, means: str) -> Note:
    _name_warnings(note, check)
    same = same_as_before(note)
    # The session is closed before the signature: with it, the database locks everything that belongs to the note.
    note.session = finish(session=note.session, by=by)
    kept = keep_check(note.session, check, moment=SafetyCheck.Moment.SIGN)
    note.signed_at, note.signed_by, note.signed_means = timezone.now(), by, means
    note.needs_co_signature = not by.has_perm("treatments.co_sign_note")
    note.content_hash = fingerprint_of(note)
    note.save(update_fields=["signed_at", "signed_by", "signed_means", "needs_co_signature", "content_hash"])
    forget_old()
    detail = {"check": kept.pk, "hash": note.content_hash, "means": means, "carried": sorted(still_carried(note))}
    if same:
        detail["same_as"] = same.pk
    record("note.signed", note, by=by, client=note.session.client_id, detail=detail)
    return note


def _name_warnings(note: Note, check: SessionCheck) -> None:
    """Beside each reason, the warning as it is at the signature."""
    for finding in note.findings.all():
        effect = flagged(check, note.session, (finding.side, finding.zone))
        if effect and effect.code != finding.against:
            finding.against = effect.code
            finding.save(update_fields=["against"])
