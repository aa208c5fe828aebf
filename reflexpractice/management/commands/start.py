"""Opens the practice: prepares the database and the knowledge, says where to go, and serves."""

import sys
from argparse import ArgumentParser, ArgumentTypeError
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand

from knowledge.models import Release
from knowledge.publishing import BrokenSeal, NoRelease, current_library
from reflexpractice import backup, database, door
from reflexpractice.accounts.setup import open_setup
from reflexpractice.lock import Taken, locked
from sessions.ticking import ticking


class CannotStart(Exception):
    """Says in one sentence why the practice stays closed."""


def port_number(text: str) -> int:
    """A port from the command line; 0 takes any that is free."""
    if not (text.isascii() and text.isdecimal()) or int(text) > 65535:
        raise ArgumentTypeError("a port is a number from 0 to 65535")
    return int(text)


class Command(BaseCommand):
    help = "Open the practice, or with --demo a sample practice of its own."
    # The database is looked at first, with sentences of our own.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true", help="open a sample practice, apart from yours")
        parser.add_argument("--port", type=port_number, default=8000, help="where to listen (8000)")
        parser.add_argument("--host", default="127.0.0.1", help="whom to listen to (this computer only)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.open(options["host"], options["port"], demo=options["demo"])
        except (CannotStart, database.Unusable, door.Shut) as reason:
            self.stderr.write(str(reason))
            sys.exit(1)
        except KeyboardInterrupt:
            sys.exit(130)

    def open(self, host: str, port: int, *, demo: bool) -> None:
        """Hold the data folder and the address, prepare, and serve."""
        folder = Path(settings.DATA_DIR)
        try:
            with locked(folder / "open.lock"), door.take(host, port) as taken:
                address = door.address_of(taken, host)
                (folder / "open-at").write_text(address)
                self.prepare(demo=demo)
                self.welcome(address, host)
                with backup.daily(), ticking():
                    door.serve(taken, self.application())
                self.say("Closed.")
        except Taken:
            raise CannotStart(already_open(folder)) from None

    def prepare(self, *, demo: bool) -> None:
        """Database, knowledge, sample practice: whatever is not there yet."""
        self.say("Preparing the database")
        for notice in database.bring_up_to_date():
            self.say(notice)
        self.load_knowledge()
        if demo:
            call_command("create_sample_practice", stdout=self.stdout)
        self.check_promises()

    def load_knowledge(self) -> None:
        """Load what is shipped; publish it unless the practice is at work on a version of its own."""
        report = StringIO()
        try:
            call_command("load_knowledge", "--publish", stdout=report)
        except CommandError as error:
            self.stderr.write(f"The shipped knowledge was not taken in:\n{error}")
        for line in report.getvalue().splitlines():
            if line.startswith(("  kept", "Not published")):
                self.say(line.strip())
        self.say(knowledge_in_force())

    def check_promises(self) -> None:
        """Refuse to serve while a promise about the records does not hold."""
        found = [each for each in checks.run_checks(databases=["default"]) if each.level >= checks.ERROR]
        if found:
            raise CannotStart("\n".join(str(each.msg) for each in found))

    def welcome(self, address: str, host: str) -> None:
        """Where to go; for a new installation, the address at which the first person claims it."""
        if host not in (*door.EVERYWHERE, *settings.ALLOWED_HOSTS):
            settings.ALLOWED_HOSTS.append(host)
        if token := open_setup():
            self.say("This installation is new. Set your practice up here; the address works once:")
            self.say(f"  {address}set-up/{token}/")
        else:
            self.say(f"Open {address}")
        self.say("Ctrl-C closes it.")

    def application(self) -> Any:
        # WhiteNoise looks here first, and warns when there is nowhere to look.
        Path(settings.STATIC_ROOT).mkdir(exist_ok=True)
        from reflexpractice.wsgi import application

        return application

    def say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()


def already_open(folder: Path) -> str:
    """Where the practice is open already."""
    known = folder / "open-at"
    return f"This practice is already open at {known.read_text() if known.exists() else 'another address'}"


def knowledge_in_force() -> str:
    """The release that checks read, in a sentence."""
    try:
        library = current_library()
    except NoRelease:
        return "Knowledge library: nothing is published, so nothing can be checked."
    except BrokenSeal:
        number = Release.objects.order_by("-number").values_list("number", flat=True).first()
        return f"Knowledge library: release {number} was changed after it was published; nothing can be checked."
    return f"Knowledge library: release {library.number}, {len(library.rules)} rules"
