"""Is the database ours, whole and of this version; keeping a copy of it; bringing it up to date."""

import datetime as dt
import os
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from reflexpractice.audit import guards

OURS = ("accounts", "audit", "knowledge", "clients", "treatments")


class Unusable(Exception):
    """The database cannot be used as it is; says why in one sentence."""


def bring_up_to_date() -> list[str]:
    """Look, keep a copy, migrate; sentences about what a person should know. Raises `Unusable`."""
    try:
        look()
        pending = pending_migrations()
        notices = keep_copy() if pending else healed_guards()
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
    except (DatabaseError, OSError) as error:
        raise Unusable(plain(error)) from error
    return notices


def look() -> None:
    """Raise `Unusable` unless the database is empty, or ours, whole and not newer than the program."""
    tables = set(connection.introspection.table_names())
    if connection.vendor == "sqlite" and (faults := broken_pages()):
        raise Unusable(f"The database {place()} is damaged ({faults}). Restore your last backup.")
    if not tables:
        return
    applied = set(MigrationLoader(connection).applied_migrations) if "django_migrations" in tables else set()
    if is_foreign(tables, {label for label, _ in applied}):
        raise Unusable(f"The database {place()} belongs to another program. Nothing was changed.")
    unknown = sorted(applied - set(MigrationLoader(connection).disk_migrations))
    if newer := [f"{label} {name}" for label, name in unknown if label in OURS]:
        raise Unusable(
            f"The database {place()} was last used by a newer version of this program ({newer[-1]}). "
            "Update the program, then start it again. Nothing was changed."
        )


def is_foreign(tables: set[str], migrated: set[str]) -> bool:
    """Whether tables and migrated apps are another program's; a first start cut short leaves some of Django's."""
    if "django_migrations" not in tables:
        return True
    installed = {app.label for app in apps.get_app_configs()}
    return "accounts" not in migrated and not migrated <= installed


def broken_pages() -> str:
    """What SQLite finds wrong with the file; empty when it is whole."""
    with connection.cursor() as cursor:
        found = str(cursor.execute("PRAGMA quick_check(1)").fetchone()[0])
    return "" if found == "ok" else found.splitlines()[-1]


def pending_migrations() -> bool:
    """Whether the program is newer than the database."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def keep_copy() -> list[str]:
    """Put a copy of a SQLite practice beside it before it is changed; where it lies, if there was one to keep."""
    if connection.vendor != "sqlite" or not connection.introspection.table_names():
        return []
    folder = Path(settings.DATA_DIR) / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    copy = folder / f"before-update-{dt.datetime.now(dt.UTC):%Y-%m-%d-%H%M%S}.sqlite3"
    draft = copy.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with connection.cursor() as cursor:
        # A copy of the file alone would miss what is still in the write-ahead log.
        cursor.execute("VACUUM INTO %s", [str(draft)])
    os.chmod(draft, 0o600)  # noqa: PTH101
    draft.replace(copy)
    return [f"A copy from before the update is in {copy}"]


def healed_guards() -> list[str]:
    """A sentence when guards were missing; migrating puts them back."""
    gone = guards.missing()
    if not gone:
        return []
    return [f"{len(gone)} guards of signed records were missing and are back. Look at the audit for why."]


def place() -> str:
    """Which database is meant, without its password."""
    configured = connection.settings_dict
    if connection.vendor == "sqlite":
        return str(configured["NAME"])
    return f"“{configured['NAME']}” at {configured['HOST'] or 'this computer'}:{configured['PORT'] or 5432}"


def plain(error: Exception) -> str:
    """A database's complaint in one sentence that says what to do."""
    text = " ".join(str(error).split())
    return plain_sqlite(text) if connection.vendor == "sqlite" else plain_postgresql(text)


def plain_postgresql(text: str) -> str:
    """PostgreSQL's complaint in one sentence."""
    if "does not exist" in text and "database" in text:
        return f"There is no PostgreSQL database {place()}. Create it, then start again."
    if "authentication failed" in text or "no password supplied" in text:
        return f"The PostgreSQL database {place()} refuses the user or the password in DATABASE_URL."
    if "permission denied" in text:
        return f"The user in DATABASE_URL may not make tables in the PostgreSQL database {place()}."
    if "connection" in text or "host" in text:
        return f"The PostgreSQL database {place()} cannot be reached. Is it running, and is DATABASE_URL right?"
    return f"The PostgreSQL database {place()} cannot be used: {text}"


def plain_sqlite(text: str) -> str:
    """SQLite's complaint in one sentence."""
    if "not a database" in text:
        return f"{place()} is not a database. Move it away, or restore your last backup."
    if "malformed" in text:
        return f"The database {place()} is damaged. Restore your last backup."
    if "readonly" in text or "unable to open" in text or "Permission denied" in text:
        return f"The database {place()} cannot be written to. Check the owner of the file and of its folder."
    if "locked" in text:
        return f"The database {place()} is being used by another program. Close that one, then start again."
    if "full" in text or "No space" in text:
        return "The disk is full. Make room, then start again; nothing was lost."
    return f"The database {place()} cannot be used: {text}"
