"""The way in: `python3 manage.py start`, `python3 manage.py test`, and every command of Django's.

This file must parse on an old Python, so that a person with one is told what to do.
"""

import os
import sys

OLD = "Reflexpractice needs Python 3.11 or newer; this is Python %d.%d. Install a newer one and try again."

# A few processes at once: each has a database and a browser of its own.
EVERYTHING = ["-n", "auto", "--maxprocesses", "4"]


def main() -> None:
    """Set the machine up where that is needed, then hand over to pytest or to Django."""
    if sys.version_info < (3, 11):  # noqa: UP036
        sys.exit(OLD % sys.version_info[:2])
    from reflexpractice import bootstrap, data_folder

    arguments = sys.argv[1:]
    bootstrap.enter(arguments)
    if arguments[:1] == ["test"]:
        sys.exit(run_tests(arguments[1:]))
    if arguments[:1] == ["checkplan"] and "--shipped" in arguments:
        # Content editors try their rules on a bare checkout, where no practice has been set up.
        from knowledge import case_file

        sys.exit(case_file.main(arguments[1:]))
    if arguments[:1] == ["restore"]:
        # On the day it is needed there may be no records, no keys and no settings.
        from reflexpractice import restoring

        sys.exit(restoring.main(arguments[1:]))
    data_folder.prepare(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reflexpractice.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


def run_tests(arguments: "list[str]") -> int:
    """pytest's exit status; `--benchmarks` runs the benchmarks in place of the tests."""
    import pytest

    if "--benchmarks" in arguments:
        arguments = [each for each in arguments if each != "--benchmarks"] + ["-s", "tests/benchmarks"]
    return int(pytest.main(arguments or EVERYTHING))


if __name__ == "__main__":
    main()
