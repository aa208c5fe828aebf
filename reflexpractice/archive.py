"""A backup as a file: what is in it, and whether it is whole. With the standard library only, for the worst of days."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

FORMAT = 1
MANIFEST = "manifest.json"
SQLITE, POSTGRESQL, KEYS = "practice.sqlite3", "practice.dump", "secrets.env"
FOLDERS = ("photos", "locale", "translations")
"""Beside the database, what is the practice's own in its data folder."""
NAMES = re.compile(rf"({SQLITE}|{POSTGRESQL}|{KEYS}|({'|'.join(FOLDERS)})(/[\w-][\w.-]*)+)")
CHUNK = 1024 * 1024
# What a damaged archive makes zipfile raise is not one thing.
FAULTS = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, KeyError, NotImplementedError, ValueError)

BROKEN = "{path} is damaged or not a backup: {reason}. Take another one."


class Broken(Exception):
    """The file is no whole backup; says why in one sentence."""


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself: when, of which database, the end of the chain, and the sum of each file."""

    made_at: str
    number: int
    seal: str
    key: str
    photos: bool
    files: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def database(self) -> str:
        """The name of the database's file in it."""
        return SQLITE if SQLITE in self.files else POSTGRESQL


def key_mark(key: str) -> str:
    """Tells one audit key from another without giving it away."""
    return hmac.new(key.encode(), b"the key of a reflexpractice backup", hashlib.sha256).hexdigest()[:16]


def write(path: Path, files: Iterable[tuple[str, Path]], manifest: dict[str, Any]) -> Manifest:
    """Write a new archive; raises OSError. The sums are made of what was written."""
    sums: dict[str, str] = {}
    with zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        for name, source in files:
            # A picture is as small as it gets.
            kind = zipfile.ZIP_STORED if source.suffix == ".jpg" else zipfile.ZIP_DEFLATED
            entry = zipfile.ZipInfo(name)
            entry.compress_type = kind
            with source.open("rb") as read, archive.open(entry, "w", force_zip64=True) as out:
                sums[name] = _copied(read, out)
        whole = Manifest(files=sums, **manifest)
        archive.writestr(MANIFEST, json.dumps(asdict(whole), indent=1))
    return whole


def read(path: Path) -> Manifest:
    """The manifest of an archive, without looking at the rest. Raises Broken."""
    with _opened(path) as archive:
        return _manifest(path, archive)


def verify(path: Path) -> Manifest:
    """Read every file in an archive and compare its sum. Raises Broken."""
    with _opened(path) as archive:
        manifest = _manifest(path, archive)
        for name in manifest.files:
            _compare(path, archive, manifest, name, None)
    return manifest


def unpack(path: Path, into: Path) -> Manifest:
    """Put every file of an archive into a folder, each compared with its sum. Raises Broken, or OSError."""
    with _opened(path) as archive:
        manifest = _manifest(path, archive)
        for name in manifest.files:
            target = into / name
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with target.open("xb") as out:
                _compare(path, archive, manifest, name, out)
            target.chmod(0o600)
    return manifest


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except FileNotFoundError:
        raise Broken(f"There is no file {path}.") from None
    except IsADirectoryError:
        raise Broken(f"{path} is a folder. Name the backup in it.") from None
    except FAULTS as error:
        raise Broken(BROKEN.format(path=path, reason=str(error).strip(".'\"") or "it ends too soon")) from error


def _manifest(path: Path, archive: zipfile.ZipFile) -> Manifest:
    try:
        told = json.loads(archive.read(MANIFEST))
        manifest = Manifest(**told)
        unknown = [name for name in manifest.files if not NAMES.fullmatch(name)]
    except (*FAULTS, TypeError) as error:
        raise Broken(BROKEN.format(path=path, reason="it holds no list of what is in it")) from error
    if manifest.format != FORMAT:
        raise Broken(f"{path} was made by a newer version of this program. Update the program first.")
    if unknown:
        raise Broken(BROKEN.format(path=path, reason=f"it holds {unknown[0]!r}, which no backup does"))
    if manifest.database not in manifest.files:
        raise Broken(BROKEN.format(path=path, reason="it holds no records"))
    return manifest


def _compare(path: Path, archive: zipfile.ZipFile, manifest: Manifest, name: str, out: IO[bytes] | None) -> None:
    try:
        with archive.open(name) as kept:
            found = _copied(kept, out)
    except FAULTS as error:
        raise Broken(BROKEN.format(path=path, reason=f"{name} cannot be read")) from error
    if found != manifest.files[name]:
        raise Broken(BROKEN.format(path=path, reason=f"{name} is not what was put in"))


def _copied(read: IO[bytes], out: IO[bytes] | None) -> str:
    """Copy, and say the SHA-256 of what went through."""
    total = hashlib.sha256()
    while part := read.read(CHUNK):
        total.update(part)
        if out is not None:
            out.write(part)
    return total.hexdigest()
