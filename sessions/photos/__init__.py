"""Photos of feet: taken with consent, freed of what a camera adds, kept out of reach, locked with the note."""

from sessions.photos.keeping import (
    CannotKeep,
    faults_of_photos,
    hidden_photos,
    keep_photo,
    photos_of,
    remove_photo,
)
from sessions.photos.shelf import picture_of

__all__ = [
    "CannotKeep",
    "faults_of_photos",
    "hidden_photos",
    "keep_photo",
    "photos_of",
    "picture_of",
    "remove_photo",
]
