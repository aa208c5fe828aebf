"""Keeps a copy of the whole practice in one file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reflexpractice import backup

WITH_KEYS = "The keys are in it: whoever has this file can read everything and write a new history. Keep it under lock."
WITHOUT_KEYS = (
    "The keys (secrets.env) are not in it. Keep a copy of them in another place: without them the audit of the "
    "records cannot be verified after a restore."
)


class Command(BaseCommand):
    help = "Copy the records and photos into one file, while the practice may stay open."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, help="where to; backups/ in the data folder otherwise")
        parser.add_argument("--with-keys", action="store_true", help="put secrets.env in as well")

    def handle(self, *, folder: Path | None, with_keys: bool, **options: Any) -> None:
        try:
            made = backup.make(folder, with_keys=with_keys)
        except backup.CannotBackUp as reason:
            raise CommandError(str(reason)) from None
        self.stdout.write(f"The backup is {made.path}")
        self.stdout.write(f"Seal {made.number}:{made.seal}")
        self.stdout.write(WITH_KEYS if with_keys else WITHOUT_KEYS)
