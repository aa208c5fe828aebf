"""What a page has sent, so that the same sent twice is done once."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from sessions.models.session import TreatmentSession


class Sent(models.Model):
    """A save under a key that its page made up. `told` is what must be answered alike, and holds no health facts."""

    session = models.ForeignKey(TreatmentSession, on_delete=models.CASCADE, related_name="sent")
    key = models.UUIDField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    told = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["session", "key"], name="sent_once", violation_error_message="This was already sent."
            )
        ]

    def __str__(self) -> str:
        return str(self.key)
