"""What `restore` does last: bring the records up to date, note the restore among the events, look everything over."""

from typing import Any

from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand

from reflexpractice import database
from reflexpractice.audit import chain
from reflexpractice.audit.models import ChainHead


class Command(BaseCommand):
    help = "Finish a restore; “restore” calls it."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            # Among other things this puts every guard back.
            for notice in database.bring_up_to_date():
                self.stdout.write(notice)
        except database.Unusable as reason:
            raise CommandError(str(reason)) from None
        head, _ = ChainHead.objects.get_or_create(pk=1)
        chain.record("practice.restored", head, by=None, detail={"number": head.number, "seal": head.hash})
        self.stdout.write("The backup is in place.\n\n")
        call_command("doctor", stdout=self.stdout)
