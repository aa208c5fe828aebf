"""A practitioner's visits as a calendar that a phone or another program reads."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from clients.models.intake import hash_token


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def for_token(self, token: str) -> CalendarFeed | None:
        """The feed of this token, as long as its practitioner works here."""
        rows = self.filter(token_hash=hash_token(token), practitioner__is_active=True)
        return rows.select_related("practitioner").first()


class CalendarFeed(models.Model):
    """The secret address of a practitioner's calendar; only the hash of its token is kept. Switched off is deleted."""

    class Names(models.TextChoices):
        INITIALS = "initials", "Initials: “AO”"
        FIRST_NAME = "first_name", "First name: “Amara”"

    practitioner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    names = models.CharField("clients are shown by", max_length=10, choices=Names.choices, default=Names.INITIALS)
    made_at = models.DateTimeField()

    objects: ClassVar[CalendarFeedQuerySet] = CalendarFeedQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"Calendar of {self.practitioner}"
