"""Keeping copies of a whole practice: by hand, and by itself once a day while it is open."""

from __future__ import annotations

import datetime as dt
import logging
import os
import shutil
import sqlite3
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from reflexpractice import archive, database
from reflexpractice.audit import chain
from reflexpractice.audit.models import ChainHead, Event
from reflexpractice.data_folder import settle_folder
from reflexpractice.lock import locked
from reflexpractice.postgresql import environ_of

logger = logging.getLogger(__name__)

DRAFT = ".backup-"
DAILY_KEPT = 14
EVERY = dt.timedelta(days=1)
LOOK_EVERY = 600.0  # seconds

NO_PG_DUMP = "pg_dump, a part of PostgreSQL, is not on this computer. Install postgresql-client, then try again."


class CannotBackUp(Exception):
    """No backup was made; says why in one sentence."""


@dataclass(frozen=True)
class Made:
    """A backup that was made, and the end of the chain of events in it."""

    path: Path
    number: int
    seal: str


def make(folder: Path | None = None, *, with_keys: bool = False, daily: bool = False) -> Made:
    """Copy records and files into one archive, consistent although others may be writing; an event tells of it.

    A daily one leaves the photos out: they lie beside it on the same disk, and are written once. Raises CannotBackUp.
    """
    folder = folder or _folder()
    try:
        with locked(Path(settings.DATA_DIR) / "backup.lock", on_wait=lambda: None):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            for left in folder.glob(f"{DRAFT}*"):
                # Of one that was cut short: it holds records, and room.
                shutil.rmtree(left)
            now, path = _free_name(folder, "daily" if daily else "practice")
            with tempfile.TemporaryDirectory(prefix=DRAFT, dir=folder) as draft:
                number, seal = _write(Path(draft), path, now, with_keys=with_keys, photos=not daily)
    except OSError as error:
        raise CannotBackUp(f"The backup cannot be written to {folder}: {error.strerror or error}.") from error
    except DatabaseError as error:
        raise CannotBackUp(database.plain(error)) from error
    _tell(number, seal, with_keys=with_keys, daily=daily)
    return Made(path, number, seal)


def _free_name(folder: Path, kind: str) -> tuple[dt.datetime, Path]:
    """This second, or the next of which there is no backup yet."""
    now = dt.datetime.now(dt.UTC)
    while (path := folder / f"{kind}-{now:%Y-%m-%d-%H%M%S}.zip").exists():
        now += dt.timedelta(seconds=1)
    return now, path


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "backups"


def _write(draft: Path, path: Path, now: dt.datetime, *, with_keys: bool, photos: bool) -> tuple[int, str]:
    """Make the archive beside its place, then put it there whole."""
    if connection.vendor == "sqlite":
        name, copy = archive.SQLITE, draft / archive.SQLITE
        number, seal = _copy_sqlite(copy)
    else:
        name, copy = archive.POSTGRESQL, draft / archive.POSTGRESQL
        # Read before the dump: every dump after it holds this event.
        number, seal = chain.end()
        _dump_postgresql(copy)
    files = [(name, copy), *_files(with_keys=with_keys, photos=photos)]
    told = {"made_at": now.isoformat(timespec="seconds"), "number": number, "seal": seal, "photos": photos}
    archive.write(draft / "whole.zip", files, {**told, "key": archive.key_mark(settings.AUDIT_KEY)})
    _settle(draft / "whole.zip")
    (draft / "whole.zip").replace(path)
    settle_folder(path.parent)
    return number, seal


def _copy_sqlite(copy: Path) -> tuple[int, str]:
    with connection.cursor() as cursor:
        # A copy of the file alone would miss what is still in the write-ahead log.
        cursor.execute("VACUUM INTO %s", [str(copy)])
    with closing(sqlite3.connect(copy)) as kept:
        faults = kept.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if faults != "ok":
            raise CannotBackUp(f"The records are damaged ({faults}). Keep your last backups, and run the doctor.")
        head = kept.execute(f'SELECT number, hash FROM "{ChainHead._meta.db_table}"').fetchone()  # noqa: S608  # nosec B608
    return head or (0, chain.START)


def _dump_postgresql(copy: Path) -> None:
    configured = connection.settings_dict
    command = ["pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={copy}", configured["NAME"]]
    try:
        done = subprocess.run(command, env=environ_of(configured), capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise CannotBackUp(NO_PG_DUMP) from None
    if done.returncode:
        raise CannotBackUp(f"PostgreSQL could not be copied: {done.stderr.strip().splitlines()[-1]}")


def _files(*, with_keys: bool, photos: bool) -> Iterator[tuple[str, Path]]:
    data = Path(settings.DATA_DIR)
    if with_keys and (data / archive.KEYS).exists():
        yield archive.KEYS, data / archive.KEYS
    for folder in archive.FOLDERS:
        if folder != "photos" or photos:
            for file in sorted((data / folder).rglob("*")):
                name = file.relative_to(data).as_posix()
                # What is just being written has another name, and is none of the records yet.
                if file.is_file() and archive.NAMES.fullmatch(name) and file.suffix != ".new":
                    yield name, file


def _settle(file: Path) -> None:
    """Wait until a file is on the disk, for its owner only."""
    file.chmod(0o600)
    with file.open("rb+") as written:
        os.fsync(written.fileno())


def _tell(number: int, seal: str, *, with_keys: bool, daily: bool) -> None:
    head, _ = ChainHead.objects.get_or_create(pk=1)
    detail = {"number": number, "seal": seal, "keys": with_keys, "daily": daily}
    chain.record("backup.made", head, by=None, detail=detail)


# what is kept in the data folder


def kept() -> list[Path]:
    """The backups in the data folder, oldest first."""
    return sorted(_folder().glob("*.zip"), key=lambda path: path.name.partition("-")[2])


def seals() -> dict[int, str]:
    """Ends of the chain that the backups in the data folder remember; one that cannot be read remembers nothing."""
    remembered = {}
    for path in kept():
        try:
            manifest = archive.read(path)
        except (archive.Broken, OSError):
            continue
        if manifest.number:
            remembered[manifest.number] = manifest.seal
    return remembered


def fault_of(path: Path) -> str:
    """What is wrong with a backup, in a sentence; empty when it is whole."""
    try:
        archive.verify(path)
    except (archive.Broken, OSError) as error:
        return str(error)
    return ""


# once a day


@contextmanager
def daily() -> Iterator[None]:
    """While the practice is open, see to it that there is a copy of each day; the newest fourteen are kept."""
    closing_time = threading.Event()

    def keep() -> None:
        while True:
            try:
                if_due()
            except (CannotBackUp, DatabaseError, OSError) as error:
                # The doctor tells when this goes on; the work goes on meanwhile.
                logger.error("The daily backup was not made: %s", error)
            finally:
                connection.close()
            if closing_time.wait(LOOK_EVERY):
                return

    keeper = threading.Thread(target=keep, name="daily backup", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        closing_time.set()


def if_due() -> Made | None:
    """Make the daily backup unless one was made within a day, or nothing happened since; tidy old ones away."""
    last = Event.objects.filter(act="backup.made", detail__daily=True).order_by("-number").first()
    if last and dt.datetime.now(dt.UTC) - last.at < EVERY:
        return None
    if not Event.objects.exclude(act="backup.made").filter(number__gt=last.number if last else 0).exists():
        return None
    made = make(daily=True)
    for old in sorted(_folder().glob("daily-*.zip"))[:-DAILY_KEPT]:
        old.unlink(missing_ok=True)
    return made
