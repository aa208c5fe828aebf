"""The cards of a day: each visit with its safety, a line about it, and the one thing to do next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.humanize.templatetags.humanize import ordinal
from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils import timezone

from clients import facts
from clients.checking import ClientCheck, Knowledge, check_client, knowledge_in_force
from clients.chips import chips as chips_of
from clients.chips import short_date
from clients.models import Client, Flag, Intake
from clients.visits import Visits, visits_of
from knowledge.check import Effect
from knowledge.wording import listed, short_name, what_first
from sessions.ageing import age_of
from sessions.maps import mini_map
from sessions.models import TreatmentSession

if TYPE_CHECKING:
    from clients.chips import Chip
    from knowledge.foot_map import FootMini
    from reflexpractice.accounts.models import User

CHIPS_SHOWN = 3
NEWS_NAMED = 3
Status = TreatmentSession.Status
Told = tuple[str, dt.datetime]
"""The code of a condition, and when it was recorded."""


@dataclass(frozen=True, slots=True)
class Step:
    """The one thing to do next with a visit."""

    words: str
    url: str
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """One card of the day; without a check there is nothing about health on it."""

    session: TreatmentSession
    check: ClientCheck | None
    chips: Sequence[Chip]
    more_chips: int
    feet: FootMini | None
    about: str
    line: str
    step: Step | None
    is_next: bool
    is_over: bool
    needs_review: bool
    is_newly_affected: bool
    news: str = ""

    @property
    def before(self) -> Iterable[str]:
        """What to have ready: products to leave out, how the client likes it."""
        for card in self.check.cards() if self.check else ():
            if card.effect >= Effect.CAUTION and card.condition.startswith("allergy"):
                yield f"{card.title}: {card.what}"
        yield from self.session.client.wanted


def visits_of_day(user: User, date: dt.date, *, treats: bool) -> list[Visit]:
    """The visits of a day in order of time; a fixed number of queries."""
    sessions = list(_sessions_of(user, date, treats=treats))
    knowledge = knowledge_in_force() if treats else None
    counts = visits_of([session.client for session in sessions])
    told = _told_anew(sessions) if treats else {}
    following = _following(sessions)
    return [
        _visit(
            row,
            date,
            knowledge=knowledge,
            before=counts[row.client_id],
            told=told.get(row.client_id, ()),
            is_next=row is following,
        )
        for row in sessions
    ]


def _following(sessions: Iterable[TreatmentSession]) -> TreatmentSession | None:
    """The one being worked; else the next to come."""
    open_ones = [row for row in sessions if row.status in (Status.BOOKED, Status.STARTED)]
    now = timezone.now()
    return next(
        (row for row in open_ones if row.status == Status.STARTED),
        next((row for row in open_ones if row.ends_at > now), None),
    )


def _sessions_of(user: User, date: dt.date, *, treats: bool) -> QuerySet[TreatmentSession]:
    rows = TreatmentSession.objects.visible_to(user).on_day(date).exclude(status=Status.CANCELLED)
    own = rows.filter(practitioner=user) if treats else rows
    kept = own.select_related("note", "practitioner", "location", "outlook").defer("outlook__known", "outlook__news")
    return kept.prefetch_related(Prefetch("client", _clients() if treats else Client.objects.all()))


def _clients() -> QuerySet[Client]:
    waiting = Intake.objects.waiting().defer("answers", "form")
    return facts.with_facts(Client.objects.all()).prefetch_related(Prefetch("intakes", waiting, to_attr="to_review"))


def _visit(
    session: TreatmentSession,
    date: dt.date,
    *,
    knowledge: Knowledge | None,
    before: Visits,
    told: Sequence[Told],
    is_next: bool,
) -> Visit:
    check = check_client(session.client, date, knowledge=knowledge) if knowledge else None
    chips = chips_of(check, session.client, words=what_first) if check else []
    return Visit(
        session=session,
        check=check,
        chips=chips[:CHIPS_SHOWN],
        more_chips=max(0, len(chips) - CHIPS_SHOWN),
        feet=mini_map(check, id=f"feet-{session.pk}") if check else None,
        about=_about(session, before.count),
        line=_line(session, treats=check is not None),
        step=_step(session) if check else _step_of_reception(session),
        is_next=is_next,
        is_over=session.status in (Status.FINISHED, Status.NO_SHOW),
        needs_review=check is None and session.needs_review,
        is_newly_affected=check is not None and _is_newly_affected(session),
        news=_news(session, check, told, since=before.last) if check else "",
    )


def _about(session: TreatmentSession, before: int) -> str:
    """ "34 · 6th visit"; which visit it is only of one that is still to come."""
    age = "" if session.client.age is None else str(session.client.age)
    which = f"{ordinal(before + 1)} visit" if before else "first visit"
    return " · ".join(part for part in (age, which if session.status == Status.BOOKED else "") if part)


def _is_newly_affected(session: TreatmentSession) -> bool:
    outlook = getattr(session, "outlook", None)
    return session.status == Status.BOOKED and outlook is not None and outlook.changed_at is not None


def _told_anew(sessions: Iterable[TreatmentSession]) -> dict[int, list[Told]]:
    """What these clients told of themselves and when it was recorded, by client; an answer repeated is left out."""
    rows = Flag.objects.positive().told_anew().filter(client__in=[session.client_id for session in sessions])
    found: dict[int, list[Told]] = {}
    for client, code, at in rows.order_by("recorded_at", "pk").values_list("client", "condition", "recorded_at"):
        found.setdefault(client, []).append((code, at))
    return found


def _news(session: TreatmentSession, check: ClientCheck, told: Iterable[Told], *, since: dt.datetime | None) -> str:
    """What holds and was recorded after the client was here last, by name; of a visit to come."""
    if since is None or session.status != Status.BOOKED:
        return ""
    holds = {flag.condition_id for flag in session.client.current_flags if flag.is_positive}  # type: ignore[attr-defined]
    known = check.library.conditions_by_code if check.library else {}
    new = {code for code, at in told if at > since and code in holds and code in known}
    if not new:
        return ""
    names = sorted(short_name(known[code].name) for code in new)
    return f"New since {short_date(timezone.localdate(since))}: {listed(names, at_most=NEWS_NAMED)}"


def _line(session: TreatmentSession, *, treats: bool) -> str:
    if session.status == Status.NO_SHOW:
        return "Did not come"
    if session.status == Status.STARTED and session.started_at:
        return f"Started {timezone.localtime(session.started_at):%H:%M}"
    if session.status == Status.FINISHED and session.finished_at:
        ending = "note signed" if _is_signed(session) else _unsigned(session)
        return f"Finished {timezone.localtime(session.finished_at):%H:%M} · {ending}"
    if not treats:
        # What a visit is for can be a health fact; whom it is with is what reception asks.
        return f"With {session.practitioner}"
    wants = session.aim or session.client.wishes
    return f"Wants: {wants}" if wants else ""


def _unsigned(session: TreatmentSession) -> str:
    """That a note waits, and since when as soon as that is more than a day."""
    age = age_of(session)
    return "note has not been signed" if age.kind == "info" else f"note has not been signed, {age.words}"


def _step(session: TreatmentSession) -> Step | None:
    if session.status == Status.STARTED:
        return Step("Continue", reverse("sessions:log", args=[session.pk]), "next")
    if session.status == Status.FINISHED:
        return _after(session)
    return _before_start(session) if session.status == Status.BOOKED else None


def _step_of_reception(session: TreatmentSession) -> Step | None:
    """Who keeps the diary moves a visit or takes it out."""
    if session.status != Status.BOOKED:
        return None
    return Step("Visit", reverse("sessions:visit", args=[session.pk]), "calendar")


def _after(session: TreatmentSession) -> Step:
    if _is_signed(session):
        return Step("Open", reverse("sessions:record", args=[session.pk]), "document")
    return Step("Finish note", reverse("sessions:note", args=[session.pk]), "sign")


def _is_signed(session: TreatmentSession) -> bool:
    """Whether there is a note, and it is signed; work that was ended at once has none."""
    return hasattr(session, "note") and session.note.is_signed


def _before_start(session: TreatmentSession) -> Step:
    client = session.client
    if to_review := client.to_review:  # type: ignore[attr-defined]
        return Step("Review intake", reverse("clients:review", args=[to_review[0].pk]), "document")
    if client.intake_accepted_at is None:  # type: ignore[attr-defined]
        return Step("Send intake", reverse("clients:send_intake", args=[client.pk]), "mail")
    return Step("Plan session", reverse("sessions:plan", args=[session.pk]), "foot")
