"""A client's flags on a day, in the words the check understands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery
from django.utils import timezone

from clients.models import Clearance, Client, Consent, Flag, Intake, RedFlag
from knowledge.check import Fact, Side, Status
from knowledge.library import Library

INTAKE_FRESH_DAYS = 365
LONGEST_PREGNANCY_DAYS = 42 * 7
ADULT_AGE = 18


@dataclass(frozen=True)
class FactSheet:
    """What is known of a client on a day, and what keeps a check from being complete."""

    facts: tuple[Fact, ...]
    problems: tuple[str, ...]


def with_facts(clients: QuerySet[Client]) -> QuerySet[Client]:
    """Clients with all that `on` needs: one query for them, one for their flags, whatever the number."""
    return clients.annotate(
        intake_accepted_at=_latest_of(Intake.objects.filter(status=Intake.Status.ACCEPTED), "submitted_at"),
        intake_waits=Exists(Intake.objects.waiting().filter(client=OuterRef("pk"))),
        red_flag_waits=Exists(RedFlag.objects.unseen().filter(intake__client=OuterRef("pk"))),
        agreed_to_treatment=_agreed(Consent.Kind.TREATMENT),
        agreed_to_records=_agreed(Consent.Kind.RECORDS),
        # For the treatment: who lets a child have e-mail has not agreed to more.
        signed_for_by=_latest_of(
            Consent.objects.in_force().filter(kind=Consent.Kind.TREATMENT).exclude(relation=""), "relation"
        ),
    ).prefetch_related(Prefetch("flags", _flags(), to_attr="current_flags"))


def _latest_of(rows: QuerySet[Any], field: str) -> Subquery:
    return Subquery(rows.filter(client=OuterRef("pk")).order_by("-pk").values(field)[:1])


def _agreed(kind: Consent.Kind) -> Exists:
    return Exists(Consent.objects.in_force().filter(client=OuterRef("pk"), kind=kind))


def _flags() -> QuerySet[Flag]:
    """Current flags, each with the last answer of a doctor or midwife; a later no ends an earlier yes."""
    clearances = (
        Clearance.objects.filter(client=OuterRef("client"), condition=OuterRef("condition"), withdrawn_at=None)
        .exclude(answer="")
        .order_by("-answered_on", "-pk")
    )
    return Flag.objects.current().annotate(
        clearance=Subquery(clearances.values("answer")[:1]),
        cleared_from=Subquery(clearances.values("answered_on")[:1]),
        cleared_until=Subquery(clearances.values("expires_on")[:1]),
    )


def load(client: Client) -> Client:
    """The client with all that `on` needs, read now unless it was read before."""
    return client if hasattr(client, "current_flags") else with_facts(Client.objects.filter(pk=client.pk)).get()


def on(client: Client, day: dt.date, *, library: Library) -> FactSheet:
    """Every fact about a client for a session on `day`.

    A core question that was never answered is a fact too: unknown. Facts of the product's own records
    (no intake, an old one, no consent, age) are added. An intake that waits for review may change
    everything, so it keeps the check from being complete.
    """
    known = load(client)
    flags: list[Flag] = known.current_flags  # type: ignore[attr-defined]
    due_on = _due_on(flags, day)
    facts = [_fact(flag, day, due_on=due_on) for flag in flags] + _unasked(flags, library) + _own_records(known, day)
    return FactSheet(facts=tuple(facts), problems=tuple(_problems(known)))


def _is_cleared(flag: Any, day: dt.date) -> bool:
    return (
        flag.clearance in (Clearance.Answer.YES, Clearance.Answer.LIMITS)
        and flag.cleared_from <= day
        and (flag.cleared_until is None or flag.cleared_until >= day)
    )


def _due_on(flags: Iterable[Flag], day: dt.date) -> dt.date | None:
    """The due date of the pregnancy in force; none when it is long past, so that weeks count as unknown."""
    for flag in flags:
        if flag.condition_id == "pregnancy" and flag.due_on and flag.status in (Status.YES, Status.SUSPECTED):
            return flag.due_on if _is_possible(flag.due_on, day) else None
    return None


def _is_possible(due_on: dt.date, day: dt.date) -> bool:
    return 0 <= 280 - (due_on - day).days < LONGEST_PREGNANCY_DAYS + 7


def _fact(flag: Flag, day: dt.date, *, due_on: dt.date | None) -> Fact:
    about_pregnancy = flag.condition_id.startswith("pregnancy")
    return Fact(
        condition=flag.condition_id,
        status=Status(flag.status),
        side=Side(flag.side) if flag.side else None,
        areas=tuple(flag.areas),
        # A date after the session cannot be what the days are counted from: unknown, and so risky.
        reference_on=flag.reference_on if flag.reference_on and flag.reference_on <= day else None,
        due_on=due_on if about_pregnancy else None,
        # A client's own word is no clearance; only a recorded answer of a doctor or midwife is.
        cleared=_is_cleared(flag, day),
        attributes=answers_of(flag.attributes),
        asked_on=flag.asked_on,
        words=flag.words,
    )


def answers_of(answers: Mapping[str, object]) -> dict[str, str]:
    """Answers as the check reads them; several to one question are joined by "|"."""
    return {
        field: "|".join(map(str, value)) if isinstance(value, list) else str(value)
        for field, value in answers.items()
        if value not in (None, "", [])
    }


def _unasked(flags: Iterable[Flag], library: Library) -> list[Fact]:
    """Core questions without any answer; a follow-on question counts once its parent is so, or may be."""
    answered = {flag.condition_id for flag in flags}
    open_parents = {
        flag.condition_id
        for flag in flags
        if flag.status in (Status.YES, Status.SUSPECTED, Status.PAST, Status.UNKNOWN)
    }
    return [
        Fact(condition=condition.code, status=Status.UNKNOWN)
        for condition in library.conditions
        if condition.kind == "asked"
        and condition.release_tier == "core"
        and condition.code not in answered
        and (not condition.parent or condition.parent in open_parents)
    ]


def _own_records(client: Any, day: dt.date) -> list[Fact]:
    age = client.age_on(day)
    facts = [_age(client, age, day)] if age is None or age < ADULT_AGE else []
    if client.intake_accepted_at is None:
        facts.append(Fact(condition="intake_missing", status=Status.YES))
    elif (day - timezone.localdate(client.intake_accepted_at)).days > INTAKE_FRESH_DAYS:
        facts.append(Fact(condition="intake_stale", status=Status.YES))
    if not (client.agreed_to_treatment and client.agreed_to_records):
        facts.append(Fact(condition="consent_missing", status=Status.YES))
    return facts


def _age(client: Any, age: int | None, day: dt.date) -> Fact:
    """A child by the date of birth; not known without one."""
    if age is None:
        return Fact(condition="child", status=Status.UNKNOWN)
    attributes = {"age": str(age)} | ({"parent_consent": "yes"} if client.signed_for_by else {})
    return Fact(condition="child", status=Status.YES, attributes=attributes, asked_on=day)


def _problems(client: Any) -> list[str]:
    problems = [] if client.intake_accepted_at else ["No intake has been reviewed."]
    if client.red_flag_waits:
        problems.append("A warning sign in the client’s form has not been looked at.")
    return problems + (["An intake waits for review."] if client.intake_waits else [])
