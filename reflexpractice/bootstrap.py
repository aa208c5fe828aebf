"""Sets a fresh machine up, with the standard library only: an environment, the pinned packages, a restart."""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from reflexpractice.lock import locked

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
REQUIREMENTS = ROOT / "requirements"

# Each set holds the one before it. The modules are distinctive: a pytest of the system must not fool us.
MODULES = {
    "base": ("csp", "crispy_forms", "django_htmx", "django_permissions_policy", "waitress"),
    "postgres": ("psycopg",),
    "test": ("pytest_django", "axe_playwright_python", "time_machine"),
}
SETS = list(MODULES)
UNFINISHED = "unfinished"

NO_VENV = (
    "This Python cannot make environments. Install its venv module (on Debian and Ubuntu: "
    "apt install python3-venv), then run the same command again."
)
NO_NETWORK = (
    "The packages could not be downloaded. Check that this computer is connected to the internet, "
    "then run the same command again."
)
NO_ROOM = (
    "The environment could not be written to {folder}. Check that there is room on the disk and that "
    "the folder is yours, then run the same command again."
)
FAILED = "The packages could not be installed. What the installer said last: {reason}"
NOT_WHOLE = "The environment in .venv does not hold together. Delete it, then run the same command again."
WAITING = "Another start is setting this computer up; waiting for it."
OFFLINE_SIGNS = (
    "connection error", "connection to", "failed to establish", "getaddrinfo", "max retries",
    "name resolution", "network is unreachable", "no matching distribution", "proxyerror", "timed out",
)  # fmt: skip


def enter(arguments: list[str], environ: Mapping[str, str] = os.environ) -> None:
    """Return when everything needed is here; otherwise install it and start over inside the environment."""
    if environ.get("REFLEX_NO_BOOTSTRAP") == "1":
        return
    wanted = wanted_set(arguments, environ)
    if is_ready_here(wanted):
        os.environ.pop("REFLEX_RESTARTED", None)
        return
    if not is_installed(wanted):
        install(wanted)
    restart()


def wanted_set(arguments: list[str], environ: Mapping[str, str]) -> str:
    """Which set of packages a command needs: base, postgres or test."""
    if arguments[:1] == ["test"]:
        return "test"
    return "postgres" if database_url(environ).startswith(("postgres", "pgsql")) else "base"


def database_url(environ: Mapping[str, str]) -> str:
    """The practice's database, from the environment or from `secrets.env`; empty for the usual file."""
    if environ.get("DATABASE_URL"):
        return environ["DATABASE_URL"]
    file = Path(environ.get("REFLEX_DATA_DIR") or ROOT / ".data") / "secrets.env"
    lines = file.read_text(errors="replace").splitlines() if file.is_file() else []
    return next((line.partition("=")[2].strip() for line in lines if line.startswith("DATABASE_URL=")), "")


def is_ready_here(wanted: str) -> bool:
    """Whether the running Python has the packages, and ours has them in the pinned versions."""
    if missing_modules(wanted):
        if is_ours() and stamp(wanted).exists():
            distrust_stamps()
        return False
    return not is_ours() or not stamp(wanted).exists() or is_installed(wanted)


def missing_modules(wanted: str) -> list[str]:
    """The distinctive modules of a set that the running Python does not have."""
    names = [name for each in SETS[: SETS.index(wanted) + 1] for name in MODULES[each]]
    return [name for name in names if importlib.util.find_spec(name) is None]


def is_ours() -> bool:
    """Whether this Python runs inside the environment of the checkout."""
    return Path(sys.prefix).resolve() == VENV.resolve()


def distrust_stamps() -> None:
    """Forget what was installed: packages went missing, so the environment is made anew."""
    for each in SETS:
        stamp(each).unlink(missing_ok=True)


def is_installed(wanted: str) -> bool:
    """Whether the environment holds the set in the pinned versions."""
    return python().exists() and stamp(wanted).is_file() and stamp(wanted).read_text() == pins(wanted)


def stamp(wanted: str) -> Path:
    """The file that says which pins of a set are installed."""
    return VENV / f"reflexpractice-{wanted}.txt"


def pins(wanted: str) -> str:
    """The hash of a set's requirement file, as sha256 hex."""
    return hashlib.sha256((REQUIREMENTS / f"{wanted}.txt").read_bytes()).hexdigest()


def python() -> Path:
    """The environment's Python."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def install(wanted: str) -> None:
    """Install a set, one process at a time; mend an environment that was left half made."""
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        sys.exit(NO_VENV)
    try:
        with locked(ROOT / ".venv.lock", on_wait=lambda: say(WAITING)):
            if not is_installed(wanted):
                make_environment()
                install_pins(wanted)
    except OSError as error:
        sys.exit(NO_ROOM.format(folder=error.filename or VENV))


def make_environment() -> None:
    """Make the environment anew unless it is whole."""
    if is_whole():
        return
    say("Setting up: making an environment in .venv")
    shutil.rmtree(VENV, ignore_errors=True)
    base = getattr(sys, "_base_executable", "") or sys.executable
    run(base, "-m", "venv", str(VENV))


def is_whole() -> bool:
    """Whether the last installation finished and its Python and pip still run."""
    stamps = [stamp(each) for each in SETS if stamp(each).is_file()]
    if not python().exists() or not stamps or any(each.read_text() == UNFINISHED for each in stamps):
        return False
    # Asked of the environment itself: its Python may have moved or been upgraded away.
    asked = subprocess.run([str(python()), "-m", "pip", "--version"], capture_output=True, check=False)
    return asked.returncode == 0


def install_pins(wanted: str) -> None:
    """Install exactly the pinned files of a set; the stamp says so only when all of them are in."""
    say("Setting up: installing the packages (about half a minute, once)")
    held = SETS[: SETS.index(wanted) + 1]
    for each in held:
        write_stamp(each, UNFINISHED)
    # What is imported is compiled when it first is; compiling all of it would double the wait.
    options = ("--quiet", "--no-input", "--no-compile", "--disable-pip-version-check", "--retries", "2")
    pinned = ("--require-hashes", "--no-deps", "-r", str(REQUIREMENTS / f"{wanted}.txt"))
    run(str(python()), "-m", "pip", "install", *options, *pinned)
    for each in held:
        write_stamp(each, pins(each))


def write_stamp(wanted: str, text: str) -> None:
    """Write a stamp whole or not at all."""
    draft = stamp(wanted).with_suffix(".new")
    draft.write_text(text)
    draft.replace(stamp(wanted))


def run(*command: str) -> None:
    """Run a step of the installation; end with one sentence when it fails."""
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode != 0:
        sys.exit(plain_reason(done.stdout + done.stderr))


def plain_reason(output: str) -> str:
    """One sentence a person can act on, from what the installer printed."""
    if "ensurepip" in output:
        return NO_VENV
    if any(sign in output.lower() for sign in OFFLINE_SIGNS):
        return NO_NETWORK
    if "no space left" in output.lower() or "permission denied" in output.lower():
        return NO_ROOM.format(folder=VENV)
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    reason = re.sub(r"\S*://\S*", "…", lines[-1]) if lines else "nothing"
    return FAILED.format(reason=reason)


def restart() -> NoReturn:
    """Start the same command over in the environment; never comes back."""
    # Once more without the packages would mean going round for ever.
    if os.environ.get("REFLEX_RESTARTED") == "2":
        sys.exit(NOT_WHOLE)
    os.environ["REFLEX_RESTARTED"] = "2" if "REFLEX_RESTARTED" in os.environ else "1"
    command = [str(python()), *sys.argv]
    sys.stdout.flush()
    if os.name == "nt":
        sys.exit(subprocess.run(command, check=False).returncode)
    os.execv(command[0], command)


def say(sentence: str) -> None:
    """Tell the person what is going on."""
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()
