"""Answers after which a client should turn to somebody at once: found, told, and seen by the practice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from clients.facts import answers_of
from clients.intake.questionnaire import POSITIVE
from clients.intake.told import Told
from clients.models import Flag, Intake, RedFlag
from clients.ripple import tell
from knowledge.check import Fact, Side, Status, days_since, weeks_of_gestation
from knowledge.matching import holds
from reflexpractice.audit.chain import record

if TYPE_CHECKING:
    from knowledge.entries import Rule
    from knowledge.library import Library, Matcher
    from reflexpractice.accounts.models import User

Answer = RedFlag.Answer


def found_in(
    library: Library, told: Sequence[Told], *, day: dt.date, beside: Iterable[str] = ()
) -> Iterator[tuple[Told, Rule]]:
    """The red flags among answers given on `day`, the gravest rule of each; `beside`: what else the client has.

    An event without a date stops nobody here: most lie years back. The review takes it for recent all the same.
    """
    present = {row.condition for row in told if row.is_positive} | set(beside)
    due_on = next((row.due_on for row in told if row.due_on), None)
    for row in told:
        fact = _fact(row)
        days, weeks = days_since(row.reference_on, day), weeks_of_gestation(due_on, day)
        marked = [
            rule
            for rule in library.matchers.get(row.condition, {}).get(row.status, ())
            if rule.rule.call and _is_dated(rule, days) and holds(rule, fact, weeks, days, present)
        ]
        if marked:
            yield row, max(marked, key=lambda rule: rule.effect).rule


def _is_dated(rule: Matcher, days: int | None) -> bool:
    return rule.days is None or days is not None


def _fact(told: Told) -> Fact:
    return Fact(
        condition=told.condition,
        status=Status(told.status),
        side=Side(told.side) if told.side else None,
        reference_on=told.reference_on,
        attributes=answers_of(told.attributes or {}),
    )


@transaction.atomic
def raise_red_flags(
    intake: Intake, told: Sequence[Told], *, step: str, library: Library, day: dt.date
) -> list[RedFlag]:
    """Note the red flags of a step as it is answered now, and which are none any more; returns the new."""
    Intake.objects.select_for_update().get(pk=intake.pk)
    found = {rule.code: rule for _, rule in found_in(library, told, day=day, beside=_positive(intake))}
    standing = {row.rule: row for row in RedFlag.objects.standing().filter(intake=intake, step=step)}
    for code in standing.keys() - found.keys():
        _close(standing[code], Answer.CHANGED)
    new = [_of(rule, intake, step=step, library=library) for code, rule in found.items() if code not in standing]
    for row in new:
        row.save()
        detail = {"condition": row.condition, "rule": row.rule}
        record("red_flag.raised", on=row, by=None, client=intake.client_id, detail=detail)
    if new:
        # Until somebody has looked, no check of this client is complete.
        tell(intake.client_id, by=None)
    return new


def _positive(intake: Intake) -> Iterator[str]:
    """What is on record, for red flags that hold only beside something else."""
    current = Flag.objects.current().filter(client=intake.client_id, status__in=POSITIVE)
    yield from current.values_list("condition", flat=True)


def waiting(intake: Intake) -> RedFlag | None:
    """The first red flag the client has not answered to; the form goes on only afterwards."""
    return RedFlag.objects.unanswered().filter(intake=intake).first()


def red_flags_of(intake: Intake, *, library: Library) -> list[RedFlag]:
    """All red flags of an intake, those that stand first; then any that stopped nobody, as on paper."""
    kept = list(intake.red_flags.select_related("seen_by"))
    rules = {row.rule for row in kept}
    told = [Told.of(row) for row in intake.answers.get("told", [])]
    day = timezone.localdate(intake.submitted_at) if intake.submitted_at else timezone.localdate()
    others = [
        _of(rule, intake, step="", library=library)
        for _, rule in found_in(library, told, day=day)
        if rule.code not in rules
    ]
    return sorted(kept, key=lambda row: row.is_taken_back) + others


def _of(rule: Rule, intake: Intake, *, step: str, library: Library) -> RedFlag:
    name = library.condition(rule.condition).name.partition(" (")[0][:160]
    return RedFlag(
        intake=intake,
        step=step,
        condition=rule.condition,
        rule=rule.code,
        name=name,
        call=rule.call,
        words=rule.tell,
    )


@transaction.atomic
def answer_red_flag(red_flag: RedFlag, *, answer: str, checked_by: str = "") -> bool:
    """Keep what the client says to a red flag; False when it had been answered before."""
    now = RedFlag.objects.select_for_update().get(pk=red_flag.pk)
    if now.answer:
        return False
    _close(now, answer, checked_by=checked_by)
    return True


def _close(red_flag: RedFlag, answer: str, *, checked_by: str = "") -> None:
    red_flag.answer, red_flag.checked_by, red_flag.answered_at = answer, checked_by, timezone.now()
    red_flag.save(update_fields=["answer", "checked_by", "answered_at"])
    record("red_flag.answered", on=red_flag, by=None, client=red_flag.intake.client_id, detail={"answer": str(answer)})


@transaction.atomic
def see_red_flags(intake: Intake, *, by: User) -> int:
    """Note that the practice has looked at the red flags of an intake; how many were new."""
    unseen = RedFlag.objects.select_for_update().filter(intake=intake, seen_at=None)
    seen = unseen.update(seen_at=timezone.now(), seen_by=by)
    if seen:
        record("red_flag.seen", on=intake, by=by, client=intake.client_id)
        tell(intake.client_id, by=by)
    return seen
