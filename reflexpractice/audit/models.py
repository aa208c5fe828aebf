"""The event chain: who did what to which record, each event sealed with the one before."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Event(models.Model):
    """Something that was done. Ids and codes only: no names, no notes, no health facts."""

    number = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    act = models.CharField(max_length=60)
    record = models.CharField(max_length=60, help_text="What it was done to, such as clients.client.")
    record_key = models.CharField(max_length=64, blank=True)
    client_key = models.CharField(max_length=64, blank=True, db_index=True)
    detail = models.JSONField(default=dict, blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.number} {self.act} {self.record} {self.record_key}"


class ChainHead(models.Model):
    """The last link; locked by every writer, so that links are put on one at a time."""

    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        return f"Event {self.number}"
