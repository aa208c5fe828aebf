"""Keeping a client's answers as they come, and taking them in as a whole once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from clients.intake.consents import Asked, Signature
from clients.intake.questionnaire import Questionnaire
from clients.intake.raw import Raw
from clients.intake.told import Told
from clients.intake.translating import as_shown
from clients.models import Consent, Intake
from clients.ripple import tell
from reflexpractice.audit.chain import record


def questionnaire_of(intake: Intake) -> Questionnaire:
    """The questions of this intake, as they were when it was first opened."""
    return Questionnaire.of(intake.form)


def raw_of(intake: Intake, slug: str) -> Raw:
    """What was typed at a step so far."""
    raw: Raw = _steps(intake).get(slug, {}).get("raw", {})
    return raw


def day_of(intake: Intake, slug: str) -> dt.date | None:
    """The day on which a step was last answered."""
    on = _steps(intake).get(slug, {}).get("on")
    return dt.date.fromisoformat(on) if on else None


def today_of(intake: Intake) -> dt.date:
    """The day on which it is answered: today, or the day a paper form was filled in."""
    filled_on = intake.answers.get("filled_on")
    return dt.date.fromisoformat(filled_on) if filled_on else timezone.localdate()


def is_done(intake: Intake, slug: str) -> bool:
    """Whether a step has been answered and found right."""
    return bool(_steps(intake).get(slug, {}).get("done"))


def _steps(intake: Intake) -> dict[str, dict[str, Any]]:
    steps: dict[str, dict[str, Any]] = intake.answers.get("steps", {})
    return steps


@transaction.atomic
def save_step(intake: Intake, slug: str, raw: Raw, *, day: dt.date, done: bool) -> bool:
    """Keep what was typed at a step, right or not; False when the intake has been sent or ended meanwhile."""
    now = Intake.objects.select_for_update().get(pk=intake.pk)
    if now.status != Intake.Status.OPEN:
        return False
    steps = {**_steps(now), slug: {"on": day.isoformat(), "raw": raw, "done": done}}
    now.answers = intake.answers = {**now.answers, "steps": steps}
    now.save(update_fields=["answers"])
    return True


@transaction.atomic
def submit(
    intake: Intake,
    *,
    told: Iterable[Told],
    entries: Mapping[str, str],
    consents: Iterable[tuple[Asked, bool]],
    signature: Signature,
) -> bool:
    """Send the answers in, with consents as signed; False when that had been done already. Nothing becomes current."""
    now = Intake.objects.select_for_update().get(pk=intake.pk)
    if now.status != Intake.Status.OPEN:
        return False
    read = {"language": get_language(), "as_shown": as_shown(questionnaire_of(now))}
    now.answers = {**now.answers, **read, "told": [row.as_row() for row in told], "entries": dict(entries)}
    at = timezone.now()
    now.status, now.submitted_at = Intake.Status.SUBMITTED, at
    now.save(update_fields=["answers", "status", "submitted_at"])
    for asked, given in consents:
        _sign(now, asked, given=given, signature=signature, at=_signed_at(now, at))
    record("intake.submitted", on=now, by=None, client=now.client_id)
    tell(now.client_id, by=None)
    return True


def _signed_at(intake: Intake, now: dt.datetime) -> dt.datetime:
    """The moment of signing; of a paper form only the day is known, so that it counts from noon."""
    day = today_of(intake)
    return now if day == timezone.localdate(now) else timezone.make_aware(dt.datetime.combine(day, dt.time(12)))


def _sign(intake: Intake, asked: Asked, *, given: bool, signature: Signature, at: dt.datetime) -> None:
    """Keep one consent or refusal with its words; a refusal takes back what was agreed to before."""
    earlier = Consent.objects.in_force().filter(client=intake.client_id, kind=asked.kind)
    if not given:
        earlier.update(withdrawn_at=at)
    Consent.objects.create(
        client_id=intake.client_id,
        intake=intake,
        kind=asked.kind,
        given=given,
        words=asked.words,
        words_hash=asked.words_hash,
        signed_name=signature.name,
        relation=signature.relation,
        signature=signature.strokes,
        supported_by=signature.supported_by,
        signed_at=at,
    )
