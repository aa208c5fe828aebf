"""Recording what a client has, and taking back what was recorded wrongly."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from clients.models import Client, Flag, Intake
from clients.ripple import tell
from knowledge.models import Condition
from reflexpractice.audit.chain import record

if TYPE_CHECKING:
    from reflexpractice.accounts.models import User

# Checked by whoever hands the rows over: they are rows already, and each check would cost a query.
_ROWS = {"client", "condition", "intake", "recorded_by", "ended_by", "replaced_by"}


@transaction.atomic
def record_flag(
    *,
    client: Client,
    condition: Condition | str,
    status: str,
    asked_on: dt.date,
    source: str,
    by: User | None,
    side: str = "",
    areas: Iterable[str] = (),
    reference_on: dt.date | None = None,
    due_on: dt.date | None = None,
    attributes: Mapping[str, object] | None = None,
    words: str = "",
    intake: Intake | None = None,
    replaces: Flag | None = None,
    beside: bool = False,
) -> Flag:
    """Record an answer as the one in force and end the answers it takes the place of; the same twice is once.

    Ends every current row of the condition. With `replaces` or `beside` other positive rows stay: the second
    wound, on the other foot. Raises ValidationError for a value that does not exist, words that are too long, or
    (code "changed") when what it replaces has been ended meanwhile.
    """
    flag = Flag(
        client=client,
        condition_id=condition if isinstance(condition, str) else condition.code,
        status=status,
        side=side,
        areas=list(areas),
        reference_on=reference_on,
        due_on=due_on,
        attributes=dict(attributes or {}),
        words=words,
        asked_on=asked_on,
        source=source,
        intake=intake,
        recorded_by=by,
    )
    flag.clean_fields(exclude=_ROWS)
    current = _current(flag)
    same = _found_in(current, flag)
    ended = [row for row in _taken_over(current, replaces=replaces, beside=beside) if row is not same]
    if same is None and replaces is not None and replaces not in current:
        raise ValidationError("Someone has changed this answer meanwhile. Look at it again.", code="changed")
    return _put_in_force(same or flag, ended, by=by)


@transaction.atomic
def end_flag(*, flag: Flag, by: User | None, reason: str) -> Flag:
    """End an answer that should not be there, with the reason; the question counts as not asked again."""
    Client.objects.select_for_update().get(pk=flag.client_id)
    flag.refresh_from_db()
    if flag.ended_at is None:
        _end(flag, by=by, reason=reason)
        record("flag.ended", on=flag, by=by, client=flag.client_id)
        tell(flag.client_id, by=by)
    return flag


def _current(flag: Flag) -> list[Flag]:
    # The client's row is the gate: two answers at the same moment are taken one after the other.
    Client.objects.select_for_update().get(pk=flag.client_id)
    return list(Flag.objects.current().filter(client=flag.client_id, condition=flag.condition_id))


def _found_in(current: Iterable[Flag], flag: Flag) -> Flag | None:
    return next((row for row in current if _content(row) == _content(flag)), None)


def _content(flag: Flag) -> tuple[object, ...]:
    return (
        flag.status, flag.side, sorted(flag.areas), flag.reference_on, flag.due_on, flag.attributes,
        flag.words, flag.asked_on, flag.source, flag.intake_id,
    )  # fmt: skip


def _taken_over(current: Iterable[Flag], *, replaces: Flag | None, beside: bool) -> list[Flag]:
    if replaces is None and not beside:
        return list(current)
    chosen = replaces.pk if replaces else None
    return [row for row in current if row.pk == chosen or not row.is_positive]


def _put_in_force(flag: Flag, ended: list[Flag], *, by: User | None) -> Flag:
    is_new = flag.pk is None
    if is_new:
        flag.save()
    for old in ended:
        _end(old, by=by, replaced_by=flag)
    if is_new or ended:
        record(
            "flag.recorded",
            on=flag,
            by=by,
            client=flag.client_id,
            detail={"ended": [old.pk for old in ended]},
        )
        tell(flag.client_id, by=by)
    return flag


def _end(flag: Flag, *, by: User | None, reason: str = "", replaced_by: Flag | None = None) -> None:
    # Never before it began, even when the clock was set back in between.
    flag.ended_at = max(timezone.now(), flag.recorded_at)
    flag.ended_by, flag.end_reason, flag.replaced_by = by, reason, replaced_by
    flag.save(update_fields=["ended_at", "ended_by", "end_reason", "replaced_by"])
