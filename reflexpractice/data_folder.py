"""The folder that holds a practice's data: which one it is, and the secrets made for it once."""

import os
import secrets
import sys
from pathlib import Path

from reflexpractice.bootstrap import ROOT
from reflexpractice.lock import locked

SECRETS = ("REFLEX_SECRET_KEY", "REFLEX_AUDIT_KEY")
# What belongs to the practice and must not reach the sample practice.
OF_THE_PRACTICE = ("DATABASE_URL", *SECRETS)

LOST = (
    "There is a database in {folder}, but secrets.env, which belongs to it, is gone. "
    "Put it back from your backup: without it the records cannot be verified."
)
NO_ROOM = "The data folder {folder} cannot be written to: {reason}. Check its owner and the room on the disk."


def prepare(arguments: list[str]) -> None:
    """Choose the data folder for a command and see to its secrets; ends with a sentence if it cannot."""
    if arguments[:1] == ["start"]:
        # Records are for the person who runs the program, not for everybody with an account on the computer.
        os.umask(0o077)
        if "--demo" in arguments:
            use_sample_practice()
    folder = Path(os.environ.get("REFLEX_DATA_DIR") or ROOT / ".data")
    try:
        make_secrets(folder)
    except OSError as error:
        sys.exit(NO_ROOM.format(folder=folder, reason=error.strerror))


def use_sample_practice() -> None:
    """Point at the sample practice's own folder, database and secrets, away from the practice's."""
    folder = Path(os.environ.get("REFLEX_DATA_DIR") or ROOT / ".data") / "demo"
    for name in OF_THE_PRACTICE:
        os.environ.pop(name, None)
    os.environ.update(REFLEX_DATA_DIR=str(folder), REFLEX_DEMO="1")


def make_secrets(folder: Path) -> None:
    """Write `secrets.env`, readable by its owner only, unless the secrets are there already."""
    if all(os.environ.get(name) for name in SECRETS):
        return
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with locked(folder / "secrets.lock", on_wait=lambda: None):
        file = folder / "secrets.env"
        if file.exists():
            return
        if (folder / "practice.sqlite3").exists():
            sys.exit(LOST.format(folder=folder))
        _write(file, "".join(f"{name}={secrets.token_urlsafe(48)}\n" for name in SECRETS))


def _write(file: Path, text: str) -> None:
    # Whole or not at all: a start that dies half way must not leave half a secret.
    draft = file.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(file)


def settle_folder(folder: Path) -> None:
    """Wait until a folder's list of files is on the disk: a new file without it is lost when the power goes."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
