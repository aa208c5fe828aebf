"""What must hold before the program may serve: promises that a wrong setting would break silently."""

from collections.abc import Callable, Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

from reflexpractice.audit import guards

# What SQLite must answer; without them it loses acknowledged work or lets signed notes be replaced.
PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1}
OF_ONE_PROCESS = ("locmem.LocMemCache", "dummy.DummyCache")
LEAST_LENGTH, LEAST_VARIETY = 50, 10  # characters, different characters

Apps = Sequence[AppConfig] | None


def _each_sqlite(databases: Sequence[str] | None) -> list[Any]:
    return [connections[alias] for alias in databases or () if connections[alias].vendor == "sqlite"]


@register(Tags.database)
def sqlite_keeps_promises(app_configs: Apps, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """SQLite runs as durable and as strict as the records need."""
    found: list[CheckMessage] = []
    for connection in _each_sqlite(databases):
        with connection.cursor() as cursor:
            answers = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in PRAGMAS}
        wrong = [f"{name} is {answers[name]}" for name, right in PRAGMAS.items() if answers[name] != right]
        if connection.transaction_mode != "IMMEDIATE":
            wrong.append(f"transactions are {connection.transaction_mode or 'deferred'}")
        if wrong:
            found.append(Error(f"SQLite could lose work: {', '.join(wrong)}.", id="reflexpractice.E001"))
    return found


@register(Tags.database)
def guards_stand(app_configs: Apps, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Every guard of the signed records is in the database."""
    return [
        Error(
            f"Guards of signed records are missing: {', '.join(gone)}.",
            hint="“python3 manage.py start” puts them back. Then look at the audit.",
            id="reflexpractice.E002",
        )
        for alias in databases or ()
        if (gone := guards.missing(alias))
    ]


@register(Tags.caches)
def limits_are_shared(app_configs: Apps, **_: Any) -> list[CheckMessage]:
    """Sign-in limits count in one place, whichever process answers."""
    return [
        Error(
            f"The cache “{alias}” counts in each process on its own, which multiplies the sign-in limits.",
            id="reflexpractice.E003",
        )
        for alias, cache in settings.CACHES.items()
        if str(cache["BACKEND"]).endswith(OF_ONE_PROCESS)
    ]


@register(Tags.security)
def secrets_are_strong(app_configs: Apps, **_: Any) -> list[CheckMessage]:
    """Both secrets are long and random, and not one and the same."""
    found: list[CheckMessage] = [
        Error(f"{name} is too short or too regular to be a secret.", id="reflexpractice.E004")
        for name in ("SECRET_KEY", "AUDIT_KEY")
        if is_weak(getattr(settings, name))
    ]
    if settings.SECRET_KEY == settings.AUDIT_KEY:
        found.append(Error("SECRET_KEY and AUDIT_KEY must differ.", id="reflexpractice.E005"))
    return found


def is_weak(secret: str) -> bool:
    """Whether a secret could be guessed."""
    return len(secret) < LEAST_LENGTH or len(set(secret)) < LEAST_VARIETY


CHECKS: tuple[Callable[..., list[CheckMessage]], ...] = (
    sqlite_keeps_promises,
    guards_stand,
    limits_are_shared,
    secrets_are_strong,
)
