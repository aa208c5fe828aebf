"""Taking someone on as a client, changing what is kept of them, putting them away and back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from clients.goal_setting import add_goal
from clients.models import Client
from reflexpractice.accounts.models import User
from reflexpractice.audit.chain import record

if TYPE_CHECKING:
    from django.db.models import Model


def people_who_treat() -> QuerySet[User]:
    """Active people who may see health facts, and so may be in a care team."""
    may = Q(groups__permissions__codename="view_flag") | Q(user_permissions__codename="view_flag")
    return User.objects.filter(may | Q(is_superuser=True), is_active=True).distinct().order_by("name", "pk")


@transaction.atomic
def register(*, client: Client, by: User, care_team: Iterable[User] = (), goals: Iterable[str] = ()) -> Client:
    """Keep a new client; who sees only their own clients joins the care team."""
    client.save()
    own = [] if by.has_perm("clients.view_every_client") else [by]
    client.care_team.set([*care_team, *own])
    for words in goals:
        add_goal(client=client, words=words, by=by)
    record("client.created", on=client, by=by, client=client.pk)
    return client


@transaction.atomic
def change(*, client: Client, by: User, fields: Iterable[str] = (), care_team: Iterable[User] | None = None) -> Client:
    """Keep what was changed about a client; `fields` names what it was, for the record."""
    client.save()
    if care_team is not None:
        client.care_team.set(care_team)
    record("client.changed", on=client, by=by, client=client.pk, detail={"fields": sorted(fields)})
    return client


@transaction.atomic
def archive(*, client: Client, by: User) -> None:
    """Put a client away; nothing is deleted. Twice is once."""
    if Client.objects.current().filter(pk=client.pk).update(archived_on=timezone.localdate()):
        _note("client.archived", client, by=by)


@transaction.atomic
def restore(*, client: Client, by: User) -> None:
    """Bring a client back among the others. Twice is once."""
    if Client.objects.archived().filter(pk=client.pk).update(archived_on=None):
        _note("client.restored", client, by=by)


def note_read(*, client: Client, by: User) -> None:
    """Note that someone opened a page of the client's record."""
    _note("client.read", client, by=by)


def _note(act: str, on: Model, *, by: User) -> None:
    record(act, on=on, by=by, client=on.pk)
