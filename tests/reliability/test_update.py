"""Before the program changes a practice's database, a copy of it lies beside it."""

import sqlite3
import stat

import pytest
from django.core.management import call_command
from django.db import DatabaseError

from reflexpractice import database
from reflexpractice.accounts.models import Location
from reflexpractice.audit import guards
from sessions.models import Note
from tests.factories import NoteFactory

pytestmark = pytest.mark.reliability


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_a_copy_from_before_the_update_holds_the_latest_work(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    Location.objects.create(name="Written a moment ago")

    [sentence] = database.keep_copy()

    [copy] = (tmp_path / "backups").iterdir()
    assert sentence == f"A copy from before the update is in {copy}"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    kept = sqlite3.connect(copy)
    assert kept.execute("SELECT name FROM accounts_location").fetchall() == [("Written a moment ago",)]
    assert kept.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    kept.close()


@pytest.mark.django_db
def test_the_copy_is_kept_before_anything_is_migrated(monkeypatch):
    done: list[str] = []
    monkeypatch.setattr(database, "pending_migrations", lambda: True)
    monkeypatch.setattr(database, "keep_copy", lambda: done.append("copy") or ["A copy is kept"])
    monkeypatch.setattr(database, "call_command", lambda name, **options: done.append(name))

    notices = database.bring_up_to_date()

    assert notices == ["A copy is kept"]
    assert done == ["copy", "migrate", "createcachetable"]


@pytest.mark.django_db(transaction=True)
def test_tables_of_signed_records_are_rebuilt_with_what_is_in_them():
    signed = NoteFactory(signed=True, subjective="Slept well.")
    call_command("migrate", "treatments", "0006", verbosity=0)

    call_command("migrate", verbosity=0)

    assert Note.objects.get(pk=signed.pk).subjective == "Slept well."
    assert guards.missing() == []


@pytest.mark.django_db(transaction=True)
def test_missing_guards_are_put_back_and_told():
    guards.drop()
    gone = len(guards.missing())

    [sentence] = database.bring_up_to_date()

    assert sentence == f"{gone} guards of signed records were missing and are back. Look at the audit for why."
    assert guards.missing() == []


@pytest.mark.django_db
def test_an_update_that_fails_says_why(monkeypatch):
    def fail(*_: object, **__: object) -> None:
        raise DatabaseError("database or disk is full")

    monkeypatch.setattr(database, "call_command", fail)
    monkeypatch.setattr(database, "plain", lambda error: f"Told plainly: {error}")

    with pytest.raises(database.Unusable) as refused:
        database.bring_up_to_date()

    assert str(refused.value) == "Told plainly: database or disk is full"


@pytest.mark.parametrize(
    ("complaint", "beginning"),
    [
        ("file is not a database", "{place} is not a database."),
        ("database disk image is malformed", "The database {place} is damaged."),
        ("attempt to write a readonly database", "The database {place} cannot be written to."),
        ("database is locked", "The database {place} is being used by another program."),
        ("database or disk is full", "The disk is full."),
        ("something new", "The database {place} cannot be used: something new"),
    ],
)
def test_what_sqlite_says_is_put_plainly(complaint, beginning):
    assert database.plain_sqlite(complaint).startswith(beginning.format(place=database.place()))


@pytest.mark.parametrize(
    ("complaint", "beginning"),
    [
        ('FATAL: database "practice" does not exist', "There is no PostgreSQL database"),
        ('FATAL: password authentication failed for user "ann"', "The PostgreSQL database {place} refuses"),
        ("permission denied for schema public", "The user in DATABASE_URL may not make tables"),
        ("connection failed: Connection refused", "The PostgreSQL database {place} cannot be reached."),
        ("failed to resolve host 'nowhere'", "The PostgreSQL database {place} cannot be reached."),
        ("something new", "The PostgreSQL database {place} cannot be used: something new"),
    ],
)
def test_what_postgresql_says_is_put_plainly(complaint, beginning):
    assert database.plain_postgresql(complaint).startswith(beginning.format(place=database.place()))


@pytest.mark.parametrize(
    ("tables", "migrated", "foreign"),
    [
        ({"bookmarks"}, set(), True),
        ({"django_migrations"}, set(), False),
        ({"django_migrations", "auth_group"}, {"auth", "contenttypes"}, False),
        ({"django_migrations", "shop_order"}, {"auth", "shop"}, True),
        ({"django_migrations", "accounts_user"}, {"auth", "accounts", "left_behind"}, False),
    ],
)
def test_another_programs_tables_are_told_from_a_first_start_cut_short(tables, migrated, foreign):
    assert database.is_foreign(tables, migrated) == foreign
