"""Does all that is due; for a job that runs every five minutes."""

from typing import Any

from django.core.management.base import BaseCommand

from sessions.models import Notice, ReminderSettings
from sessions.notices.sending import is_set_up
from sessions.ticking import tick


class Command(BaseCommand):
    help = "Send the letters that are due. It may run as often as you like: nothing goes off twice."

    def handle(self, *args: Any, **options: Any) -> None:
        done = tick()
        told = [f"{state.label}: {done[state]}" for state in Notice.State if done[state]]
        self.stdout.write(". ".join(told) if told else "Nothing was due.")
        if ReminderSettings.current().is_on and not is_set_up():
            self.stderr.write("Reminders are on, but e-mail is not set up: set EMAIL_URL.")
