"""Where pictures lie: in the data folder, under random names, for the owner of the program only."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import uuid
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from reflexpractice.data_folder import settle_folder
from sessions.models import Photo
from sessions.photos.developing import Picture

NAME = re.compile(r"[0-9a-f]{32}(-small)?\.jpg")


def put(picture: Picture) -> str:
    """Put a picture on the shelf; its name. On the disk when this returns; raises OSError, and then nothing is left."""
    name = uuid.uuid4().hex
    try:
        _write(_path(name), picture.jpeg)
        _write(_path(name, small=True), picture.small)
        settle_folder(_path(name).parent)
    except OSError:
        take_away(name)
        raise
    return name


def take_away(name: str) -> None:
    """Delete a picture; nothing happens when it is gone."""
    for small in (False, True):
        _path(name, small=small).unlink(missing_ok=True)


def picture_of(photo: Photo, *, small: bool = False) -> bytes | None:
    """The JPEG of a photo; None when it is missing or not what was kept."""
    try:
        content = _path(photo.name, small=small).read_bytes()
    except OSError:
        return None
    kept = photo.small_sha256 if small else photo.sha256
    return content if hmac.compare_digest(hashlib.sha256(content).hexdigest(), kept) else None


def names() -> Iterator[str]:
    """The names of all pictures on the shelf."""
    yield from (path.stem for path in _folder().glob("*/*.jpg") if NAME.fullmatch(path.name) and "-" not in path.name)


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "photos"


def _path(name: str, *, small: bool = False) -> Path:
    # Not all in one folder: some disks grow slow with many files in one.
    return _folder() / name[:2] / f"{name}{'-small' if small else ''}.jpg"


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
