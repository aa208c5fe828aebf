"""What the client hopes for: goals in their words, scored at visits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from clients.models import Client, Goal
from reflexpractice.audit.chain import record

if TYPE_CHECKING:
    from reflexpractice.accounts.models import User


@transaction.atomic
def add_goal(*, client: Client, words: str, by: User | None) -> Goal:
    """Add a goal after the others; one that was there before is taken up again."""
    last = Goal.objects.filter(client=client).aggregate(last=Max("order"))["last"]
    place = 0 if last is None else last + 1
    goal, is_new = Goal.objects.get_or_create(client=client, words=words, defaults={"order": place})
    if not is_new and goal.ended_on is None:
        return goal
    goal.ended_on, goal.order = None, place
    goal.save(update_fields=["ended_on", "order"])
    record("goal.added", on=goal, by=by, client=client.pk)
    return goal


@transaction.atomic
def rename_goal(*, goal: Goal, words: str, by: User | None) -> Goal:
    """Say a goal in better words; scores given so far keep the words they were given under."""
    goal.words = words
    goal.save(update_fields=["words"])
    record("goal.renamed", on=goal, by=by, client=goal.client_id)
    return goal


@transaction.atomic
def end_goal(*, goal: Goal, by: User | None) -> None:
    """Stop scoring a goal; its past stays. Twice is once."""
    if Goal.objects.filter(pk=goal.pk, ended_on=None).update(ended_on=timezone.localdate()):
        record("goal.ended", on=goal, by=by, client=goal.client_id)
