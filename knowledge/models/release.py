"""What is published: immutable, numbered, sealed."""

from __future__ import annotations

import hashlib
import json
from typing import Any, NoReturn, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from knowledge.document import Document


class PublishedIsFinal(Exception):
    """A release was about to be changed or deleted."""


class BrokenSeal(Exception):
    """The content of a release is not what was published."""


class ReleaseQuerySet(models.QuerySet["Release"]):
    """Releases can be added and read; nothing else."""

    def without_content(self) -> Self:
        return self.defer("content").select_related("published_by")

    def update(self, **_: Any) -> NoReturn:
        raise PublishedIsFinal("A published release cannot be changed.")

    def delete(self) -> NoReturn:
        raise PublishedIsFinal("A published release cannot be deleted.")

    def bulk_update(self, *_: Any, **__: Any) -> NoReturn:
        raise PublishedIsFinal("A published release cannot be changed.")


class Release(models.Model):
    """The whole library as it stood on a day; checks read this, and sessions keep it."""

    number = models.PositiveIntegerField(unique=True, error_messages={"unique": "This number is taken."})
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.CharField(max_length=300, blank=True)
    content = models.TextField()
    seal = models.CharField(max_length=64)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        permissions = [("publish_release", "Can publish a release")]
        constraints = [
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="release_from_one",
                violation_error_message="Releases are counted from 1.",
            ),
        ]

    def __str__(self) -> str:
        return f"Release {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise PublishedIsFinal("A published release cannot be changed.")
        super().save(*args, **kwargs)

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        raise PublishedIsFinal("A published release cannot be deleted.")

    def document(self) -> Document:
        """The knowledge document, once its seal has been found whole; else BrokenSeal."""
        if not self.is_whole:
            raise BrokenSeal(f"{self} is not what was published.")
        document: Document = json.loads(self.content)
        return document

    @property
    def is_whole(self) -> bool:
        """Whether the content is what was sealed: the seal is the SHA-256 of the canonical text."""
        return hashlib.sha256(self.content.encode()).hexdigest() == self.seal
