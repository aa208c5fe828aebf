"""Keeping a photo with a note, and taking it away while that is not signed."""

from __future__ import annotations

import hashlib
from typing import IO, TYPE_CHECKING

from django.db import transaction

from clients.consenting import agrees_to_photos
from reflexpractice.audit.chain import record
from sessions.models import Note, Photo, TreatmentSession
from sessions.photos import shelf
from sessions.photos.developing import LARGEST, NoPicture, Picture, develop
from sessions.write_up.opening import hold

if TYPE_CHECKING:
    from reflexpractice.accounts.models import User
    from sessions.models.photo import PhotoQuerySet

MOST_OF_A_NOTE = 40


class CannotKeep(Exception):
    """The photo was not kept; says why and what to do."""


def photos_of(session: TreatmentSession) -> PhotoQuerySet:
    """The photos of a session that may be looked at, oldest first: none once the consent was taken back.

    `picture_of(photo)` is the JPEG of one, and `picture_of(photo, small=True)` the small one.
    """
    return Photo.objects.filter(note__session=session).shown()


def hidden_photos(session: TreatmentSession) -> PhotoQuerySet:
    """The photos of a session that nobody may look at, because the consent was taken back."""
    every = Photo.objects.filter(note__session=session)
    return every.exclude(pk__in=every.shown().order_by().values("pk"))


def keep_photo(
    *, note: Note, file: IO[bytes], by: User, side: str = "", view: str = "", zone: str = "", zone_name: str = "",
    words: str = "",
) -> Photo:  # fmt: skip
    """Keep a photo with a note that is not signed; the same file twice is one photo.

    CannotKeep when it is no picture, too large, or one too many, or when the client does not agree to photos;
    Locked once signed.
    """
    source = _sum(file)
    if there := Photo.objects.filter(note=note, source_sha256=source).first():
        return there
    # Asked before the work as well as below: a signed note takes no picture, however good.
    _refuse_unless_agreed(note)
    try:
        picture = develop(file)
    except NoPicture as reason:
        raise CannotKeep(str(reason)) from reason
    name = shelf.put(picture)
    about = {"side": side, "view": view, "zone": zone, "zone_name": zone_name, "words": words}
    try:
        photo = _enter(note, name, picture, source, about, by=by)
    except BaseException:
        shelf.take_away(name)
        raise
    if photo.name != name:
        shelf.take_away(name)
    return photo


def _sum(file: IO[bytes]) -> str:
    """SHA-256 of what was sent; reads no more than may be sent."""
    file.seek(0)
    content = file.read(LARGEST + 1)
    file.seek(0)
    if len(content) > LARGEST:
        raise CannotKeep(f"It is larger than {LARGEST // 1024**2} MB. Set the camera to a smaller size.")
    return hashlib.sha256(content).hexdigest()


@transaction.atomic
def _enter(note: Note, name: str, picture: Picture, source: str, about: dict[str, str], *, by: User) -> Photo:
    held = hold(note)
    if there := Photo.objects.filter(note=held, source_sha256=source).first():
        return there
    _refuse_unless_agreed(held)
    if Photo.objects.filter(note=held).count() >= MOST_OF_A_NOTE:
        raise CannotKeep(f"There are {MOST_OF_A_NOTE} photos already. Remove one that says little.")
    photo = Photo.objects.create(
        note=held,
        name=name,
        width=picture.width,
        height=picture.height,
        sha256=hashlib.sha256(picture.jpeg).hexdigest(),
        small_sha256=hashlib.sha256(picture.small).hexdigest(),
        source_sha256=source,
        added_by=by,
        **about,
    )
    record("photo.added", photo, by=by, client=held.session.client_id, detail={"sha256": photo.sha256})
    return photo


def _refuse_unless_agreed(note: Note) -> None:
    client = note.session.client
    if not agrees_to_photos(client):
        raise CannotKeep(f"{client.first_name} has not agreed to photos. Ask first.")


@transaction.atomic
def remove_photo(*, photo: Photo, by: User) -> bool:
    """Delete a photo of a note that is not signed, picture and all; the event stays. False when it was gone.

    Locked once signed.
    """
    held = hold(photo.note)
    now = Photo.objects.filter(note=held, pk=photo.pk).first()
    if now is None:
        return False
    record("photo.removed", now, by=by, client=held.session.client_id, detail={"sha256": now.sha256})
    now.delete()
    transaction.on_commit(lambda: shelf.take_away(photo.name))
    return True


def faults_of_photos() -> list[str]:
    """What is wrong with the pictures on the shelf, in sentences without names; empty when all are there and whole."""
    found, known = [], set()
    for photo in Photo.objects.order_by("pk").iterator(chunk_size=500):
        known.add(photo.name)
        if shelf.picture_of(photo) is None or shelf.picture_of(photo, small=True) is None:
            found.append(f"Photo {photo.pk} is missing or not what was kept.")
    if strays := [name for name in shelf.names() if name not in known]:
        found.append(f"{len(strays)} pictures in photos/ belong to no record, such as {strays[0]}.jpg.")
    return found
