"""The sample practice behind `manage.py start --demo`."""

import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from reflexpractice.accounts.models import Practice
from sessions.sample import create_sample_practice, keep_up
from sessions.sample.practice import ASSISTANT, COLLEAGUE, DESK, OWNER


class Command(BaseCommand):
    help = "Create the sample practice, or bring its diary up to today; prints how to sign in."

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.localdate()
        kept = Path(settings.DATA_DIR) / "sample-sign-in.txt"
        if not Practice.objects.exists():
            password = secrets.token_urlsafe(9)
            create_sample_practice(password=password, today=today)
            _keep(kept, password)
        else:
            keep_up(today=today)
        password = kept.read_text().strip() if kept.exists() else "the password you gave it"
        people = f"{OWNER} (owner), {COLLEAGUE} (practitioner), {ASSISTANT} (assistant) or {DESK} (reception)"
        self.stdout.write(f"Sign in as {people}.")
        self.stdout.write(f"Password for all four: {password}")


def _keep(path: Path, password: str) -> None:
    """For the next start; nobody else on this machine may read it."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(password + "\n")
