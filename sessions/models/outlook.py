"""What the check says of a session that is still to come, and what of it is news."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from sessions.models.session import TreatmentSession

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from reflexpractice.accounts.models import User


class OutlookQuerySet(models.QuerySet["Outlook"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        if not user.has_perm("treatments.view_safetycheck"):
            return self.none()
        return self.filter(session__in=TreatmentSession.objects.visible_to(user))

    def with_news(self) -> Self:
        """Of sessions still to come, from this morning on, those that are newly affected."""
        morning = timezone.make_aware(dt.datetime.combine(timezone.localdate(), dt.time.min))
        return self.exclude(changed_at=None).filter(
            session__status=TreatmentSession.Status.BOOKED, session__starts_at__gte=morning
        )


class Outlook(models.Model):
    """The last check of a booked session: what stands against it, and what its practitioner has not seen yet."""

    class Cause(models.TextChoices):
        BOOKED = "booked", "Booked"
        MOVED = "moved", "Moved to another day"
        ANSWERS = "answers", "What is known of the client has changed"
        RELEASE = "release", "New rules were published"

    session = models.OneToOneField(TreatmentSession, on_delete=models.CASCADE, related_name="outlook")
    known = models.JSONField(default=dict)
    news = models.JSONField(default=list)
    needs_review = models.BooleanField(default=True)
    cause = models.CharField(max_length=8, choices=Cause.choices)
    changed_at = models.DateTimeField("newly affected since", null=True, blank=True)
    checked_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[OutlookQuerySet] = OutlookQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(changed_at=None) | Q(needs_review=True),
                name="outlook_with_news_needs_review",
                violation_error_message="A session that is newly affected needs a practitioner's review.",
            ),
        ]

    def __str__(self) -> str:
        return f"Outlook of session {self.session_id}"
