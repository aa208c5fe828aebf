"""Checks worked cases, one JSON line each, against the published release or the shipped content."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from knowledge.case_file import PURPOSE, Unanswered, add_arguments, answer_file, shipped
from knowledge.library import Library, Tier


class Command(BaseCommand):
    """Read cases as JSON Lines, write one JSON line each, in order."""

    help = PURPOSE
    # A check of plans has nothing to say about the installation.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """FILE, --shipped and --tier."""
        add_arguments(parser)

    def handle(self, *, file: Path | None, tier: Tier, **options: Any) -> None:
        """Answer every line; exit status 1 when no check could be made of one of them."""
        library, error = shipped(tier) if options["shipped"] else published(tier)
        try:
            answer_file(library, error, file, self.stdout)
        except Unanswered as reason:
            raise CommandError(str(reason)) from None


def published(tier: Tier) -> tuple[Library | None, str]:
    """The library in force, or why there is none."""
    from knowledge.publishing import BrokenSeal, NoRelease, current_library

    try:
        return current_library().narrowed(tier), ""
    except (NoRelease, BrokenSeal) as reason:
        return None, str(reason)
    except DatabaseError:
        return None, "The database cannot be read."
