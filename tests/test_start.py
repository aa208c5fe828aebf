"""`start` on a new machine, a second time, and on everything that can be wrong."""

import os
import re
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 180  # seconds

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def start(folder: Path) -> Iterator[Start]:
    """Run `manage.py start` on the test's own data folder; whatever still runs is ended."""
    running: list[subprocess.Popen[str]] = []

    def run(*arguments: str, **environ: str) -> "subprocess.Popen[str]":
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("REFLEX_", "DJANGO_"))}
        kept.pop("DATABASE_URL", None)
        kept |= {"REFLEX_NO_BOOTSTRAP": "1", "REFLEX_DATA_DIR": str(folder), "PYTHONUNBUFFERED": "1", **environ}
        process = subprocess.Popen(
            [sys.executable, "manage.py", "start", *arguments],
            cwd=ROOT,
            env=kept,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        running.append(process)
        return process

    yield run
    for process in running:
        process.kill()
        process.communicate()


def refusal(process: "subprocess.Popen[str]") -> str:
    """The one sentence with which a start that cannot be ends."""
    _, error = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    return error.strip()


def spoken(process: "subprocess.Popen[str]") -> list[str]:
    """What a start says until it serves."""
    lines: list[str] = []
    patience = threading.Timer(PATIENCE, process.kill)
    patience.start()
    assert process.stdout
    for line in process.stdout:
        lines.append(line.rstrip("\n"))
        if line.startswith("Ctrl-C"):
            break
    patience.cancel()
    return lines


def make_database(folder: Path, *statements: str) -> Path:
    """A SQLite file where the practice's would be, and secrets beside it."""
    folder.mkdir(exist_ok=True)
    secrets = "".join(f"{name}={name * 3}-0123456789\n" for name in ("REFLEX_SECRET_KEY", "REFLEX_AUDIT_KEY"))
    (folder / "secrets.env").write_text(secrets)
    file = folder / "practice.sqlite3"
    connection = sqlite3.connect(file)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
    return file


def status(address: str) -> int:
    try:
        return int(urlopen(address, timeout=PATIENCE).status)
    except HTTPError as error:
        return error.code


def test_a_new_installation_prints_an_address_to_claim_it_and_closes_quietly(start, folder):
    process = start("--port", "0")

    said = spoken(process)

    assert said[0] == "Preparing the database"
    assert re.fullmatch(r"Knowledge library: release 1, \d+ rules", said[1])
    assert said[2] == "This installation is new. Set your practice up here; the address works once:"
    assert re.fullmatch(r"  http://127\.0\.0\.1:\d+/set-up/[\w-]{43}/", said[3])
    assert status(said[3].strip()) == 200
    assert status(said[3].strip()[:-2] + "/") == 404
    assert stat.S_IMODE((folder / "secrets.env").stat().st_mode) == 0o600
    assert stat.S_IMODE((folder / "practice.sqlite3").stat().st_mode) == 0o600

    process.send_signal(signal.SIGINT)
    rest, error = process.communicate(timeout=PATIENCE)

    assert (process.returncode, rest, error) == (0, "Closed.\n", "")


def test_the_sample_practice_is_apart_from_yours_and_says_how_to_sign_in(start, folder):
    process = start("--demo", "--port", "0", DATABASE_URL="postgres://ann@127.0.0.1:1/practice")

    said = spoken(process)

    assert [line.split()[0] for line in said[2:]] == ["Sign", "Password", "Open", "Ctrl-C"]
    assert status(said[4].removeprefix("Open ")) == 200
    assert sorted(each.name for each in folder.iterdir()) == ["demo"]
    assert (folder / "demo" / "practice.sqlite3").exists()


def test_a_second_start_says_where_the_practice_is_open(start):
    first = start("--port", "0")
    address = spoken(first)[3].strip().partition("set-up/")[0]

    assert refusal(start("--port", "0")) == f"This practice is already open at {address}"


def test_a_taken_port_is_told_and_another_one_named(start):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        sentence = refusal(start("--port", str(port)))

    assert sentence == f"Port {port} is taken by another program. Choose another one, such as --port {port + 1}."


def test_an_address_of_another_computer_is_refused(start):
    assert refusal(start("--host", "192.0.2.1")) == "“192.0.2.1” is not an address of this computer."


def test_a_file_that_is_no_database_is_left_alone(start, folder):
    file = make_database(folder)
    file.write_bytes(b"Dear diary, today I bought a new couch." * 200)

    sentence = refusal(start("--port", "0"))

    assert sentence == f"{file} is not a database. Move it away, or restore your last backup."
    assert file.read_bytes()[:10] == b"Dear diary"


def test_a_damaged_database_is_not_served(start, folder):
    file = make_database(
        folder,
        "CREATE TABLE t (x)",
        "CREATE INDEX i ON t (x)",
        *[f"INSERT INTO t VALUES ('{n:0200}')" for n in range(200)],
    )
    content = bytearray(file.read_bytes())
    content[4096 * 3 : 4096 * 4] = b"\x5a" * 4096
    file.write_bytes(content)

    sentence = refusal(start("--port", "0"))

    assert sentence.startswith(f"The database {file} is damaged")
    assert sentence.endswith("Restore your last backup.")


def test_a_database_of_another_program_is_left_alone(start, folder):
    file = make_database(folder, "CREATE TABLE bookmarks (address TEXT)")

    assert refusal(start("--port", "0")) == f"The database {file} belongs to another program. Nothing was changed."


def test_a_database_of_a_newer_version_is_left_alone(start, folder):
    file = make_database(
        folder,
        "CREATE TABLE django_migrations (id INTEGER PRIMARY KEY, app TEXT, name TEXT, applied TEXT)",
        "INSERT INTO django_migrations VALUES (1, 'accounts', '0001_people_practice_locations', '2026-01-01')",
        "INSERT INTO django_migrations VALUES (2, 'clients', '9999_of_next_year', '2027-01-01')",
    )

    sentence = refusal(start("--port", "0"))

    assert sentence == (
        f"The database {file} was last used by a newer version of this program (clients 9999_of_next_year). "
        "Update the program, then start it again. Nothing was changed."
    )


def test_a_database_that_cannot_be_opened_is_told(start, folder):
    file = make_database(folder)
    file.unlink()
    file.mkdir()

    assert refusal(start("--port", "0")) == (
        f"The database {file} cannot be written to. Check the owner of the file and of its folder."
    )


def test_a_postgresql_that_does_not_answer_is_told_without_the_password(start):
    sentence = refusal(start("--port", "0", DATABASE_URL="postgres://ann:s3cret@127.0.0.1:1/practice"))

    assert sentence == (
        "The PostgreSQL database “practice” at 127.0.0.1:1 cannot be reached. Is it running, and is DATABASE_URL right?"
    )


def test_a_database_whose_secrets_are_gone_is_not_given_new_ones(start, folder):
    make_database(folder)
    (folder / "secrets.env").unlink()

    sentence = refusal(start("--port", "0"))

    assert sentence == (
        f"There is a database in {folder}, but secrets.env, which belongs to it, is gone. "
        "Put it back from your backup: without it the records cannot be verified."
    )
    assert not (folder / "secrets.env").exists()


def test_a_data_folder_that_cannot_be_made_is_told(start, tmp_path):
    (tmp_path / "file").write_text("in the way")

    sentence = refusal(start("--port", "0", REFLEX_DATA_DIR=str(tmp_path / "file" / "data")))

    assert sentence.startswith(f"The data folder {tmp_path / 'file' / 'data'} cannot be written to: Not a directory.")


@pytest.mark.parametrize("port", ["-1", "65536", "eight thousand", "८०००"])
def test_a_port_that_is_none_is_refused(start, port):
    process = start(f"--port={port}")
    _, error = process.communicate(timeout=PATIENCE)

    assert process.returncode == 2
    assert error.strip().endswith("argument --port: a port is a number from 0 to 65535")
