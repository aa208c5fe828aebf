"""Loads the shipped knowledge into the library's rows."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from knowledge.loading import Loaded, load
from knowledge.models import Release
from knowledge.publishing import PublishingFault, preview, publish
from knowledge.shipped import CONTENT, read_content


class Command(BaseCommand):
    help = "Check the content files, load them into the library's rows, and publish them if asked to."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=CONTENT, help="folder of content files")
        parser.add_argument("--check", action="store_true", help="only look for faults; load nothing")
        parser.add_argument("--publish", action="store_true", help="publish a release afterwards")
        parser.add_argument("--overwrite", action="store_true", help="put shipped rows back over your own versions")

    def handle(self, *args: Any, **options: Any) -> None:
        document, faults = read_content(options["folder"])
        if faults:
            total = f"{len(faults)} {'fault' if len(faults) == 1 else 'faults'}; nothing was loaded."
            raise CommandError("\n".join([*map(str, faults), total]))
        if options["check"]:
            self.stdout.write("The content files are sound.")
            return
        drafts = Release.objects.exists() and preview().is_new
        for loaded in load(document, overwrite=options["overwrite"]):
            self._report(loaded)
        if options["publish"]:
            self._publish(drafts=drafts)

    def _report(self, loaded: Loaded) -> None:
        figures = {"new": loaded.created, "changed": loaded.changed, "as before": loaded.unchanged}
        counts = ", ".join(f"{len(rows)} {words}" for words, rows in figures.items())
        self.stdout.write(f"{loaded.table.name}: {counts}")
        word = str(loaded.table.model._meta.verbose_name).upper()
        for row in loaded.kept:
            self.stdout.write(f"  kept your version of {word} {row.code}")
        for row in loaded.withdrawn:
            self.stdout.write(f"  no longer shipped: {word} {row.code}")

    def _publish(self, *, drafts: bool) -> None:
        """Publish, but never what the practice is still working on."""
        if drafts:
            self.stdout.write("Not published: some changes wait to be looked at. Publish them in the admin.")
            return
        try:
            release = publish(by=None, note="Shipped knowledge")
        except PublishingFault as error:
            raise CommandError(f"Loaded, but not published:\n{error}") from error
        self.stdout.write(f"Published: {release}")
