"""A file of worked cases, answered line by line; with the shipped content it needs neither settings nor a database."""

import argparse
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from knowledge.library import Library, Tier
from knowledge.shipped import read_content
from knowledge.worked_cases import answer

PURPOSE = "Check plans written as JSON Lines, from a file or from standard input, and answer each with one line."


class Written(Protocol):
    """Where answers go: standard output, or what a caller of the command has put in its place."""

    def write(self, text: str, /) -> object:
        """Write some text."""

    def flush(self) -> object:
        """Send on what was written."""


class Unanswered(Exception):
    """Some lines could not be answered with a check, or the file could not be read; says which."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE, --shipped and --tier."""
    parser.add_argument("file", nargs="?", type=Path, help="JSON Lines; standard input when left out")
    parser.add_argument("--shipped", action="store_true", help="check against the content files of the checkout")
    parser.add_argument("--tier", choices=("all", "core"), default="all", help="which rules apply")


def main(arguments: list[str]) -> int:
    """Answer a file against the shipped content, without Django; the exit status."""
    parser = argparse.ArgumentParser(prog="manage.py checkplan", description=PURPOSE)
    add_arguments(parser)
    chosen = parser.parse_args(arguments)
    try:
        answer_file(*shipped(chosen.tier), chosen.file, sys.stdout)
    except Unanswered as reason:
        print(reason, file=sys.stderr)  # noqa: T201
        return 1
    return 0


def shipped(tier: Tier) -> tuple[Library | None, str]:
    """The library of the content files, or why there is none."""
    document, faults = read_content()
    if faults:
        return None, f"The shipped knowledge is not sound: {faults[0]}"
    return Library.compile(document, tier), ""


def answer_file(library: Library | None, error: str, file: Path | None, out: Written) -> None:
    """Write one line for each case of a file, or of standard input. Raises Unanswered."""
    try:
        if file is None:
            unmade = _answer(library, error, sys.stdin.buffer, out)
        else:
            with file.open("rb") as lines:
                unmade = _answer(library, error, lines, out)
    except BrokenPipeError:
        # Whoever reads has gone away; without this Python complains once more on leaving.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise Unanswered("Nobody reads the answers any more.") from None
    except (OSError, ValueError) as problem:
        raise Unanswered(f"{file} cannot be read: {getattr(problem, 'strerror', problem)}.") from None
    if unmade:
        raise Unanswered(f"No check could be made of {unmade} of the lines.")


def _answer(library: Library | None, error: str, lines: Iterable[bytes], out: Written) -> int:
    """Write the answers; how many lines were no good."""
    unmade = 0
    for line in lines:
        if not line.strip(b"\xef\xbb\xbf \t\r\n"):
            continue
        reply = answer(library, line, error=error)
        unmade += not reply.made
        out.write(reply.line + "\n")
        out.flush()
    return unmade
