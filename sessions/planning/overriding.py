"""Working a zone against advice: one zone, one foot, one session, with a reason."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction

from knowledge.check import Effect
from knowledge.foot_map import ZoneState
from reflexpractice.audit.chain import record
from sessions.checking import check_session
from sessions.models import Override, PlannedZone
from sessions.planning.desk import PlanRefused, base_states, name_of, planned_in, put_back, take
from sessions.planning.zones import name_in, take_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.check import Assessment, RuleHit
    from reflexpractice.accounts.models import User
    from sessions.checking import SessionCheck
    from sessions.models import TreatmentSession
    from sessions.planning.desk import Key


class CannotInclude(PlanRefused):
    """Why no reason is enough for this zone today."""

    code = "cannot_include"


@transaction.atomic
def override_zone(
    *,
    session: TreatmentSession,
    zone: str,
    side: str,
    reason: str,
    words: str,
    client_agrees: bool,
    by: User,
    version: int | None = None,
) -> Override:
    """Include a zone the check says to avoid. CannotInclude, or ValidationError when a part of the reason is missing.

    Giving a reason again for the same zone replaces the first.
    """
    held = take(session, version=version)
    check = check_session(held)
    key = (side, zone)
    if sentence := why_not(check, key):
        raise CannotInclude(sentence)
    take_out(held, [key])
    override = _reasoned(held, check, key, reason=reason, words=words, client_agrees=client_agrees, by=by)
    PlannedZone.objects.create(
        session=held, zone=zone, zone_name=override.zone_name, side=side, light=True, order=len(planned_in(held))
    )
    detail = {"zone": name_of(key), "rules": override.rules, "reason": reason, "fingerprint": override.fingerprint}
    put_back(held, "plan.zone_included", by=by, detail=detail)
    return override


def _reasoned(
    session: TreatmentSession, check: SessionCheck, key: Key, *, reason: str, words: str, client_agrees: bool, by: User
) -> Override:
    hits = against(check.body, key)
    override = Override(
        session=session,
        zone=key[1],
        zone_name=name_in(check.library, key[1]),
        side=key[0],
        effect=Effect.AVOID.code,
        rules=[hit.code for hit in hits],
        fingerprint=fingerprint_of(check.body, key),
        shown=shown(hits),
        reason=reason,
        words=words.strip(),
        client_agrees=client_agrees,
        by=by,
    )
    if not client_agrees:
        raise ValidationError(
            {"client_agrees": ValidationError("Tell the client first; without agreement leave the zone out.")}
        )
    override.full_clean(exclude=["session", "by"])
    override.save()
    return override


def why_not(check: SessionCheck, key: Key) -> str:
    """Why a zone cannot be included with a reason; empty when it can."""
    state = base_states(check).get(name_of(key), ZoneState.UNKNOWN)
    name = f"{name_in(check.library, key[1])}, {key[0]}"
    if state == ZoneState.CLEARANCE:
        return f"{name}, needs clearance from a doctor or midwife. Ask for it and record the answer."
    if state == ZoneState.ABSOLUTE:
        return f"{name}, cannot be included today, by anyone."
    if state == ZoneState.UNKNOWN:
        return f"{name}, has not been checked. Ask the open questions first."
    if state != ZoneState.AVOID:
        return f"{name}, needs no reason. Choose it on the map or in the list."
    return "" if check.body.override_on(*key) == "reason" else f"{name}, cannot be included with a reason."


def against(body: Assessment, key: Key) -> Sequence[RuleHit]:
    """The rules that say to leave the zone out, strictest first."""
    return [hit for hit in body.hits_on(*key) if hit.effect >= Effect.REFER]


def shown(hits: Sequence[RuleHit]) -> str:
    """The warning in the words that were on the screen."""
    return "\n".join(_sentence(hit.rule.rationale, hit.rule.instead) for hit in hits)


def _sentence(why: str, instead: str) -> str:
    return f"{why.rstrip('.')}." + (f" Instead: {instead.rstrip('.')}." if instead else "")


def fingerprint_of(body: Assessment, key: Key) -> str:
    """Stands for every finding that says to leave the zone out: other when a fact or a rule has changed."""
    found = sorted(
        finding.fingerprint for finding in body.findings if finding.zones.get(key, Effect.NONE) >= Effect.REFER
    )
    return hashlib.sha256("|".join(found).encode()).hexdigest()


def is_void(override: Override, check: SessionCheck) -> bool:
    """Whether what the reason was given against is no longer what the check says."""
    key = (override.side, override.zone)
    return bool(why_not(check, key)) or override.fingerprint != fingerprint_of(check.body, key)


def drop_void(session: TreatmentSession, check: SessionCheck, *, by: User) -> list[Override]:
    """Take back reasons that no longer hold; their zones fall out of the plan with them."""
    void = [override for override in session.overrides.all() if is_void(override, check)]
    for override in void:
        record("override.void", on=override, by=by, client=session.client_id, detail={"rules": override.rules})
    take_out(session, [(override.side, override.zone) for override in void])
    return void
