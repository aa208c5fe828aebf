"""Looks a whole practice over: is everything there, whole, safe, and still what it was?"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import shutil
import smtplib
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.core.mail import get_connection
from django.db import DatabaseError, connection
from django.utils import timezone

from clients.models import Consent
from knowledge.models import Release
from reflexpractice import backup, checks, database
from reflexpractice.audit import chain, guards
from reflexpractice.audit.models import Event
from sessions.aftercare.sheet import hash_of
from sessions.models import AftercareSheet
from sessions.photos import faults_of_photos
from sessions.write_up.verifying import faults_of_notes

MOST_NAMED = 5
LEAST_ROOM = 1024**3
OLDEST_BACKUP = dt.timedelta(days=3)

START = "Run “python3 manage.py start”."
TAMPERED = (
    "Somebody changed the records past the program. Keep a copy of everything as it is, find out who can reach this "
    "database, and compare with your backups."
)


@dataclass(frozen=True)
class Finding:
    """One point that was looked at: how it is, and what to do when it is not well."""

    name: str
    ok: bool
    words: str
    todo: str = ""


Examination = Callable[[], Finding]


def examine(*, seals: dict[int, str] | None = None, with_email: bool = False) -> list[Finding]:
    """Look at everything; `seals` are ends of the chain that were written down, by number.

    Never raises for what is wrong: that is what findings are for. When the database cannot be read, the rest that
    needs it is left out.
    """
    without_records = (database_answers, secrets_are_safe, there_is_room, *([email_goes] if with_email else ()))
    found = [_surely(each) for each in without_records]
    if found[0].ok:
        found += [_surely(each) for each in OF_THE_RECORDS]
        found.append(_surely(lambda: events_are_whole(seals or {})))
    return found


def _surely(examination: Examination) -> Finding:
    try:
        return examination()
    except (DatabaseError, OSError, database.Unusable) as error:
        name = getattr(examination, "__name__", "events_are_whole").replace("_", " ").capitalize()
        said = str(error) if isinstance(error, database.Unusable) else database.plain(error)
        return Finding(name, False, said, "Mend this first, then run the doctor again.")


def report(findings: Sequence[Finding]) -> list[dict[str, object]]:
    """The findings as plain values, for a machine."""
    return [asdict(each) for each in findings]


def _judged(name: str, faults: Sequence[str], well: str, todo: str) -> Finding:
    """A finding out of sentences about faults; none of them is well."""
    if not faults:
        return Finding(name, True, well)
    named = " ".join(faults[:MOST_NAMED])
    more = len(faults) - MOST_NAMED
    return Finding(name, False, f"{named} And {more} more." if more > 0 else named, todo)


# what needs no records


def database_answers() -> Finding:
    """The database is there, ours, and not newer than the program."""
    name = "Database"
    if connection.vendor == "sqlite" and not Path(settings.DATABASES["default"]["NAME"]).exists():
        return Finding(name, False, f"There is no practice in {settings.DATA_DIR} yet.", START)
    connection.ensure_connection()
    database.look()
    if not connection.introspection.table_names():
        return Finding(name, False, f"The database {database.place()} is empty.", START)
    return Finding(name, True, f"{database.place()} answers.")


def secrets_are_safe() -> Finding:
    """Both secrets are strong, and nobody else on this computer can read the records or the keys."""
    faults = [str(each.msg) for each in checks.secrets_are_strong(None)]
    faults += [f"{path} can be read by everybody on this computer." for path in _private() if _is_open(path)]
    todo = "Make weak secrets anew only before there are records. For files: chmod 600 the file, chmod 700 the folder."
    return _judged("Secrets", faults, "Long, random, and for your eyes only.", todo)


def _private() -> Iterator[Path]:
    folder = Path(settings.DATA_DIR)
    yield from (folder / "secrets.env", folder / "practice.sqlite3", *backup.kept())


def _is_open(path: Path) -> bool:
    if os.name == "nt" or not path.exists():
        return False
    # A folder that nobody else enters keeps what lies in it.
    closed = any(not each.stat().st_mode & (stat.S_IXGRP | stat.S_IXOTH) for each in path.parents if each.exists())
    return not closed and bool(path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH))


def there_is_room() -> Finding:
    """There is room on the disk for the work of the next weeks."""
    folder = Path(settings.DATA_DIR)
    free = shutil.disk_usage(folder if folder.exists() else folder.anchor).free
    words = f"{free / 1024**3:.1f} GB free."
    todo = "Make room: a full disk takes no more notes and no backups."
    return Finding("Disk", free >= LEAST_ROOM, words, "" if free >= LEAST_ROOM else todo)


def email_goes() -> Finding:
    """The server for letters lets us in; nothing is sent."""
    server = get_connection()
    try:
        server.open()
        server.close()
    except (OSError, smtplib.SMTPException) as error:
        return Finding("E-mail", False, f"The server refuses: {error}.", "Look at EMAIL_URL in the settings.")
    return Finding("E-mail", True, "Letters can be sent.")


# what is in the records


def file_is_whole() -> Finding:
    """The database itself finds no fault in what it holds."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA integrity_check(5)")
            faults = [row[0] for row in cursor.fetchall() if row[0] != "ok"]
            cursor.execute("PRAGMA foreign_key_check")
            faults += [f"A row of {row[0]} points to nothing in {row[2]}." for row in cursor.fetchmany(20)]
        else:
            cursor.execute("SELECT conname FROM pg_constraint WHERE NOT convalidated")
            faults = [f"{row[0]} does not hold." for row in cursor.fetchall()]
    faults += [str(each.msg) for each in checks.sqlite_keeps_promises(None, databases=["default"])]
    return _judged("Records", faults, "The database is whole.", "Restore your last backup: docs/install.md.")


def is_up_to_date() -> Finding:
    """The database is of this version of the program."""
    faults = ["The database is older than the program."] if database.pending_migrations() else []
    return _judged("Version", faults, "Database and program belong together.", START)


def guards_stand() -> Finding:
    """Every guard of the signed records stands, and says what it should."""
    faults = [f"{name} is missing." for name in guards.missing()]
    faults += [f"{name} was changed." for name in guards.altered()]
    count = len(guards.registered())
    todo = "“python3 manage.py start” puts them back. Then read below what was changed meanwhile, and find out by whom."
    return _judged("Guards", faults, f"{count} kinds of records are guarded.", todo)


def releases_are_whole() -> Finding:
    """Every release is what was published; the newest is what checks read."""
    told = {
        key: detail.get("seal", "")
        for key, detail in Event.objects.filter(act="knowledge.published").values_list("record_key", "detail")
    }
    faults, newest = [], 0
    for row in Release.objects.order_by("number").iterator(chunk_size=10):
        newest = row.number
        if not row.is_whole or told.pop(str(row.pk), row.seal) != row.seal:
            faults.append(f"Release {row.number} is not what was published.")
    faults += [f"Release {detail} is gone." for detail in told]
    if not newest:
        faults.append("Nothing is published, so nothing can be checked.")
    todo = "Publish the library again. Then compare with your backups: somebody changed it past the program."
    return _judged("Knowledge", faults, f"Release {newest} is sealed.", todo)


def notes_are_whole() -> Finding:
    """Every signed note is what was signed."""
    return _judged("Signed notes", faults_of_notes(), "All are as they were signed.", TAMPERED)


def consents_are_whole() -> Finding:
    """Every consent stands in the words that were shown."""
    rows = Consent.objects.values_list("pk", "words", "words_hash").order_by("pk").iterator(chunk_size=500)
    faults = [
        f"The words of consent {pk} are not those that were shown."
        for pk, words, kept in rows
        if hashlib.sha256(words.encode()).hexdigest() != kept
    ]
    return _judged("Consents", faults, "All are in the words that were shown.", TAMPERED)


def aftercare_is_whole() -> Finding:
    """Every aftercare sheet says what was given to the client."""
    told = {
        key: detail.get("hash", "")
        for key, detail in Event.objects.filter(act="aftercare.given").values_list("record_key", "detail")
    }
    faults = []
    for pk, content, kept in AftercareSheet.objects.values_list("pk", "content", "content_hash").order_by("pk"):
        if hash_of(content) != kept or told.pop(str(pk), "") != kept:
            faults.append(f"Aftercare sheet {pk} is not what was given.")
    faults += [f"Aftercare sheet {gone} is gone." for gone in told]
    return _judged("Aftercare", faults, "Every sheet says what was given.", TAMPERED)


def photos_are_whole() -> Finding:
    """Every photo is there and what was kept."""
    todo = "Put missing ones back from a backup. A picture without a record was left by a crash: move it away."
    return _judged("Photos", faults_of_photos(), "All are there, as they were kept.", todo)


def backup_is_young() -> Finding:
    """A backup was made lately, and the newest one here can be read."""
    name, todo = "Backup", "Run “python3 manage.py backup FOLDER”, with the folder on another disk."
    # What was restored a moment ago is in a backup.
    last = (
        Event.objects.filter(act__in=["backup.made", "practice.restored"])
        .order_by("-number")
        .values_list("at", flat=True)
        .first()
    )
    if last is None:
        return Finding(name, False, "No backup was ever made.", todo)
    faults = [] if timezone.now() - last <= OLDEST_BACKUP else [f"The last one is of {_day(last)}."]
    here = backup.kept()
    if here and (fault := backup.fault_of(here[-1])):
        faults.append(fault)
    return _judged(name, faults, f"The last one is of {_day(last)}.", todo)


def _day(moment: dt.datetime) -> str:
    return f"{timezone.localtime(moment):%d %b %Y, %H:%M}"


def events_are_whole(seals: dict[int, str]) -> Finding:
    """Every event is there, unchanged and in order, and the backups remember the same ones."""
    faults = chain.faults({**backup.seals(), **seals})
    number, last = chain.end()
    # Together these are what is worth writing down elsewhere.
    return _judged("Events", faults, f"{number} events, every link holds. Seal {number}:{last}", TAMPERED)


OF_THE_RECORDS: tuple[Examination, ...] = (
    file_is_whole,
    is_up_to_date,
    guards_stand,
    releases_are_whole,
    notes_are_whole,
    consents_are_whole,
    aftercare_is_whole,
    photos_are_whole,
    backup_is_young,
)
