"""The database runs as durable and as strict as records need, and a start says so when it does not."""

import pytest
from django.db import connection, connections

from reflexpractice import checks
from reflexpractice.audit import guards

pytestmark = [pytest.mark.reliability, pytest.mark.django_db]


@pytest.mark.sqlite
def test_sqlite_answers_with_every_promise():
    with connection.cursor() as cursor:
        answers = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in checks.PRAGMAS}

    assert answers == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1}
    assert connection.transaction_mode == "IMMEDIATE"
    assert checks.sqlite_keeps_promises(None, databases=["default"]) == []


@pytest.mark.sqlite
def test_a_broken_promise_is_named():
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA recursive_triggers = OFF")

        [found] = checks.sqlite_keeps_promises(None, databases=["default"])

        cursor.execute("PRAGMA recursive_triggers = ON")
    assert (found.id, found.msg) == ("reflexpractice.E001", "SQLite could lose work: recursive_triggers is 0.")


@pytest.mark.sqlite
def test_deferred_transactions_are_named(monkeypatch):
    monkeypatch.setattr(connections["default"], "transaction_mode", None)

    [found] = checks.sqlite_keeps_promises(None, databases=["default"])

    assert (found.id, found.msg) == ("reflexpractice.E001", "SQLite could lose work: transactions are deferred.")


def test_a_missing_guard_is_named():
    guards.drop()

    [found] = checks.guards_stand(None, databases=["default"])

    assert found.id == "reflexpractice.E002"
    guards.reinstall()
    assert checks.guards_stand(None, databases=["default"]) == []


def test_no_database_is_asked_unless_named():
    guards.drop()

    assert checks.guards_stand(None) == []
    assert checks.sqlite_keeps_promises(None) == []
    guards.reinstall()
