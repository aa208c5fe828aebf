"""Telling whoever plans ahead that what is known of a client has changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from django.dispatch import Signal

from clients.models import Client

if TYPE_CHECKING:
    from reflexpractice.accounts.models import User

facts_changed = Signal()
"""Sent in the transaction of the change, with `clients` (their keys) and `by`."""

_held_back: ContextVar[dict[int, User | None] | None] = ContextVar("held_back", default=None)


def tell(client: Client | int, *, by: User | None) -> None:
    """Say that a client's facts have changed; inside `in_one_go` it is said once, at the end."""
    key = client if isinstance(client, int) else client.pk
    held = _held_back.get()
    if held is None:
        _send({key: by})
    else:
        held[key] = by


@contextmanager
def in_one_go() -> Iterator[None]:
    """Many answers, one change: an intake with sixty answers is told once. Nothing is told when it fails."""
    if _held_back.get() is not None:
        yield
        return
    held: dict[int, User | None] = {}
    token = _held_back.set(held)
    try:
        yield
    finally:
        _held_back.reset(token)
    _send(held)


def _send(held: dict[int, User | None]) -> None:
    if held:
        facts_changed.send(Client, clients=set(held), by=next(iter(held.values())))
