"""Starting: everything is checked once more, and kept as it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from clients.today_check import due
from knowledge.check import Effect
from reflexpractice.audit.chain import record
from sessions.checking import SessionCheck, check_session
from sessions.models import Note, SafetyCheck, TreatmentSession
from sessions.planning.desk import PlanRefused, take
from sessions.planning.limits import too_much, unsafe_techniques
from sessions.planning.opening import unsafe
from sessions.planning.questions import counted, needs_reading, to_read
from sessions.planning.reading import carried_over, keep_carried_over, read_in
from sessions.planning.zones import name_in
from sessions.snapshots import keep_check

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from clients.findings import Card
    from reflexpractice.accounts.models import User

Status = TreatmentSession.Status


@dataclass(frozen=True)
class Gap:
    """One thing that keeps the session from starting: a code, and what to do as a sentence."""

    code: str
    words: str


class NotReady(PlanRefused):
    """What is missing before the session can start."""

    code = "not_ready"

    def __init__(self, missing: Sequence[Gap]) -> None:
        self.missing = tuple(missing)
        super().__init__(" ".join(gap.words for gap in missing))


@transaction.atomic
def start(*, session: TreatmentSession, by: User, version: int | None = None) -> TreatmentSession:
    """Check again, keep the check, and begin. NotReady says what is missing; starting twice is starting once."""
    already = TreatmentSession.objects.select_for_update().get(pk=session.pk)
    if already.status == Status.STARTED:
        return already
    held = take(session, version=version)
    check = check_session(held)
    read = fingerprints_read(held, reader=by)
    if missing := gaps(held, check, read=read):
        raise NotReady(missing)
    keep_carried_over(held, reader=by, fingerprints={card.fingerprint for card in to_read(check)})
    kept = keep_check(held, check, moment=SafetyCheck.Moment.START)
    held.status, held.started_at, held.release = Status.STARTED, timezone.now(), kept.release
    held.save(update_fields=["status", "started_at", "release"])
    Note.objects.get_or_create(session=held)
    detail = {"check": kept.pk, "seal": kept.release_seal, "effect": kept.effect}
    record("session.started", on=held, by=by, client=held.client_id, detail=detail)
    return held


def gaps(session: TreatmentSession, check: SessionCheck, *, read: Collection[str]) -> list[Gap]:
    """What is missing before this session can start, in the order in which to see to it."""
    if not check.complete:
        return [Gap("not_checked", f"Not checked. {check.why_incomplete}".strip())]
    session_gaps = _for_session(check)
    is_stopped = any(gap.code == "stop" for gap in session_gaps)
    door = [] if is_stopped else _at_the_door(check)
    door += [] if is_stopped else _at_home(session)
    is_early = session.day > timezone.localdate()
    return [
        *([] if is_early else door),
        *session_gaps,
        *_for_zones(session, check),
        *[Gap("limits", sentence) for sentence in too_much(session, check)],
        *[Gap("unread", f"Read: {card.title}.") for card in unread(check, read)],
        *(door if is_early else []),
    ]


def _at_the_door(check: SessionCheck) -> list[Gap]:
    """What is asked at every visit, on its day; before that day it comes last, for it cannot be asked yet."""
    questions = due(check)
    return [Gap("today_check", f"Ask {counted(len(questions))} on the day.")] if questions else []


def _at_home(session: TreatmentSession) -> list[Gap]:
    """Nobody works in somebody's home before having made sure of whom and where."""
    if not session.is_home_visit:
        return []
    visit = getattr(session, "home_visit", None)
    return [] if visit and visit.arrived_at else [Gap("arrival", "Fill in the arrival card at the door.")]


def unread(check: SessionCheck, read: Collection[str]) -> list[Card]:
    """Findings that ask for something and have not been read."""
    return [card for card in to_read(check) if needs_reading(card) and card.fingerprint not in read]


def fingerprints_read(session: TreatmentSession, *, reader: User) -> set[str]:
    """What has been read for this session, now or before and unchanged."""
    return {*read_in(session), *carried_over(session, reader=reader)}


def _for_session(check: SessionCheck) -> list[Gap]:
    if check.plan.session == Effect.ABSOLUTE:
        return [Gap("stop", "No session today.")]
    if check.plan.session == Effect.AVOID:
        return [Gap("stop", "No foot work in this session.")]
    if check.plan.session == Effect.REFER:
        return [_to_settle(check, card) for card in to_read(check) if card.session == Effect.REFER]
    return []


def _to_settle(check: SessionCheck, card: Card) -> Gap:
    if card.lifted_by == "answer":
        return Gap("ask", f"Ask {counted(len(check.unasked) or 1)}.")
    return Gap("settle", f"{card.title}: {card.instead or card.what}.".replace("..", "."))


def _for_zones(session: TreatmentSession, check: SessionCheck) -> list[Gap]:
    zones = [
        Gap("unsafe", f"{name_in(check.library, zone)}, {foot}, may no longer be worked.")
        for foot, zone in unsafe(session, check)
    ]
    return zones + [
        Gap("unsafe", f"{check.library.technique(code).name} may not be used today.")
        for code in unsafe_techniques(session.techniques, check)
    ]
