"""The card of one zone: what holds there, why, and what can be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from knowledge.foot_map import LOOKS, ZoneState
from knowledge.wording import how_sure
from sessions.forms.plan import OverrideForm
from sessions.plan_page.parts import ask_url, state_kind
from sessions.planning.alternatives import alternatives
from sessions.planning.desk import LIGHT_ONLY, name_of
from sessions.planning.overriding import against, shown, why_not
from sessions.planning.zones import name_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from knowledge.check import RuleHit
    from knowledge.library import Library
    from sessions.checking import SessionCheck
    from sessions.models import Override, TreatmentSession
    from sessions.planning.desk import Key

SHOWN_IN_FULL = 2
NOT_CHECKED = (ZoneState.UNKNOWN, ZoneState.UNASKED)
TOUCHED = (ZoneState.ABSOLUTE, ZoneState.AVOID, ZoneState.CLEARANCE)


@dataclass(frozen=True)
class Reason:
    """One rule that bears on the zone, in the fixed order of words."""

    why: str
    instead: str
    how_sure: str
    source: str
    url: str


@dataclass(frozen=True)
class ZoneCard:
    """Everything the zone card shows."""

    key: str
    name: str
    side: str
    place: str
    state: str
    words: str
    in_words: str
    kind: str
    icon: str
    in_plan: bool
    can_be_chosen: bool
    reasons: tuple[Reason, ...]
    more_reasons: tuple[Reason, ...]
    note: str
    clearance_url: str
    ask_url: str
    shown: str
    decision: Override | None
    form: OverrideForm | None
    other: Other | None
    instead: Instead | None


@dataclass(frozen=True)
class Instead:
    """Zones for the same aim that may be worked, to be added with one tap."""

    keys: str
    names: str
    button: str


@dataclass(frozen=True)
class Other:
    """The same zone on the other foot."""

    key: str
    side: str
    words: str
    can_be_added: bool


def zone_card(
    session: TreatmentSession,
    check: SessionCheck,
    states: Mapping[str, str],
    key: Key,
    *,
    form: OverrideForm | None = None,
) -> ZoneCard | None:
    """The card of a zone on a foot; None when that foot has no such zone."""
    side, code = key
    zone = next((row for row in check.library.zones if row.code == code and side in row.feet), None)
    if zone is None:
        return None
    state = ZoneState(states[f"{side}:{code}"])
    hits = check.body.hits_on(side, code)
    reasons = [_reason(hit) for hit in hits if not _for_everybody(hit)]
    includable = state == ZoneState.AVOID and not why_not(check, key)
    return ZoneCard(
        key=f"{side}:{code}",
        name=zone.name,
        side=side,
        place=zone.location,
        state=state,
        words=LOOKS[state].spoken.capitalize(),
        in_words="In the plan" if LOOKS[state].in_plan else "Not in the plan",
        kind=state_kind(state)[0],
        icon=state_kind(state)[1],
        in_plan=LOOKS[state].in_plan,
        can_be_chosen=LOOKS[state].can_be_chosen,
        reasons=tuple(reasons[:SHOWN_IN_FULL]),
        more_reasons=tuple(reasons[SHOWN_IN_FULL:]),
        note=_note(check, state, key),
        clearance_url=_clearance_url(session, hits) if state in TOUCHED else "",
        ask_url=ask_url(session) if state in NOT_CHECKED and check.unasked else "",
        shown=shown(against(check.body, key)),
        decision=next((row for row in session.overrides.all() if (row.side, row.zone) == key), None),
        form=(form or OverrideForm(session=session, key=key)) if includable else None,
        other=_other(zone.feet, states, key),
        instead=_instead(session, check, states, key),
    )


def _reason(hit: RuleHit) -> Reason:
    sources = ", ".join(dict.fromkeys(citation.source.title for citation in hit.citations))
    return Reason(
        why=hit.rule.rationale,
        instead=hit.rule.instead,
        how_sure=how_sure(hit.rule.evidence_grade, hit.rule.confidence),
        source=f"Rule {hit.code}: {sources}",
        url=reverse("knowledge:condition", args=[hit.rule.condition]),
    )


def _for_everybody(hit: RuleHit) -> bool:
    return hit.rule.condition == "always"


def _note(check: SessionCheck, state: ZoneState, key: Key) -> str:
    """What can be done where a single reason is not enough."""
    if state == ZoneState.AVOID:
        return why_not(check, key)
    if state == ZoneState.UNKNOWN:
        return check.why_incomplete or "An open question keeps this zone closed."
    if state == ZoneState.UNASKED:
        return "Ask before you start. Until then, light strokes only."
    if state == ZoneState.CLEARANCE:
        return "A recorded clearance of a doctor or midwife lifts this."
    return "Nobody can include this zone today." if state == ZoneState.ABSOLUTE else ""


def _clearance_url(session: TreatmentSession, hits: tuple[RuleHit, ...]) -> str:
    """Where clearance for the first condition that a clearance would lift is asked for."""
    asked = next((hit.rule.condition for hit in hits if hit.rule.override == "clearance"), "")
    return f"{reverse('clients:add_clearance', args=[session.client_id])}?condition={asked}" if asked else ""


def _instead(session: TreatmentSession, check: SessionCheck, states: Mapping[str, str], key: Key) -> Instead | None:
    found = alternatives(check.library, states, key, protocol=session.protocol)
    if not found:
        return None
    names = [_offered(check.library, states, place) for place in found]
    button = "Add these two" if len(found) > 1 else "Add this one"
    return Instead(",".join(map(name_of, found)), " · ".join(names), button)


def _offered(library: Library, states: Mapping[str, str], key: Key) -> str:
    light = ", light" if states[name_of(key)] in LIGHT_ONLY else ""
    return f"{name_in(library, key[1])} ({key[0]}{light})"


def _other(feet: tuple[str, ...], states: Mapping[str, str], key: Key) -> Other | None:
    side = next((foot for foot in feet if foot != key[0]), None)
    if side is None:
        return None
    name = f"{side}:{key[1]}"
    look = LOOKS[ZoneState(states[name])]
    return Other(name, side, look.spoken, can_be_added=look.can_be_chosen and not look.in_plan)
