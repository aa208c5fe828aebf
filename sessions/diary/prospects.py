"""What each visit of a series would meet, before any of it is saved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from clients import facts
from clients.checking import check_client, knowledge_in_force
from clients.chips import REVIEW_NEEDED, chips, shortened
from knowledge.check import Effect
from sessions.diary.hours import refuse_odd_time
from sessions.diary.refusals import CannotBook
from sessions.diary.slots import refuse_overlap
from sessions.outlooks import known_from, worse
from sessions.rechecking import stands_against

if TYPE_CHECKING:
    from clients.checking import ClientCheck
    from clients.chips import Chip
    from reflexpractice.accounts.models import User
    from sessions.models import TreatmentSession


@dataclass(frozen=True, slots=True)
class Prospect:
    """One visit as it would be: its time, why it cannot be, and what the check of that day says."""

    starts_at: dt.datetime
    was_at: dt.datetime | None
    trouble: str
    code: str
    is_shifted: bool
    """Whether the clock jumps over the time that was typed, so that it is another one."""

    chips: Sequence[Chip]
    news: Sequence[str]
    """What the visit before did not meet, in words."""

    is_wise: bool
    """Whether nothing speaks against the whole session; reception is not told."""

    @property
    def key(self) -> str:
        return self.starts_at.isoformat()

    @property
    def is_free(self) -> bool:
        return not self.trouble


def prospects_of(
    visits: Sequence[TreatmentSession],
    *,
    user: User,
    at: dt.time,
    anyway: bool = False,
    was_at: Sequence[dt.datetime] = (),
) -> list[Prospect]:
    """Each of these visits as it stands here, unsaved, checked for its own day; in order of time.

    For reception there are no reasons. Visits of the list do not stand in each other's way.
    """
    if not visits:
        return []
    treats, moving = user.has_perm("clients.view_flag"), [visit.pk for visit in visits if visit.pk]
    checks = _checks(visits)
    rows = []
    for number, (visit, check) in enumerate(zip(visits, checks, strict=True)):
        code, trouble = _trouble(visit, moving, anyway=anyway)
        rows.append(
            Prospect(
                starts_at=visit.starts_at,
                was_at=was_at[number] if was_at else None,
                trouble=trouble,
                code=code,
                is_shifted=timezone.localtime(visit.starts_at).time() != at,
                chips=shortened(chips(check, visit.client)) if treats else _for_reception(check),
                news=_news(checks[number - 1], check) if treats and number else (),
                is_wise=not treats or check.body.session < Effect.AVOID,
            )
        )
    return rows


def _checks(visits: Sequence[TreatmentSession]) -> list[ClientCheck]:
    """The client's check for each day; facts and library are read once."""
    knowledge, client = knowledge_in_force(), facts.load(visits[0].client)
    return [check_client(client, visit.day, knowledge=knowledge) for visit in visits]


def _trouble(visit: TreatmentSession, moving: Collection[int], *, anyway: bool) -> tuple[str, str]:
    """Why this visit cannot be, as a code and a sentence; both empty when it can."""
    try:
        refuse_odd_time(visit, anyway=anyway)
        refuse_overlap(visit, besides=moving)
    except CannotBook as refusal:
        return refusal.code, str(refusal)
    return "", ""


def _news(before: ClientCheck, check: ClientCheck) -> tuple[str, ...]:
    return tuple(news.words(check.library) for news in worse(known_from(before), known_from(check)))


def _for_reception(check: ClientCheck) -> list[Chip]:
    return [REVIEW_NEEDED] if stands_against(check) else []
