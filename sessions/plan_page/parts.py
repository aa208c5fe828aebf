"""The parts of the plan page, as words."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from clients.today_check import due
from knowledge.check import Effect
from knowledge.foot_map import ZoneState
from sessions.planning import LAST_PLAN
from sessions.planning.questions import counted, needs_reading, to_read

if TYPE_CHECKING:
    from clients.findings import Card
    from knowledge.library import Library
    from sessions.checking import SessionCheck
    from sessions.models import Acknowledgement, PlannedZone, TreatmentSession
    from sessions.planning.desk import Key
    from sessions.planning.starting import Gap

OFFERED = 2


@dataclass(frozen=True)
class Routine:
    """A button to begin from."""

    code: str
    words: str
    icon: str
    chosen: bool


def routines(
    session: TreatmentSession, library: Library, *, has_last: bool, goals: str
) -> tuple[list[Routine], list[Routine]]:
    """What to begin from: the last plan and the protocols nearest to the goals, then everything, protocols by name."""
    every = sorted(
        library.protocols, key=lambda row: -_nearness(f"{row.name} {row.complaint}", f"{goals} {session.aim}")
    )
    chosen = [row for row in every if row.code == session.protocol]
    first = [*chosen, *[row for row in every if row not in chosen]][:OFFERED]
    buttons = [Routine(row.code, row.name, "", row.code == session.protocol) for row in first]
    last = [Routine(LAST_PLAN, "Last plan", "repeat", session.protocol == LAST_PLAN)] if has_last else []
    by_name = sorted(library.protocols, key=lambda row: row.name)
    return last + buttons, last + [Routine(row.code, row.name, "", row.code == session.protocol) for row in by_name]


def _nearness(text: str, wanted: str) -> int:
    """How many longer words two texts share, by their beginnings: "sleeping" is near "sleep"."""
    words = {word[:5] for word in wanted.lower().replace(",", " ").split() if len(word) > 3}
    return sum(any(part.startswith(word) for part in text.lower().replace(",", " ").split()) for word in words)


@dataclass(frozen=True)
class ReadCard:
    """A finding with whether, and when, it was read, and where its buttons lead."""

    card: Card
    read: str
    button: str
    read_url: str
    link: str
    link_words: str

    @property
    def link_first(self) -> bool:
        """Asking, or settling what is missing, comes before having read."""
        return self.card.lifted_by == "answer" or self.card.session == Effect.REFER


def read_cards(
    session: TreatmentSession,
    check: SessionCheck,
    own: Mapping[str, Acknowledgement],
    before: Mapping[str, Acknowledgement],
) -> list[ReadCard]:
    """The findings, gravest first; those read arrive folded."""
    read_url = reverse("sessions:acknowledge", args=[session.pk])
    return [
        ReadCard(card, _read(card, own, before), _button(card), read_url, *_link(session, card))
        for card in to_read(check)
        # The page says so itself, with what to do.
        if card.condition != "intake_missing"
    ]


def _link(session: TreatmentSession, card: Card) -> tuple[str, str]:
    """Where the finding can be settled: by asking, by a clearance, or in the client's own record."""
    if card.lifted_by == "answer":
        return ask_url(session), "Ask now"
    if card.lifted_by == "clearance":
        return (
            f"{reverse('clients:add_clearance', args=[session.client_id])}?condition={card.condition}",
            "Ask for clearance",
        )
    if card.session == Effect.REFER:
        return reverse("clients:send_intake", args=[session.client_id]), "Send the form"
    return "", ""


def _read(card: Card, own: Mapping[str, Acknowledgement], before: Mapping[str, Acknowledgement]) -> str:
    if row := own.get(card.fingerprint):
        return f"Read {date_format(timezone.localtime(row.at), 'j M, H:i')}"
    if row := before.get(card.fingerprint):
        return f"Read {date_format(timezone.localtime(row.at), 'j M')}, unchanged"
    return ""


def _button(card: Card) -> str:
    if not needs_reading(card):
        return ""
    return (
        "Understood, light strokes only"
        if card.lifted_by == "answer" and card.code == "open-questions"
        else "Understood"
    )


@dataclass(frozen=True)
class PlanRow:
    """A zone of the plan, both feet in one row."""

    name: str
    feet: str
    minutes: str
    light: bool
    included: bool
    link: str
    zones: tuple[str, ...]


def plan_rows(zones: Sequence[PlannedZone], included: Collection[Key]) -> list[PlanRow]:
    """Planned zones in order, right and left of one zone together."""
    together: dict[str, list[PlannedZone]] = {}
    for row in zones:
        together.setdefault(row.zone, []).append(row)
    return [_row(rows, included) for rows in together.values()]


def _row(rows: Sequence[PlannedZone], included: Collection[Key]) -> PlanRow:
    feet = sorted((row.side for row in rows), reverse=True)
    minutes = round(sum(row.minutes or 0 for row in rows))
    return PlanRow(
        name=rows[0].zone_name,
        feet=" · ".join(foot[0].upper() for foot in feet),
        minutes=f"{minutes} min" if minutes else "under 1 min",
        light=any(row.light for row in rows),
        included=any((row.side, row.zone) in included for row in rows),
        link=f"{feet[0]}:{rows[0].zone}",
        zones=tuple(f"{foot}:{rows[0].zone}" for foot in feet),
    )


@dataclass(frozen=True)
class Bar:
    """The one button, which says what is to be done next; without a url it starts the session."""

    words: str
    url: str = ""

    @property
    def starts(self) -> bool:
        return not self.url


def bar(session: TreatmentSession, check: SessionCheck, gaps: Sequence[Gap], cards: Sequence[ReadCard]) -> Bar:
    """What the button says, from the first thing that is missing."""
    if not gaps:
        return Bar("Start session")
    first = gaps[0]
    waiting = [row for row in cards if needs_reading(row.card) and not row.read]
    if first.code == "not_checked":
        return Bar("See what is missing to start", "#not-checked")
    if first.code == "today_check":
        return _door(session, check)
    if first.code == "arrival":
        return _arrival(session)
    if first.code == "ask" or any(row.card.code == "open-questions" for row in waiting):
        return Bar(f"Ask {counted(len(check.unasked))}", ask_url(session))
    if first.code == "limits":
        return Bar("Adjust pressure and minutes to start", "#limits")
    if first.code == "unread":
        return Bar(
            f"Read {len(waiting)} safety note{'' if len(waiting) == 1 else 's'} to start",
            f"#finding-{waiting[0].card.code}",
        )
    return Bar("See what is needed to start", "#needed")


def _door(session: TreatmentSession, check: SessionCheck) -> Bar:
    """The questions of the day, at the door; those that can only be asked on another day say so."""
    address = reverse("clients:today_check", args=[session.client_id])
    url = f"{address}?session={session.pk}&next={reverse('sessions:plan', args=[session.pk])}"
    if session.day > timezone.localdate():
        return Bar(f"To ask on {date_format(session.day, 'j M')}: {counted(len(due(check)))}", url)
    return Bar(f"Anything new today? {counted(len(due(check)))}", url)


def _arrival(session: TreatmentSession) -> Bar:
    """The card of a home visit; before its day there is only the visit's page."""
    if session.day > timezone.localdate():
        return Bar(f"Arrival card on {date_format(session.day, 'j M')}", reverse("sessions:visit", args=[session.pk]))
    return Bar("Fill in the arrival card", reverse("sessions:arrive", args=[session.pk]))


def ask_url(session: TreatmentSession) -> str:
    """The page that asks what is open, and comes back here."""
    back = reverse("sessions:plan", args=[session.pk])
    return f"{reverse('clients:ask', args=[session.client_id])}?session={session.pk}&next={back}"


def state_kind(state: str) -> tuple[str, str]:
    """Chip kind and icon of a zone's state."""
    return {
        ZoneState.ABSOLUTE: ("avoid", "avoid"),
        ZoneState.AVOID: ("avoid", "avoid"),
        ZoneState.CLEARANCE: ("avoid", "clearance"),
        ZoneState.INCLUDED: ("ok", "pen"),
        ZoneState.UNKNOWN: ("unknown", "unknown"),
        ZoneState.UNASKED: ("unknown", "unknown"),
        ZoneState.CAUTION: ("caution", "caution"),
        ZoneState.PLANNED_LIGHT: ("ok", "feather"),
        ZoneState.PLANNED: ("ok", "check"),
    }.get(ZoneState(state), ("plain", ""))
