"""Clearances: what a doctor or midwife answered."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from clients.models.client import Client
from knowledge.models import Condition

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from reflexpractice.accounts.models import User


class ClearanceQuerySet(models.QuerySet["Clearance"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        if not user.has_perm("clients.view_clearance"):
            return self.none()
        return self.filter(client__in=Client.objects.visible_to(user))

    def valid_on(self, day: dt.date) -> Self:
        """Answered with a yes (perhaps with limits), not later than the day, and not yet run out."""
        return self.filter(
            Q(expires_on=None) | Q(expires_on__gte=day),
            answer__in=[Clearance.Answer.YES, Clearance.Answer.LIMITS],
            answered_on__lte=day,
            withdrawn_at=None,
        )

    def waiting(self) -> Self:
        return self.filter(answer="", withdrawn_at=None)


class Clearance(models.Model):
    """A question to a doctor or midwife about one condition, and the answer: who, when, for what, until when."""

    class Answer(models.TextChoices):
        YES = "yes", "Yes"
        LIMITS = "limits", "Yes, with limits"
        NO = "no", "No"

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="clearances")
    condition = models.ForeignKey(Condition, to_field="code", on_delete=models.PROTECT, related_name="+")
    asked_of = models.CharField("doctor, midwife or clinic", max_length=160)
    asked_on = models.DateField()
    answer = models.CharField(max_length=8, choices=Answer.choices, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    limits = models.CharField("limits or remarks", max_length=500, blank=True)
    expires_on = models.DateField("valid until", null=True, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[ClearanceQuerySet] = ClearanceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-asked_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_on=None) | (~Q(answer="") & Q(answered_on__isnull=False)),
                name="clearance_answer_has_a_date",
                violation_error_message="An answer needs its date, and a date its answer.",
            ),
            models.CheckConstraint(
                condition=Q(answered_on=None) | Q(expires_on=None) | Q(expires_on__gte=F("answered_on")),
                name="clearance_runs_out_after_it_was_given",
                violation_error_message="A clearance cannot run out before it was given.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.condition_id}: {self.get_answer_display() or 'asked'}"

    @property
    def is_waiting(self) -> bool:
        """Asked, and not answered yet."""
        return not self.answer and self.withdrawn_at is None

    def holds_on(self, day: dt.date) -> bool:
        """Whether it is a yes that has been given and not run out; as `valid_on` asks of many."""
        return (
            self.answer in (self.Answer.YES, self.Answer.LIMITS)
            and self.withdrawn_at is None
            and self.answered_on is not None
            and self.answered_on <= day
            and (self.expires_on is None or self.expires_on >= day)
        )
