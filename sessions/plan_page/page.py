"""The plan page as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from clients.chips import chips, health_check, shortened
from clients.header import Header
from clients.intake.own_words import OwnWords, own_words
from knowledge.check import Effect
from knowledge.foot_map import LOOKS, FootMap, Purpose, ZoneList, ZoneState, draw, list_zones
from sessions.atlas import atlas_for
from sessions.checking import SessionCheck
from sessions.forms.plan import LimitsForm, OverrideForm
from sessions.maps import by_place
from sessions.models import Acknowledgement, PlannedZone, TreatmentSession
from sessions.plan_page.parts import Bar, PlanRow, ReadCard, Routine, ask_url, bar, plan_rows, read_cards, routines
from sessions.plan_page.zone import ZoneCard, zone_card
from sessions.planning import LAST_PLAN, gaps
from sessions.planning.desk import Key, key_of
from sessions.planning.opening import unsafe
from sessions.planning.questions import counted, needs_reading
from sessions.planning.routines import left_out, left_out_words, routine_of
from sessions.planning.starting import Gap

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reflexpractice.accounts.models import User


@dataclass(frozen=True)
class PlanPage:
    """What templates/sessions/plan.html and its parts show."""

    session: TreatmentSession
    who: Header
    when: str
    version: int
    stop: ReadCard | None
    not_checked: str
    gaps: tuple[Gap, ...]
    cards: tuple[ReadCard, ...]
    read_words: str
    rows: tuple[PlanRow, ...]
    total_words: str
    over_time: bool
    left_out: str
    began_from: str
    first_routines: tuple[Routine, ...]
    more_routines: tuple[Routine, ...]
    limits: LimitsForm
    limits_words: str
    zone: ZoneCard | None
    bar: Bar
    states: Mapping[str, str]
    unasked: int
    ask_url: str
    ask_words: str
    intake_url: str
    intake_words: str
    clear: bool
    zone_words: str
    own_words: tuple[OwnWords, ...]
    map: FootMap | None = None
    list: ZoneList | None = None


def plan_page(
    session: TreatmentSession,
    check: SessionCheck,
    user: User,
    *,
    key: Key | None = None,
    reason: OverrideForm | None = None,
    limits: LimitsForm | None = None,
    with_map: bool = True,
) -> PlanPage:
    """The page of a session fetched by `for_planning`, with one zone's card where a key is given."""
    own, before = _readings(session, user)
    cards = read_cards(session, check, own, before)
    missing = gaps(session, check, read={row.card.fingerprint for row in cards if row.read})
    planned = list(session.planned_zones.all())
    dropped = set(unsafe(session, check))
    included = {(row.side, row.zone) for row in session.overrides.all()} - dropped
    states = check.states(planned=[(row.side, row.zone) for row in planned], overrides=included)
    first, more = routines(session, check.library, has_last=bool(_last_zones(session)), goals=_goals(session))
    intake = _intake(session)
    atlas = atlas_for(check.library)
    return PlanPage(
        session=session,
        who=_who(session, check),
        when=_when(session),
        version=session.plan_version,
        stop=next((row for row in cards if row.card.session == Effect.ABSOLUTE), None),
        not_checked="" if check.complete else check.why_incomplete,
        gaps=tuple(gap for gap in missing if gap.code in ("settle", "stop", "unsafe", "limits")),
        cards=tuple(cards),
        read_words=_read_words(cards),
        rows=tuple(plan_rows([row for row in planned if (row.side, row.zone) not in dropped], included)),
        total_words=f"{session.work_minutes} of {session.minutes} min",
        over_time=session.work_minutes > session.minutes,
        left_out=_left_out(session, check),
        began_from=next((routine.words for routine in first if routine.chosen), ""),
        first_routines=tuple(first),
        more_routines=tuple(more),
        limits=limits or LimitsForm(session=session, check=check),
        limits_words=_limits_words(session, check),
        zone=zone_card(session, check, states, key, form=reason) if key else None,
        bar=bar(session, check, missing, cards),
        states=states,
        unasked=len(check.unasked),
        ask_url=ask_url(session),
        ask_words=f"Ask {counted(len(check.unasked))}",
        intake_url=intake[0],
        intake_words=intake[1],
        clear=check.clear,
        zone_words=_zone_words(planned),
        own_words=own_words(session.client, user),
        map=draw(atlas, by_place(states), purpose=Purpose.PLAN) if with_map else None,
        list=list_zones(atlas, by_place(states), reasons=_reasons(states)) if with_map else None,
    )


def _zone_words(planned: Sequence[PlannedZone]) -> str:
    number = len({row.zone for row in planned})
    return f"{number} zone{'' if number == 1 else 's'}"


def _reasons(states: Mapping[str, str]) -> dict[Key, str]:
    """Where the list tells why a zone is not simply free."""
    return {
        key: f"?zone={key[0]}:{key[1]}#zone"
        for key, state in by_place(states).items()
        if not LOOKS[ZoneState(state)].can_be_chosen
    }


def _readings(session: TreatmentSession, user: User) -> tuple[dict[str, Acknowledgement], dict[str, Acknowledgement]]:
    """What was read for this session, and what the user read for the last signed one; in one query."""
    signed = (
        TreatmentSession.objects.filter(client=session.client_id)
        .signed()
        .exclude(pk=session.pk)
        .order_by("-starts_at", "-pk")
    )
    rows = list(Acknowledgement.objects.filter(Q(session=session) | Q(session__in=signed.values("pk")[:1], by=user)))
    own = {row.fingerprint: row for row in rows if row.session_id == session.pk}
    return own, {row.fingerprint: row for row in rows if row.session_id != session.pk}


def _who(session: TreatmentSession, check: SessionCheck) -> Header:
    """The header with the warnings of the session's own day, each leading to its finding."""
    client = session.client
    return Header(
        name=client.name,
        initials=client.initials,
        age="" if (age := client.age_on(session.day)) is None else str(age),
        pronouns=client.pronouns,
        visits=_visits(session),
        chips=shortened(chips(check, client), url=reverse("clients:flags", args=[client.pk])),
        check_chip=health_check(client),
    )


def _visits(session: TreatmentSession) -> str:
    number, last = getattr(session, "visit_count", None), getattr(session, "last_visit", None)
    if not number or not last:
        return "First visit"
    return f"{number} visit{'' if number == 1 else 's'} · last seen {date_format(timezone.localtime(last), 'j M Y')}"


def _last_zones(session: TreatmentSession) -> list[Key]:
    names = (getattr(session, "last_zones", None) or "").split()
    return [key for name in names if (key := key_of(name))]


def _goals(session: TreatmentSession) -> str:
    return f"{getattr(session, 'goal_words', '') or ''} {session.client.wishes}"


def _when(session: TreatmentSession) -> str:
    local = timezone.localtime(session.starts_at)
    days = (local.date() - timezone.localdate()).days
    day = {0: "Today", 1: "Tomorrow", -1: "Yesterday"}.get(days, date_format(local, "D j M Y"))
    return f"{day} {local:%H:%M}"


def _read_words(cards: list[ReadCard]) -> str:
    needed = [row for row in cards if needs_reading(row.card)]
    return f"{sum(bool(row.read) for row in needed)} of {len(needed)} read" if needed else ""


def _left_out(session: TreatmentSession, check: SessionCheck) -> str:
    """The zones of the routine it began from that had to stay out, as one sentence."""
    if session.protocol == LAST_PLAN:
        return left_out_words(left_out(_last_zones(session), session, check), source="the last plan")
    routine = routine_of(check.library, session.protocol)
    return left_out_words(left_out(routine.zones, session, check), source=routine.name) if routine else ""


def _limits_words(session: TreatmentSession, check: SessionCheck) -> str:
    names = [check.library.technique(code).name for code in session.techniques]
    with_them = f" · {', '.join(names)}" if names else ""
    return f"Pressure {session.pressure} of 5 · {session.work_minutes} minutes{with_them}"


def _intake(session: TreatmentSession) -> tuple[str, str]:
    """Where an intake is reviewed or asked for."""
    client = session.client
    waiting = client.intakes.waiting().order_by("pk").first() if client.intake_waits else None  # type: ignore[attr-defined]
    if waiting:
        return reverse("clients:review", args=[waiting.pk]), "Review the intake"
    return reverse("clients:send_intake", args=[client.pk]), "" if client.intake_accepted_at else "Send the intake"  # type: ignore[attr-defined]
