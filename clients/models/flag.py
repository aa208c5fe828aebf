"""Flags: facts about a client that may change what is safe."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from clients.models.client import Client
from knowledge.fields import CodesField
from knowledge.models import Condition
from knowledge.models.choices import Region

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from reflexpractice.accounts.models import User


class FlagQuerySet(models.QuerySet["Flag"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Health facts are for those who treat; reception sees none."""
        if not user.has_perm("clients.view_flag"):
            return self.none()
        return self.filter(client__in=Client.objects.visible_to(user))

    def current(self) -> Self:
        """What holds now: rows that no later answer has replaced."""
        return self.filter(ended_at=None)

    def positive(self) -> Self:
        """Facts that are so, may be so or were so."""
        return self.filter(status__in=Flag.POSITIVE)

    def told_anew(self) -> Self:
        """Without the same answer given again: as likely, in the same place, for the same day."""
        alike = {name: OuterRef(name) for name in ("status", "side", "areas")}
        same_day = Q(due_on=OuterRef("due_on")) | Q(due_on=None, replaced_by__due_on=None)
        return self.filter(~Exists(Flag.objects.filter(same_day, replaced_by=OuterRef("pk"), **alike)))


class Flag(models.Model):
    """One answer about one condition. Never overwritten: a new answer ends this row and begins another."""

    class Status(models.TextChoices):
        YES = "yes", "Yes"
        SUSPECTED = "suspected", "Could be"
        PAST = "past", "In the past"
        NO = "no", "No"
        UNKNOWN = "unknown", "Not known"
        NOT_APPLICABLE = "not_applicable", "Does not apply"

    class Side(models.TextChoices):
        RIGHT = "right", "Right"
        LEFT = "left", "Left"
        BOTH = "both", "Both"

    class Source(models.TextChoices):
        INTAKE = "intake", "Intake form"
        ASKED = "asked", "Asked by the practitioner"
        LETTER = "letter", "Letter or medical record"
        PAPER = "paper", "Paper form"

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="flags")
    condition = models.ForeignKey(Condition, to_field="code", on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=16, choices=Status.choices)
    side = models.CharField(
        max_length=8, choices=Side.choices, blank=True, help_text="Empty means not known: both feet count."
    )
    areas = CodesField(choices=Region.choices, blank=True, help_text="None means not known: the whole foot counts.")
    reference_on = models.DateField("date", null=True, blank=True, help_text="When it began, happened or healed.")
    due_on = models.DateField("due date", null=True, blank=True)
    cleared = models.BooleanField("cleared by a doctor or midwife", null=True, blank=True)
    attributes = models.JSONField("follow-up answers", default=dict, blank=True)
    words = models.CharField("in the client's words", max_length=500, blank=True)
    asked_on = models.DateField()
    source = models.CharField(max_length=8, choices=Source.choices)
    intake = models.ForeignKey("clients.Intake", null=True, blank=True, on_delete=models.PROTECT, related_name="flags")
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    end_reason = models.CharField(max_length=200, blank=True)
    replaced_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaces")

    POSITIVE = frozenset({Status.YES, Status.SUSPECTED, Status.PAST})
    objects: ClassVar[FlagQuerySet] = FlagQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["condition_id", "-recorded_at"]
        indexes = [models.Index(fields=["client", "ended_at"], name="flag_current")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("recorded_at")),
                name="flag_ends_after_it_began",
                violation_error_message="A flag cannot end before it began.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.condition_id}: {self.get_status_display()}"

    @property
    def is_positive(self) -> bool:
        """So, perhaps so, or so in the past."""
        return self.status in self.POSITIVE

    def days_since_asked(self, day: dt.date) -> int:
        return (day - self.asked_on).days
