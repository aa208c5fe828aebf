"""How often rules are worked against, and what doctors answer: a rule that is often overridden is a rule to review."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from clients.models import Clearance
from sessions.models import Acknowledgement, Override, TreatmentSession

if TYPE_CHECKING:
    from knowledge.entries import Rule
    from knowledge.library import Library
    from reflexpractice.accounts.models import User
    from sessions.models.session import TreatmentSessionQuerySet

Answer = Clearance.Answer


@dataclass(frozen=True, slots=True)
class RuleReport:
    """One rule: sessions in which its condition was warned of, those in which it was overridden, and the reasons."""

    code: str
    why: str
    condition: str
    condition_name: str
    warned: int
    overridden: int
    reasons: tuple[str, ...]

    @property
    def share(self) -> int:
        """Percent of the warned sessions in which it was overridden."""
        return round(100 * self.overridden / max(self.warned, self.overridden, 1))


@dataclass(frozen=True, slots=True)
class ClearanceReport:
    """One condition: how often clearance was asked for, and what was answered."""

    condition: str
    name: str
    asked: int
    yes: int
    limits: int
    no: int
    waiting: int
    days: int | None

    @property
    def share(self) -> int:
        """Percent of the answers that were a yes, with or without limits."""
        answered = self.yes + self.limits + self.no
        return round(100 * (self.yes + self.limits) / answered) if answered else 0


def overridden_rules(user: User, library: Library, *, since: dt.date) -> list[RuleReport]:
    """Rules overridden since a day in sessions the user may see, most often overridden first."""
    sessions = _since(user, since)
    overrides = list(Override.objects.filter(session__in=sessions).order_by("pk"))
    warned = _warned(sessions)
    rules = {rule.code: rule for rule in library.rules}
    by_rule: dict[str, list[Override]] = defaultdict(list)
    for override in overrides:
        for code in override.rules:
            by_rule[code].append(override)
    found = [_rule(code, rules.get(code), given, warned, library) for code, given in by_rule.items()]
    return sorted(found, key=lambda row: (-row.share, -row.overridden, row.code))


def _since(user: User, since: dt.date) -> TreatmentSessionQuerySet:
    morning = timezone.make_aware(dt.datetime.combine(since, dt.time.min))
    return TreatmentSession.objects.visible_to(user).filter(starts_at__gte=morning).order_by()


def _warned(sessions: TreatmentSessionQuerySet) -> Counter[str]:
    """Sessions in which a warning about a condition was read, by condition."""
    read = Acknowledgement.objects.filter(session__in=sessions).values_list("session", "finding")
    return Counter(condition for _session, condition in {(session, code.partition(":")[0]) for session, code in read})


def _rule(
    code: str, rule: Rule | None, given: Iterable[Override], warned: Mapping[str, int], library: Library
) -> RuleReport:
    rows = list(given)
    reasons = Counter(row.get_reason_display() for row in rows)
    condition = rule.condition if rule else ""
    return RuleReport(
        code=code,
        why=rule.rationale if rule else "No longer in the library.",
        condition=condition,
        condition_name=library.condition(condition).name if condition else "",
        warned=warned.get(condition, 0),
        overridden=len({row.session_id for row in rows}),
        reasons=tuple(f"{words} ({number})" for words, number in reasons.most_common()),
    )


def answered_clearances(user: User, library: Library, *, since: dt.date) -> list[ClearanceReport]:
    """Clearances asked for since a day, by condition, most asked first; those taken back are left out."""
    rows = Clearance.objects.visible_to(user).filter(asked_on__gte=since, withdrawn_at=None).order_by("pk")
    by_condition: dict[str, list[Clearance]] = defaultdict(list)
    for row in rows:
        by_condition[row.condition_id].append(row)
    found = [_clearances(code, asked, library) for code, asked in by_condition.items()]
    return sorted(found, key=lambda row: (-row.asked, row.name))


def _clearances(code: str, asked: list[Clearance], library: Library) -> ClearanceReport:
    answers = Counter(row.answer for row in asked)
    days = sorted((row.answered_on - row.asked_on).days for row in asked if row.answered_on)
    known = library.conditions_by_code.get(code)
    return ClearanceReport(
        condition=code,
        name=known.name if known else code,
        asked=len(asked),
        yes=answers[Answer.YES],
        limits=answers[Answer.LIMITS],
        no=answers[Answer.NO],
        waiting=answers[""],
        days=days[len(days) // 2] if days else None,
    )
