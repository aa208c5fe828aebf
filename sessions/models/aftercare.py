"""The sheet a client takes home: as it is being put together, and each one that was given, kept as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from knowledge.fields import CodesField
from sessions.models.session import TreatmentSession

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from reflexpractice.accounts.models import User


class AftercareDraft(models.Model):
    """What a practitioner leaves out of the suggested sheet and adds to it. Kept raw, whatever was typed."""

    session = models.OneToOneField(TreatmentSession, on_delete=models.PROTECT, related_name="aftercare")
    left_out = CodesField(blank=True)
    taken_in = CodesField(blank=True)
    own_words = models.TextField("your own sentences", blank=True)
    show_scores = models.BooleanField("show the scores", default=True)
    show_next = models.BooleanField("show the next visit", default=True)
    version = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"Aftercare: {self.session}"


class AftercareSheetQuerySet(models.QuerySet["AftercareSheet"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        if not user.has_perm("treatments.view_aftercaresheet"):
            return self.none()
        return self.filter(session__in=TreatmentSession.objects.visible_to(user))


class AftercareSheet(models.Model):
    """One sheet as it was given: the exact text, and how it reached the client. Never changed."""

    class How(models.TextChoices):
        PRINTED = "printed", "Printed"
        SHOWN = "shown", "Read together"
        EMAILED = "emailed", "E-mailed"

    session = models.ForeignKey(TreatmentSession, on_delete=models.PROTECT, related_name="aftercare_sheets")
    key = models.UUIDField(help_text="Made by the page: pressing twice gives one sheet.")
    how = models.CharField(max_length=8, choices=How.choices)
    to = models.EmailField("e-mail address", blank=True)
    content = models.JSONField(help_text="What the sheet says, part by part.")
    text = models.TextField(help_text="The same as plain text.")
    content_hash = models.CharField(max_length=64)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[AftercareSheetQuerySet] = AftercareSheetQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "key", "how", "content_hash"],
                name="aftercare_given_once",
                violation_error_message="This sheet has been given.",
            ),
            models.CheckConstraint(
                condition=~Q(how="emailed", to=""),
                name="aftercare_mail_has_an_address",
                violation_error_message="A sheet that was e-mailed has an address.",
            ),
        ]

    def __str__(self) -> str:
        return f"Aftercare sheet of {self.given_at:%d %b %Y}"

    def get_absolute_url(self) -> str:
        return reverse("sessions:aftercare_sheet", args=[self.pk])

    @property
    def state(self) -> str:
        """What is known of the way it went: printed, read together, sent, not sent, or not known."""
        if self.how != self.How.EMAILED:
            return self.get_how_display()
        outcome: Any = getattr(self, "mailing", None)
        if outcome is None:
            return "E-mail: not known whether it went off"
        return "E-mailed" if outcome.sent else "E-mail could not be sent"


class AftercareMailing(models.Model):
    """What became of an e-mail, written after the attempt. A sheet without one may or may not have gone off."""

    sheet = models.OneToOneField(AftercareSheet, on_delete=models.PROTECT, related_name="mailing")
    sent = models.BooleanField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return "sent" if self.sent else "not sent"
