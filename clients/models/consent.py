"""Consents: what was agreed to, in which words, by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models

from clients.models.client import Client
from clients.models.intake import Intake

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from reflexpractice.accounts.models import User


class ConsentQuerySet(models.QuerySet["Consent"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        if not user.has_perm("clients.view_consent"):
            return self.none()
        return self.filter(client__in=Client.objects.visible_to(user))

    def in_force(self) -> Self:
        return self.filter(given=True, withdrawn_at=None)


class Consent(models.Model):
    """One answer to one consent question; a refusal is kept as a refusal."""

    class Kind(models.TextChoices):
        TREATMENT = "treatment", "Treatment"
        RECORDS = "records", "Keeping health answers"
        TRUTH = "truth", "Answers are true"
        EMAIL = "email", "Advice by e-mail"
        PHOTOS = "photos", "Photos of the feet"

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="consents")
    intake = models.ForeignKey(Intake, null=True, blank=True, on_delete=models.PROTECT, related_name="consents")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    given = models.BooleanField()
    words = models.TextField(help_text="Exactly what was shown.")
    words_hash = models.CharField(max_length=64)
    signed_name = models.CharField(max_length=160)
    relation = models.CharField(max_length=80, blank=True, help_text="When someone signs for the client.")
    signature = models.JSONField(default=list, blank=True, help_text="Drawn strokes as points; empty when typed.")
    signed_at = models.DateTimeField()
    supported_by = models.CharField(
        "interpreter or supporter", max_length=160, blank=True, help_text="Who helped to understand the words."
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who recorded that it was taken back; nobody when the client did so on the form.",
    )
    withdrawal_words = models.CharField("how it was taken back", max_length=500, blank=True)

    objects: ClassVar[ConsentQuerySet] = ConsentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-signed_at"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {'given' if self.given else 'refused'}"

    @property
    def is_in_force(self) -> bool:
        """Agreed to, and not taken back."""
        return self.given and self.withdrawn_at is None
