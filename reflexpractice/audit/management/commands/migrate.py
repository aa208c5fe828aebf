"""`manage.py migrate`, after which every guard stands, even when a migration has failed."""

from typing import Any

from django.core.management.commands import migrate

from reflexpractice.audit import guards


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            super().handle(*args, **options)
        except BaseException:
            # They stepped aside before, and Django puts them back at a good end only.
            guards.reinstall(using=options["database"])
            raise
