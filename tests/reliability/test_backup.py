"""Backups: whole although others write, readable or refused, and back in place with nothing lost."""

import datetime as dt
import json
import os
import sqlite3
import stat
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Event as Signal

import pytest
from django.db import connection

from reflexpractice import archive, backup, restoring
from reflexpractice.audit import chain, guards
from reflexpractice.audit.models import Event
from tests.factories import LocationFactory, PracticeFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.reliability]

ROOT = Path(__file__).resolve().parents[2]
KEYS = "REFLEX_SECRET_KEY={}\nREFLEX_AUDIT_KEY={}\n"


@pytest.fixture
def data(settings, tmp_path) -> Path:
    """The data folder of a practice with an event, a photo and its keys."""
    folder = tmp_path / "data"
    (folder / "photos" / "ab").mkdir(parents=True)
    (folder / "photos" / "ab" / "abcd.jpg").write_bytes(b"a foot")
    (folder / "secrets.env").write_text(KEYS.format(settings.SECRET_KEY, settings.AUDIT_KEY))
    settings.DATA_DIR = folder
    chain.record("place.changed", LocationFactory(name="Garden room"), by=None)
    return folder


@pytest.fixture
def new(tmp_path) -> dict[str, str]:
    """The environment of another computer, with an empty data folder."""
    return {"REFLEX_DATA_DIR": str(tmp_path / "new")}


def names(file: Path) -> list[str]:
    with zipfile.ZipFile(file) as kept:
        return sorted(kept.namelist())


def places(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as kept:
        return [row[0] for row in kept.execute("SELECT name FROM accounts_location ORDER BY id")]


def test_a_backup_holds_records_and_photos_says_so_and_is_for_its_owner_only(data, tmp_path):
    made = backup.make(tmp_path / "stick")

    records = archive.SQLITE if connection.vendor == "sqlite" else archive.POSTGRESQL
    manifest = archive.verify(made.path)
    assert names(made.path) == sorted(["manifest.json", "photos/ab/abcd.jpg", records])
    assert (manifest.number, manifest.seal) == (made.number, made.seal) == (1, Event.objects.get(number=1).hash)
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert [each.name for each in (tmp_path / "stick").iterdir()] == [made.path.name]
    told = Event.objects.get(number=2)
    assert (told.act, told.detail) == (
        "backup.made",
        {"number": 1, "seal": made.seal, "keys": False, "daily": False},
    )


def test_keys_go_along_only_when_asked(data):
    assert archive.KEYS in names(backup.make(with_keys=True).path)


@pytest.mark.sqlite
def test_every_backup_is_of_one_moment_while_others_write(data):
    place, done = LocationFactory(), Signal()

    def write() -> None:
        try:
            while not done.is_set():
                chain.record("place.changed", place, by=None)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as writers:
        [writers.submit(write) for _ in range(2)]
        try:
            made = [backup.make(data / str(number)) for number in range(3)]
        finally:
            done.set()

    for each in made:
        into = data / f"unpacked-{each.number}"
        archive.unpack(each.path, into)
        with closing(sqlite3.connect(into / archive.SQLITE)) as kept:
            events = kept.execute("SELECT number, hash, previous_hash FROM audit_event ORDER BY number").fetchall()
            assert kept.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert [number for number, _, _ in events] == list(range(1, each.number + 1))
        assert events[-1][1] == each.seal
    assert chain.faults(backup.seals() | {each.number: each.seal for each in made}) == []


@pytest.mark.sqlite
def test_a_backup_cut_short_leaves_nothing_that_looks_like_one(data, monkeypatch):
    (data / "backups" / ".backup-killed").mkdir(parents=True)
    (data / "backups" / ".backup-killed" / "practice.sqlite3").write_text("half")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(archive, "write", fail)
        with pytest.raises(backup.CannotBackUp) as refused:
            backup.make()

    assert str(refused.value) == f"The backup cannot be written to {data / 'backups'}: No space left on device."
    assert list((data / "backups").iterdir()) == []


@pytest.mark.sqlite
def test_a_day_has_one_backup_without_the_photos_and_fourteen_days_are_kept(data):
    for day in range(1, 17):
        (data / "backups").mkdir(exist_ok=True)
        (data / "backups" / f"daily-2026-10-{day:02}-080000.zip").write_text("old")

    first, again = backup.if_due(), backup.if_due()

    assert first is not None
    assert again is None
    assert names(first.path) == ["manifest.json", "practice.sqlite3"]
    kept = sorted(each.name for each in (data / "backups").iterdir())
    assert (len(kept), kept[0], kept[-1]) == (14, "daily-2026-10-04-080000.zip", first.path.name)


@pytest.mark.sqlite
def test_the_next_day_makes_the_next_backup_if_anything_happened(data, monkeypatch):
    backup.if_due()
    monkeypatch.setattr(backup, "EVERY", dt.timedelta(0))

    assert backup.if_due() is None
    chain.record("place.changed", LocationFactory(), by=None)
    assert backup.if_due() is not None


@pytest.mark.sqlite
def test_while_the_practice_is_open_the_backup_makes_itself(data, monkeypatch):
    made = Signal()
    monkeypatch.setattr(backup, "if_due", made.set)

    with backup.daily():
        assert made.wait(20)


# restoring


@pytest.mark.sqlite
def test_a_practice_comes_back_on_a_new_computer_and_the_doctor_is_content(data, new, tmp_path):
    PracticeFactory()
    from knowledge.models import Release

    Release.objects.create(number=1, content="{}", seal=archive.hashlib.sha256(b"{}").hexdigest())
    made = backup.make(with_keys=True)
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("REFLEX_", "DJANGO_"))}
    environ |= {"REFLEX_NO_BOOTSTRAP": "1", **new}
    environ.pop("DATABASE_URL", None)

    done = subprocess.run(
        [sys.executable, "manage.py", "restore", str(made.path)],
        cwd=ROOT, env=environ, capture_output=True, text=True, check=False,
    )  # fmt: skip

    folder = Path(new["REFLEX_DATA_DIR"])
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.rstrip().endswith("All is well.")
    assert places(folder / "practice.sqlite3") == ["Garden room"]
    assert (folder / "photos" / "ab" / "abcd.jpg").read_bytes() == b"a foot"
    assert (folder / "secrets.env").read_text() == (data / "secrets.env").read_text()
    with closing(sqlite3.connect(folder / "practice.sqlite3")) as kept:
        triggers = {row[0] for row in kept.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
        last = kept.execute("SELECT act, detail FROM audit_event ORDER BY number DESC").fetchone()
    assert {name for guard in guards.registered() for name in guard.names} <= triggers
    assert (last[0], json.loads(last[1])) == ("practice.restored", {"number": made.number, "seal": made.seal})


@pytest.mark.sqlite
def test_a_practice_that_is_there_is_replaced_only_on_demand_and_kept_beside(data, new):
    first = backup.make(with_keys=True)
    chain.record("place.changed", LocationFactory(name="Attic"), by=None)
    later = backup.make(with_keys=True)
    folder = restoring.restore(later.path, replace=False, environment=new)
    (folder / "backups").mkdir(exist_ok=True)
    (folder / "backups" / "later.zip").write_bytes(later.path.read_bytes())

    with pytest.raises(restoring.CannotRestore) as refused:
        restoring.restore(first.path, replace=False, environment=new)
    assert str(refused.value).startswith(f"There is a practice in {folder} already.")
    assert places(folder / "practice.sqlite3") == ["Garden room", "Attic"]
    (folder / "practice.sqlite3-wal").write_bytes(b"a log of what is no more")

    restoring.restore(first.path, replace=True, environment=new)

    [aside] = (folder / "backups").iterdir()
    assert not (folder / "practice.sqlite3-wal").exists()
    assert places(folder / "practice.sqlite3") == ["Garden room"]
    assert sorted(each.name for each in aside.iterdir()) == [
        "later.zip", "photos", "practice.sqlite3", "practice.sqlite3-wal", "secrets.env",
    ]  # fmt: skip


def damage(file: Path, how: str) -> Path:
    held = bytearray(file.read_bytes())
    broken = file.with_name("broken.zip")
    if how == "bit":
        held[len(held) // 2] ^= 1
    elif how == "cut":
        del held[len(held) // 2 :]
    elif how == "empty":
        held.clear()
    broken.write_bytes(held)
    return broken


@pytest.mark.sqlite
@pytest.mark.parametrize("how", ["bit", "cut", "empty"])
def test_a_damaged_backup_is_told_and_changes_nothing(data, new, how):
    made = backup.make(with_keys=True)
    folder = restoring.restore(made.path, replace=False, environment=new)
    before = (folder / "practice.sqlite3").read_bytes()
    broken = damage(made.path, how)

    with pytest.raises(archive.Broken) as refused:
        restoring.restore(broken, replace=True, environment=new)

    assert str(refused.value).startswith(f"{broken} is damaged or not a backup: ")
    assert backup.fault_of(broken) == str(refused.value)
    assert (folder / "practice.sqlite3").read_bytes() == before
    assert not (folder / "backups").exists() or list((folder / "backups").iterdir()) == []


@pytest.mark.sqlite
def test_a_backup_that_would_write_elsewhere_is_refused(data, new, tmp_path):
    made = backup.make()
    manifest = json.loads(zipfile.ZipFile(made.path).read(archive.MANIFEST))
    manifest["files"]["photos/../../stolen.jpg"] = "0" * 64
    wrong = tmp_path / "wrong.zip"
    with zipfile.ZipFile(wrong, "w") as out:
        out.writestr(archive.MANIFEST, json.dumps(manifest))

    with pytest.raises(archive.Broken, match="which no backup does"):
        restoring.restore(wrong, replace=False, environment=new)


@pytest.mark.sqlite
def test_without_the_right_keys_nothing_is_restored(data, new, settings):
    made, folder = backup.make(), Path(new["REFLEX_DATA_DIR"])

    def refusal(**environ: str) -> str:
        with pytest.raises(restoring.CannotRestore) as refused:
            restoring.restore(made.path, replace=False, environment={**new, **environ})
        return str(refused.value)

    assert refusal().startswith(f"This backup holds no keys. Put the secrets.env of the practice into {folder} first")
    assert refusal(REFLEX_AUDIT_KEY="another").startswith("The keys in REFLEX_AUDIT_KEY are not those of this backup.")
    (folder / "secrets.env").write_text(KEYS.format("other", "keys"))
    assert refusal().startswith(f"The keys in {folder / 'secrets.env'} are not those of this backup.")
    assert not (folder / "practice.sqlite3").exists()
    (folder / "secrets.env").write_text((data / "secrets.env").read_text())
    assert places(restoring.restore(made.path, replace=False, environment=new) / "practice.sqlite3") == ["Garden room"]


@pytest.mark.sqlite
def test_an_open_practice_is_not_replaced(data, new):
    made = backup.make(with_keys=True)
    folder = restoring.restore(made.path, replace=False, environment=new)

    with restoring.locked(folder / "open.lock"), pytest.raises(restoring.CannotRestore) as refused:
        restoring.restore(made.path, replace=True, environment=new)

    assert str(refused.value) == restoring.OPEN


@pytest.mark.sqlite
def test_a_copy_of_sqlite_is_not_put_into_postgresql(data, new):
    made = backup.make(with_keys=True)
    other = {**new, "DATABASE_URL": "postgres://ann@127.0.0.1:1/practice"}

    with pytest.raises(restoring.CannotRestore) as refused:
        restoring.restore(made.path, replace=False, environment=other)

    assert str(refused.value).startswith("This backup is of a SQLite file, and DATABASE_URL names PostgreSQL.")


@pytest.mark.postgresql
def test_a_practice_on_postgresql_comes_back_and_its_guards_hold(data, new):
    made = backup.make(with_keys=True)
    at = connection.settings_dict
    url = f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}_restored"
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{at["NAME"]}_restored"')
        cursor.execute(f'CREATE DATABASE "{at["NAME"]}_restored"')
    try:
        restoring.restore(made.path, replace=False, environment={**new, "DATABASE_URL": url})
        with pytest.raises(restoring.CannotRestore, match="There is a practice"):
            restoring.restore(made.path, replace=False, environment={**new, "DATABASE_URL": url})
        folder = restoring.restore(made.path, replace=True, environment={**new, "DATABASE_URL": url})
        place = restoring.Place(folder, restoring.environ.Env.db_url_config(url), replace=True)

        assert restoring._postgresql(place, "SELECT name FROM accounts_location") == "Garden room"
        with pytest.raises(restoring.CannotRestore, match=r"An audit event cannot be changed\."):
            restoring._postgresql(place, "DELETE FROM audit_event")
        assert [each.name for each in (folder / "backups").glob("*/practice.dump")] == ["practice.dump"]

        # A dump that stops half way leaves what was there.
        broken = folder / "broken.dump"
        with zipfile.ZipFile(made.path) as packed:
            whole = packed.read("practice.dump")
        broken.write_bytes(whole[: len(whole) * 9 // 10])
        (folder / "aside").mkdir()
        with pytest.raises(restoring.CannotRestore, match="PostgreSQL does not take it"):
            restoring._put_postgresql(broken, place, folder / "aside")
        assert restoring._postgresql(place, "SELECT name FROM accounts_location") == "Garden room"
        assert restoring._postgresql(place, "SELECT count(*) FROM pg_namespace WHERE nspname = 'aside'") == 0
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{at["NAME"]}_restored"')


@pytest.mark.postgresql
def test_without_pg_dump_a_sentence_says_so(data, monkeypatch):
    monkeypatch.setenv("PATH", str(data))

    with pytest.raises(backup.CannotBackUp) as refused:
        backup.make()

    assert str(refused.value) == backup.NO_PG_DUMP
