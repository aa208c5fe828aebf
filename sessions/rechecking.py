"""Checking sessions to come once more, whenever what is known of clients or of feet has changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone

from clients.checking import Knowledge, check_client, knowledge_in_force
from clients.facts import with_facts
from clients.models import Client
from knowledge.check import Effect
from reflexpractice.audit.chain import record
from sessions.models import Outlook, TreatmentSession
from sessions.outlooks import Known, News, gathered, known_from, worse

if TYPE_CHECKING:
    from clients.checking import ClientCheck
    from reflexpractice.accounts.models import User
    from sessions.models.session import TreatmentSessionQuerySet

STORED = ["known", "news", "needs_review", "cause", "changed_at", "checked_at"]


@transaction.atomic
def recheck_future(
    sessions: TreatmentSessionQuerySet, *, cause: Outlook.Cause, by: User | None, before: Knowledge | None = None
) -> list[Outlook]:
    """Check those of the sessions that are still to come, and keep what is new; returns the newly affected.

    A session that was never checked is compared with nothing, so that everything found is new; with `before`
    it is compared with what that library said of it. Booking is where it begins: nothing is news then.
    """
    booked = list(to_come(sessions.select_for_update(of=("self",))))
    if not booked:
        return []
    knowledge, now = knowledge_in_force(), timezone.now()
    rows, affected = [], []
    for session in booked:
        old = getattr(session, "outlook", None)
        check = check_client(session.client, session.day, knowledge=knowledge)
        known, planned = known_from(check), plan_of(session)
        is_first = cause == Outlook.Cause.BOOKED
        found = [] if is_first else worse(_before(session, old, before), known, planned=planned)
        row = _row(session, old, check, known, found, cause=cause, now=now)
        rows.append(row)
        affected += [row] if found else []
    Outlook.objects.bulk_create(rows, update_conflicts=True, unique_fields=["session"], update_fields=STORED)
    for row in affected:
        _write_down(row, by=by)
    return affected


def to_come(sessions: TreatmentSessionQuerySet) -> TreatmentSessionQuerySet:
    """Booked from this morning on, with all that a check and its comparison need."""
    morning = timezone.make_aware(dt.datetime.combine(timezone.localdate(), dt.time.min))
    clients = Prefetch("client", with_facts(Client.objects.all()))
    return (
        sessions.to_come()
        .filter(starts_at__gte=morning)
        .select_related("outlook")
        .prefetch_related(clients, "planned_zones")
        .order_by("starts_at", "pk")
    )


def plan_of(session: TreatmentSession) -> list[str]:
    """The planned zones as "right:liver"."""
    return [f"{row.side}:{row.zone}" for row in session.planned_zones.all()]


def _before(session: TreatmentSession, old: Outlook | None, before: Knowledge | None) -> Known:
    if old is not None:
        return dict(old.known)
    return known_from(check_client(session.client, session.day, knowledge=before)) if before else {}


def _row(
    session: TreatmentSession,
    old: Outlook | None,
    check: ClientCheck,
    known: Known,
    found: Sequence[News],
    *,
    cause: Outlook.Cause,
    now: dt.datetime,
) -> Outlook:
    earlier = [News.of(stored) for stored in old.news] if old else []
    news = gathered(earlier, found, still=known)
    return Outlook(
        session=session,
        known=known,
        news=[each.as_dict() for each in news],
        needs_review=bool(news) or stands_against(check),
        cause=cause if found or old is None else old.cause,
        changed_at=None if not news else now if found or old is None else old.changed_at,
        checked_at=now,
    )


def stands_against(check: ClientCheck) -> bool:
    """Whether the session cannot simply begin: something is not known, or must be settled first."""
    return not check.complete or check.body.session >= Effect.REFER


def _write_down(row: Outlook, *, by: User | None) -> None:
    record(
        "session.affected",
        on=row.session,
        by=by,
        client=row.session.client_id,
        detail={"cause": str(row.cause), "conditions": sorted(each["condition"] for each in row.news)},
    )


def see_news(*, session: TreatmentSession, check: ClientCheck, by: User) -> tuple[News, ...]:
    """What was new for the session's own practitioner, who has the plan in sight now; told once."""
    shown = getattr(session, "outlook", None)
    if session.practitioner_id != by.pk or shown is None or shown.changed_at is None:
        return ()
    return _seen(session, check, by=by)


@transaction.atomic
def _seen(session: TreatmentSession, check: ClientCheck, *, by: User) -> tuple[News, ...]:
    row = Outlook.objects.select_for_update().filter(session=session).exclude(changed_at=None).first()
    if row is None:
        return ()
    news = tuple(News.of(stored) for stored in row.news)
    row.news, row.changed_at, row.needs_review = [], None, stands_against(check)
    row.save(update_fields=["news", "changed_at", "needs_review"])
    record("session.news_seen", on=session, by=by, client=session.client_id)
    return news
