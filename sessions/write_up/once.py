"""Doing once what a page sends twice: a double click, an answer that got lost, a queue that is sent again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from sessions.models import Sent, TreatmentSession

if TYPE_CHECKING:
    from reflexpractice.accounts.models import User

Told = dict[str, Any]
KEPT = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Mark:
    """What tells one save from another: the page's key, and a fingerprint of what was sent under it.

    A page that was gone back to may send other words under the key it had: that is another save.
    """

    key: UUID
    digest: str


@transaction.atomic
def once(*, session: TreatmentSession, mark: Mark | None, by: User, act: Callable[[], Told | None]) -> Told | None:
    """Do `act` and give what it told; sent again, give the same without doing it again.

    `act` gives None when it was refused; that is not remembered, so that it can be tried again. Whatever it
    raises goes on, and leaves nothing behind. Without a mark it is simply done.
    """
    if mark is None:
        return act()
    # Of two that arrive together the constraint lets one in, and the other waits for its answer.
    row, is_new = Sent.objects.select_for_update().get_or_create(
        session=session, key=mark.key, defaults={"by": by, "digest": mark.digest}
    )
    if not is_new and (row.digest, row.by_id) == (mark.digest, by.pk):
        return dict(row.told)
    told = act()
    if told is None:
        if is_new:
            row.delete()
        return None
    row.digest, row.by, row.told, row.at = mark.digest, by, told, timezone.now()
    row.save()
    return told


def caught_up(*, session: TreatmentSession, keys: Collection[UUID], version: int, by: User) -> int:
    """The version a page stands on, when saves of its own were kept but their answers never reached it."""
    rows = Sent.objects.filter(session=session, by=by, key__in=keys).values_list("told", flat=True)
    return max([version, *(int(told.get("version", 0)) for told in rows)])


def forget_old() -> None:
    """Let go of keys that no page can be waiting with any more."""
    Sent.objects.filter(at__lt=timezone.now() - KEPT).delete()
