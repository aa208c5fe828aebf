"""Intakes: the questions sent, the answers given, the review."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clients.models.client import Client

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from reflexpractice.accounts.models import User


class IntakeQuerySet(models.QuerySet["Intake"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        if not user.has_perm("clients.view_intake"):
            return self.none()
        return self.filter(client__in=Client.objects.visible_to(user))

    def waiting(self) -> Self:
        """Submitted and not yet reviewed."""
        return self.filter(status=Intake.Status.SUBMITTED)

    def reviewed(self) -> Self:
        return self.filter(status=Intake.Status.ACCEPTED)


class Intake(models.Model):
    """One round of questions. Nothing in it counts until a practitioner accepts it."""

    class Status(models.TextChoices):
        OPEN = "open", "Being answered"
        SUBMITTED = "submitted", "Waiting for review"
        ACCEPTED = "accepted", "Reviewed"
        DECLINED = "declined", "Not accepted"
        ENDED = "ended", "Ended without answers"

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="intakes")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    answers = models.JSONField(default=dict, blank=True, help_text="Raw, as typed, by question; checked on submission.")
    form = models.JSONField(default=dict, blank=True, help_text="The questions exactly as they were shown.")
    form_hash = models.CharField(max_length=64, blank=True)
    release_number = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    transcribed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who copied it from paper.",
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    review_note = models.CharField(max_length=500, blank=True)

    objects: ClassVar[IntakeQuerySet] = IntakeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["client", "status"], name="intake_of_client")]

    def __str__(self) -> str:
        return f"Intake of {self.created_at:%d %b %Y}"


def hash_token(token: str) -> str:
    """SHA-256 of a link's token: what the database keeps of it."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


class IntakeLinkQuerySet(models.QuerySet["IntakeLink"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        if not user.has_perm("clients.view_intakelink"):
            return self.none()
        return self.filter(intake__client__in=Client.objects.visible_to(user))

    def working(self) -> Self:
        """Links that still open their intake."""
        return self.filter(Q(expires_at__gt=timezone.now()), revoked_at=None, intake__status=Intake.Status.OPEN)

    def for_token(self, token: str) -> Self:
        return self.filter(token_hash=hash_token(token))


class IntakeLink(models.Model):
    """An address by which a client without an account reaches one intake. Only the token's hash is kept."""

    intake = models.ForeignKey(Intake, on_delete=models.PROTECT, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    wrong_answers = models.PositiveSmallIntegerField("wrong birth dates", default=0)

    objects: ClassVar[IntakeLinkQuerySet] = IntakeLinkQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"Link of {self.created_at:%d %b %Y}"

    @property
    def state(self) -> str:
        """One word for the link's state."""
        if self.revoked_at:
            return "revoked"
        if self.intake.status != Intake.Status.OPEN:
            return "used"
        if self.expires_at <= timezone.now():
            return "expired"
        return "opened" if self.opened_at else "sent"
