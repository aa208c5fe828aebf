"""Puts a backup in the place of a practice: on a new computer, or over one whose records were lost.

It runs before any setting is read, because the keys may be among what is restored. What was there is moved to
`backups/before-restore-…`, never deleted; what cannot be done ends with one sentence and changes nothing.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import environ

from reflexpractice import archive
from reflexpractice.bootstrap import ROOT, database_url
from reflexpractice.lock import Taken, locked
from reflexpractice.postgresql import environ_of

DRAFT = ".restore-"
OPEN = "This practice is open. Close it first (Ctrl-C), then restore."
THERE = (
    "There is a practice in {folder} already. To put the backup in its place say --replace: "
    "what is there now is kept in {folder}/backups."
)
NO_KEYS = (
    "This backup holds no keys. Put the secrets.env of the practice into {folder} first: "
    "without it the records cannot be verified."
)
OTHER_KEYS = "The keys in {where} are not those of this backup. Put the practice's own secrets.env there first."
KEYS_IN_THE_WAY = (
    "There is another secrets.env in {folder}. To put the one of the backup in its place say --replace: "
    "what is there now is kept in {folder}/backups."
)
OTHER_DATABASE = "This backup is of {backup}, and DATABASE_URL names {wanted}. Change one to fit the other."
NO_PHOTOS = "The photos are not in this backup; those in {folder}/photos stay."
NO_PG = "pg_restore, a part of PostgreSQL, is not on this computer. Install postgresql-client, then try again."
KINDS = {archive.SQLITE: "a SQLite file", archive.POSTGRESQL: "PostgreSQL"}


class CannotRestore(Exception):
    """Nothing was restored; says why in one sentence."""


@dataclass(frozen=True)
class Place:
    """Where the backup goes: the data folder, and the database as the settings would name it."""

    folder: Path
    database: Mapping[str, Any]
    replace: bool

    @property
    def is_sqlite(self) -> bool:
        return str(self.database["ENGINE"]).endswith("sqlite3")

    @property
    def file(self) -> Path:
        return Path(self.database["NAME"])


def main(arguments: Sequence[str]) -> int:
    """Restore as the command line asks; the exit status is that of the doctor who looks at the result."""
    parser = ArgumentParser(prog="manage.py restore", description="Put a backup in the place of a practice.")
    parser.add_argument("file", type=Path, help="the backup")
    parser.add_argument("--replace", action="store_true", help="even if there is a practice; it is kept beside")
    options = parser.parse_args(arguments)
    os.umask(0o077)
    try:
        folder = restore(options.file, replace=options.replace, environment=os.environ)
    except (CannotRestore, archive.Broken) as reason:
        sys.stderr.write(f"{reason}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"The backup cannot be put in place: {error.strerror or error}. Nothing was deleted.\n")
        return 1
    # A program of its own, because it reads the settings and the keys that came with the backup.
    command = [sys.executable, str(ROOT / "manage.py"), "restored"]
    return subprocess.run(command, env={**os.environ, "REFLEX_DATA_DIR": str(folder)}, check=False).returncode


def restore(file: Path, *, replace: bool, environment: Mapping[str, str]) -> Path:
    """Put the backup in place and return the data folder. Raises CannotRestore, archive.Broken or OSError."""
    folder = Path(environment.get("REFLEX_DATA_DIR") or ROOT / ".data")
    url = database_url(environment)
    named = environ.Env.db_url_config(url) if url else _usual(folder)
    place = Place(folder, named, replace)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with locked(folder / "open.lock"):
            for left in folder.glob(f"{DRAFT}*"):
                # Of one that was cut short: it holds records, and room.
                shutil.rmtree(left)
            with tempfile.TemporaryDirectory(prefix=DRAFT, dir=folder) as draft:
                unpacked = Path(draft)
                manifest = archive.unpack(file, unpacked)
                _look(manifest, unpacked, place, environment)
                with _kept(place) as aside:
                    _put(manifest, unpacked, place, aside)
    except Taken:
        raise CannotRestore(OPEN) from None
    if not manifest.photos:
        sys.stdout.write(NO_PHOTOS.format(folder=folder) + "\n")
    return folder


def _usual(folder: Path) -> dict[str, Any]:
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / archive.SQLITE}


# looking before anything is changed


def _look(manifest: archive.Manifest, unpacked: Path, place: Place, environment: Mapping[str, str]) -> None:
    """Raise CannotRestore unless the backup fits its place and is whole."""
    if place.is_sqlite != (manifest.database == archive.SQLITE):
        wanted = archive.SQLITE if place.is_sqlite else archive.POSTGRESQL
        raise CannotRestore(OTHER_DATABASE.format(backup=KINDS[manifest.database], wanted=KINDS[wanted]))
    if not place.replace and _is_there(place):
        raise CannotRestore(THERE.format(folder=place.folder))
    _look_at_keys(manifest, unpacked, place, environment)
    if place.is_sqlite:
        try:
            with closing(sqlite3.connect(unpacked / archive.SQLITE)) as kept:
                fault = kept.execute("PRAGMA integrity_check(1)").fetchone()[0]
        except sqlite3.DatabaseError as error:
            fault = str(error)
        if fault != "ok":
            raise CannotRestore(f"The records in this backup are damaged ({fault}). Take another one.")


def _is_there(place: Place) -> bool:
    if place.is_sqlite:
        return place.file.exists()
    return bool(_postgresql(place, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))


def _look_at_keys(manifest: archive.Manifest, unpacked: Path, place: Place, environment: Mapping[str, str]) -> None:
    """The audit key in force afterwards is the one with which the records were sealed."""
    here, brought = place.folder / archive.KEYS, unpacked / archive.KEYS
    if key := environment.get("REFLEX_AUDIT_KEY"):
        where = "REFLEX_AUDIT_KEY"
    elif brought.exists():
        if here.exists() and here.read_bytes() != brought.read_bytes() and not place.replace:
            raise CannotRestore(KEYS_IN_THE_WAY.format(folder=place.folder))
        key, where = _audit_key(brought), "the backup"
    elif here.exists():
        key, where = _audit_key(here), str(here)
    else:
        raise CannotRestore(NO_KEYS.format(folder=place.folder))
    if archive.key_mark(key) != manifest.key:
        raise CannotRestore(OTHER_KEYS.format(where=where))


def _audit_key(file: Path) -> str:
    lines = (line.partition("=") for line in file.read_text(errors="replace").splitlines())
    return next((value.strip().strip("'\"") for name, _, value in lines if name.strip() == "REFLEX_AUDIT_KEY"), "")


# putting it in place


@contextmanager
def _kept(place: Place) -> Iterator[Path]:
    """A folder to put aside what is replaced; gone again when there was nothing."""
    aside = place.folder / "backups" / f"before-restore-{dt.datetime.now(dt.UTC):%Y-%m-%d-%H%M%S}"
    aside.mkdir(mode=0o700, parents=True)
    try:
        yield aside
    finally:
        if not any(aside.iterdir()):
            aside.rmdir()
        else:
            sys.stdout.write(f"What was there before is in {aside}\n")


def _put(manifest: archive.Manifest, unpacked: Path, place: Place, aside: Path) -> None:
    """First put everything aside, then put the backup where it was: cut short, both are still there."""
    if not place.is_sqlite:
        # The only part that may still be refused.
        _put_postgresql(unpacked / archive.POSTGRESQL, place, aside)
    _put_later_backups_aside(manifest, place, aside)
    brought = [name for name in (archive.KEYS, *archive.FOLDERS) if (unpacked / name).exists()]
    for name in brought:
        if (place.folder / name).exists():
            (place.folder / name).rename(aside / name)
        (unpacked / name).rename(place.folder / name)
    if place.is_sqlite:
        # An old write-ahead log beside a restored file would silently undo the restore.
        for end in ("-wal", "-shm", ""):
            old = place.file.with_name(place.file.name + end)
            if old.exists():
                shutil.move(old, aside / f"{archive.SQLITE}{end}")
        shutil.move(unpacked / archive.SQLITE, place.file)


def _put_later_backups_aside(manifest: archive.Manifest, place: Place, aside: Path) -> None:
    """Backups of days that now never were would be taken for proof that the chain of events was cut."""
    for path in (place.folder / "backups").glob("*.zip"):
        try:
            later = archive.read(path).number > manifest.number
        except archive.Broken:
            continue
        if later:
            path.rename(aside / path.name)


def _postgresql(place: Place, sql: str) -> Any:
    """Ask PostgreSQL one thing. Raises CannotRestore when it does not answer."""
    import psycopg

    told = {"dbname": "NAME", "host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    found = {name: str(place.database[key]) for name, key in told.items() if place.database.get(key)}
    try:
        with psycopg.connect(**found, autocommit=True) as connection:  # type: ignore[arg-type]
            asked = connection.execute(sql)
            row = asked.fetchone() if asked.description else None
            return row[0] if row else None
    except psycopg.Error as error:
        raise CannotRestore(f"PostgreSQL does not take it: {str(error).strip().splitlines()[0]}") from error


def _put_postgresql(dump: Path, place: Place, aside: Path) -> None:
    if not _is_there(place):
        _restore(dump, place)
        return
    _run("pg_dump", "--format=custom", "--no-owner", f"--file={aside / archive.POSTGRESQL}", place=place)
    # What is there stays whole under another name until the backup is in its place.
    _postgresql(place, f'ALTER SCHEMA public RENAME TO "{aside.name}"')
    try:
        _postgresql(place, "CREATE SCHEMA public")
        _restore(dump, place)
    except CannotRestore:
        _postgresql(place, "DROP SCHEMA IF EXISTS public CASCADE")
        _postgresql(place, f'ALTER SCHEMA "{aside.name}" RENAME TO public')
        raise
    _postgresql(place, f'DROP SCHEMA "{aside.name}" CASCADE')


def _restore(dump: Path, place: Place) -> None:
    _run("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", dump, place=place)


def _run(program: str, *options: str | Path, place: Place) -> None:
    name = str(place.database["NAME"])
    command = [program, *map(str, options), *([name] if program == "pg_dump" else [f"--dbname={name}"])]
    try:
        done = subprocess.run(command, env=environ_of(place.database), capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise CannotRestore(NO_PG) from None
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise CannotRestore(f"PostgreSQL does not take it: {said}")
