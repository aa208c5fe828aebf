"""Rows that the database itself refuses to change.

A guard is a set of triggers on one table, written for SQLite and for PostgreSQL. `locked` is a SQL
condition about a row, written with `{row}` where the row's name goes (`{row}.signed_at IS NOT NULL`).
A locked row cannot be updated, deleted or replaced. With `parts=True` the row is part of something
locked (a finding of a signed note), so that nothing can be added to it or moved into it either. The
columns named in `kept` stay as they were written from the beginning, and their row with them: it is
never deleted or replaced, and until it is locked only its other columns can be changed.

    guards.register("treatments_note", locked="{row}.signed_at IS NOT NULL", sentence="A signed note stays.")

A refusal arrives as `django.db.IntegrityError` with the sentence in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True)
class Guard:
    table: str
    locked: str
    sentence: str
    parts: bool = False
    kept: tuple[str, ...] = ()

    def when(self, row: str) -> str:
        return "(" + self.locked.format(row=row) + ")"

    def stays(self, row: str) -> str:
        """When a row can be neither deleted nor replaced."""
        return "(1 = 1)" if self.kept else self.when(row)

    @property
    def names(self) -> list[str]:
        return [f"guard_{self.table}_{act}" for act in ("insert", "update", "delete")]


_guards: dict[str, Guard] = {}


def register(table: str, *, locked: str, sentence: str, parts: bool = False, kept: Sequence[str] = ()) -> None:
    """Guard a table; call it from the app's `ready`, before migrations run."""
    if "'" in sentence:
        raise ValueError("A guard's sentence is written into SQL: leave out apostrophes.")
    _guards[table] = Guard(table=table, locked=locked, sentence=sentence, parts=parts, kept=tuple(kept))


def registered() -> list[Guard]:
    """All guards, by table."""
    return [_guards[table] for table in sorted(_guards)]


def reinstall(sender: AppConfig | None = None, using: str = "default", **_: Any) -> None:
    """Put every guard in place, replacing what is there; tables that do not exist yet are passed over."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    _execute(
        connection,
        [sql for guard in registered() if guard.table in existing for sql in _statements(connection, guard)],
    )


def step_aside(sender: AppConfig | None = None, using: str = "default", plan: Sequence[Any] = (), **_: Any) -> None:
    """Take the guards away while SQLite migrates; they are put back at its end, and when it fails.

    SQLite rebuilds a table by renaming it, and refuses that while a trigger of another table speaks of it.
    """
    if plan and connections[using].vendor == "sqlite":
        drop(using)


def drop(using: str = "default") -> None:
    """Take every guard away: for emptying a test database, never for a practice."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    _execute(
        connection,
        [sql for guard in registered() if guard.table in existing for sql in _drops(connection, guard)],
    )


@contextmanager
def lifted(using: str = "default") -> Iterator[None]:
    """Work without guards, then put them back; what a tamper test or a lawful erasure needs."""
    drop(using)
    try:
        yield
    finally:
        reinstall(using=using)


def missing(using: str = "default") -> list[str]:
    """Names of triggers that should stand and do not."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    expected = {name for guard in registered() if guard.table in existing for name in _expected(connection, guard)}
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'")
        present = {row[0] for row in cursor.fetchall()}
    return sorted(expected - present)


def altered(using: str = "default") -> list[str]:
    """Names of triggers that stand, but no longer say what they should."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    expected: dict[str, str] = {}
    for guard in registered():
        if guard.table in existing:
            make, body = (_sqlite, _of_sqlite) if connection.vendor == "sqlite" else (_postgresql, _of_postgresql)
            expected.update(filter(None, map(body, make(guard))))
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute(
                "SELECT tgname, prosrc FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid WHERE NOT tgisinternal"
            )
        present = dict(cursor.fetchall())
    return sorted(name for name, text in expected.items() if name in present and present[name].strip() != text)


def _of_sqlite(statement: str) -> tuple[str, str]:
    return statement.split('"')[1], statement


def _of_postgresql(statement: str) -> tuple[str, str] | None:
    """Name and body of a function; PostgreSQL keeps no text of the trigger itself."""
    head, marked, rest = statement.partition("$$")
    return (head.split('"')[1], rest.removesuffix("$$").strip()) if marked else None


def _expected(connection: BaseDatabaseWrapper, guard: Guard) -> list[str]:
    return guard.names if connection.vendor == "sqlite" else [*guard.names, f"guard_{guard.table}_truncate"]


def _execute(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for sql in statements:
            cursor.execute(sql)


def _drops(connection: BaseDatabaseWrapper, guard: Guard) -> list[str]:
    if connection.vendor == "sqlite":
        return [f'DROP TRIGGER IF EXISTS "{name}"' for name in guard.names]
    return [f'DROP TRIGGER IF EXISTS "{name}" ON "{guard.table}"' for name in _expected(connection, guard)]


def _statements(connection: BaseDatabaseWrapper, guard: Guard) -> list[str]:
    make = _sqlite if connection.vendor == "sqlite" else _postgresql
    return [*_drops(connection, guard), *make(guard)]


def _conditions(guard: Guard, *, differs: str) -> dict[str, str]:
    """When each act is refused; `differs` is how the database compares two values that may be missing."""
    # Replacing a row by its key is a way round an UPDATE trigger, so an insert onto a locked key is refused too.
    # Names come from our own registrations, never from outside.
    replaced = f'EXISTS (SELECT 1 FROM "{guard.table}" old_row WHERE old_row.id = NEW.id AND {guard.stays("old_row")})'  # noqa: S608  # nosec B608
    insert, update = replaced, guard.when("OLD")
    if guard.parts:
        insert, update = f"{replaced} OR {guard.when('NEW')}", f"{guard.when('OLD')} OR {guard.when('NEW')}"
    for column in guard.kept:
        update += f' OR OLD."{column}" {differs} NEW."{column}"'
    return {"insert": insert, "update": update, "delete": guard.stays("OLD")}


def _sqlite(guard: Guard) -> list[str]:
    return [
        f'CREATE TRIGGER "guard_{guard.table}_{act}" BEFORE {act.upper()} ON "{guard.table}" FOR EACH ROW '
        f"WHEN {condition} BEGIN SELECT RAISE(ABORT, '{guard.sentence}'); END"
        for act, condition in _conditions(guard, differs="IS NOT").items()
    ]


def _postgresql(guard: Guard) -> list[str]:
    statements = []
    for act, condition in _conditions(guard, differs="IS DISTINCT FROM").items():
        function = f"guard_{guard.table}_{act}"
        back = "OLD" if act == "delete" else "NEW"
        statements.append(
            f'CREATE OR REPLACE FUNCTION "{function}"() RETURNS trigger LANGUAGE plpgsql '
            f"SET search_path = public, pg_temp AS $$ BEGIN IF {condition} THEN "
            f"RAISE EXCEPTION '{guard.sentence}' USING ERRCODE = 'integrity_constraint_violation'; "
            f"END IF; RETURN {back}; END $$"
        )
        statements.append(
            f'CREATE TRIGGER "{function}" BEFORE {act.upper()} ON "{guard.table}" '
            f'FOR EACH ROW EXECUTE FUNCTION "{function}"()'
        )
    name = f"guard_{guard.table}_truncate"
    statements.append(
        f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
        f"RAISE EXCEPTION '{guard.sentence}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    statements.append(
        f'CREATE TRIGGER "{name}" BEFORE TRUNCATE ON "{guard.table}" FOR EACH STATEMENT EXECUTE FUNCTION "{name}"()'
    )
    return statements
