"""Working alone in somebody's home: arrived, out again, and who is told when nobody hears of it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from sessions.models.session import TreatmentSession

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from reflexpractice.accounts.models import User

LONGEST_WAIT = 120
LOOKED_BACK = dt.timedelta(hours=12)
"""A visit of which nobody has noted the arrival counts as under way no longer than this after its end."""


def _minutes(default: int) -> models.PositiveSmallIntegerField[int, int]:
    limits = [MinValueValidator(5), MaxValueValidator(LONGEST_WAIT)]
    return models.PositiveSmallIntegerField(default=default, validators=limits)


class Buddy(models.Model):
    """Who is told when a practitioner does not check out of a home visit."""

    practitioner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="buddy")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    email = models.EmailField("e-mail address", blank=True)
    grace_minutes = _minutes(30)
    again_minutes = _minutes(15)
    chosen_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "buddies"
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None, email__gt="") | Q(person__isnull=False, email=""),
                name="buddy_is_one_person",
                violation_error_message="Choose somebody of the practice, or enter an e-mail address.",
            )
        ]

    def __str__(self) -> str:
        return str(self.person or self.email)

    @property
    def address(self) -> str:
        """Where a letter goes; nothing where the buddy has left the practice."""
        if self.person is None:
            return self.email
        return self.person.email if self.person.is_active else ""


class HomeVisitQuerySet(models.QuerySet["HomeVisit"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        if not user.has_perm("treatments.view_homevisit"):
            return self.none()
        return self.filter(session__in=TreatmentSession.objects.visible_to(user))


class HomeVisit(models.Model):
    """When a practitioner arrived at a home visit, and when they were out again."""

    session = models.OneToOneField(TreatmentSession, on_delete=models.CASCADE, related_name="home_visit")
    arrived_at = models.DateTimeField(null=True, blank=True)
    arrived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    out_by = models.DateTimeField("expects to be out by")
    buddy_email = models.EmailField("who is told this time", blank=True)
    left_at = models.DateTimeField("out at", null=True, blank=True)
    left_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar[HomeVisitQuerySet] = HomeVisitQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-out_by", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(arrived_at=None) | Q(left_at=None) | Q(left_at__gte=F("arrived_at")),
                name="home_visit_ends_after_arrival",
                violation_error_message="Nobody leaves before they arrive.",
            )
        ]

    def __str__(self) -> str:
        return f"Home visit, session {self.session_id}"


def still_out(now: dt.datetime | None = None) -> models.QuerySet[TreatmentSession]:
    """Home visits that have begun, and of which nobody has said that they are over.

    Where not even the arrival was noted, something may have happened on the way; after half a day it is old news.
    """
    now = now or timezone.now()
    status = TreatmentSession.Status
    visits = TreatmentSession.objects.filter(
        status__in=[status.BOOKED, status.STARTED, status.FINISHED], starts_at__lte=now, home_visit__left_at=None
    ).exclude(home_address="")
    near = Q(starts_at__gt=now - LOOKED_BACK - dt.timedelta(minutes=240))
    rows = visits.filter(near | Q(home_visit__arrived_at__isnull=False))
    return rows.select_related("home_visit", "practitioner__buddy__person", "client").order_by("starts_at", "pk")
