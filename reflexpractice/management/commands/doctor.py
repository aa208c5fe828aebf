"""Looks the practice over and says, point by point, what is well and what to do about the rest."""

import json
import re
import sys
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand

from reflexpractice.doctor import Finding, examine, report


def kept_seal(text: str) -> tuple[int, str]:
    """A seal as the doctor prints it: the number of the event, a colon, 64 characters."""
    if not re.fullmatch(r"[0-9]{1,18}:[0-9a-f]{64}", text):
        raise ArgumentTypeError("a seal is a number, a colon and 64 characters, as the doctor prints it")
    number, _, seal = text.partition(":")
    return int(number), seal


class Command(BaseCommand):
    help = "Look the practice over; exit status 1 when something needs you."
    # What is wrong is what it is there to tell.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="for a machine")
        parser.add_argument("--email", action="store_true", help="also ask the server for letters to let us in")
        parser.add_argument(
            "--seal", action="append", type=kept_seal, default=[], help="a seal you wrote down: NUMBER:SEAL"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        findings = examine(seals=dict(options["seal"]), with_email=options["email"])
        if options["json"]:
            self.stdout.write(json.dumps(report(findings), indent=2, ensure_ascii=False))
        else:
            for finding in findings:
                self.tell(finding)
        unwell = sum(not finding.ok for finding in findings)
        if not options["json"]:
            self.stdout.write(f"\n{unwell} of {len(findings)} points need you." if unwell else "\nAll is well.")
        if unwell:
            sys.exit(1)

    def tell(self, finding: Finding) -> None:
        """One line, and what to do below it."""
        self.stdout.write(f"{'ok    ' if finding.ok else 'NOT OK'}  {finding.name}: {finding.words}")
        if finding.todo and not finding.ok:
            self.stdout.write(f"        What to do: {finding.todo}")
