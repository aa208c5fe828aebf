"""A session: one visit of one client."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from clients.models import Client
from knowledge.fields import CodesField
from knowledge.models import Release
from reflexpractice.accounts.models import Location, Room
from sessions.models.diary import Series

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from reflexpractice.accounts.models import User


LONGEST_AROUND = 120
"""Minutes kept free before or after a session, at most."""


class TreatmentSessionQuerySet(models.QuerySet["TreatmentSession"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        if not user.has_perm("treatments.view_treatmentsession"):
            return self.none()
        return self.filter(client__in=Client.objects.visible_to(user))

    def on_day(self, day: dt.date) -> Self:
        """Sessions of a local day, in order of time."""
        midnight = timezone.make_aware(dt.datetime.combine(day, dt.time.min))
        next_midnight = timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min))
        return self.filter(starts_at__gte=midnight, starts_at__lt=next_midnight).order_by("starts_at", "pk")

    def to_come(self) -> Self:
        """Booked and not yet begun."""
        return self.filter(status=TreatmentSession.Status.BOOKED)

    def unsigned(self) -> Self:
        """Worked, and the note is waiting for a signature."""
        return self.filter(status__in=[TreatmentSession.Status.STARTED, TreatmentSession.Status.FINISHED]).filter(
            Q(note=None) | Q(note__signed_at=None)
        )

    def signed(self) -> Self:
        return self.filter(note__signed_at__isnull=False)


class TreatmentSession(models.Model):
    """Booked, planned, worked and written up. Locked by the database once its note is signed."""

    class Status(models.TextChoices):
        BOOKED = "booked", "Booked"
        STARTED = "started", "Started"
        FINISHED = "finished", "Finished"
        CANCELLED = "cancelled", "Cancelled"
        NO_SHOW = "no_show", "Did not come"

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="sessions")
    practitioner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    location = models.ForeignKey(Location, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    room = models.ForeignKey(Room, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField("date and time")
    minutes = models.PositiveSmallIntegerField(
        "length in minutes", default=60, validators=[MinValueValidator(5), MaxValueValidator(240)]
    )
    travel_minutes = models.PositiveSmallIntegerField(
        "minutes kept free before", default=0, validators=[MaxValueValidator(LONGEST_AROUND)]
    )
    buffer_minutes = models.PositiveSmallIntegerField(
        "minutes kept free after", default=0, validators=[MaxValueValidator(LONGEST_AROUND)]
    )
    home_address = models.TextField("address of a home visit", blank=True)
    access_notes = models.TextField("how to get in", blank=True)
    series = models.ForeignKey(Series, null=True, blank=True, on_delete=models.PROTECT, related_name="sessions")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.BOOKED)
    aim = models.CharField("what it is for", max_length=120, blank=True)
    protocol = models.CharField("protocol it began from", max_length=60, blank=True)
    techniques = CodesField(blank=True)
    pressure = models.PositiveSmallIntegerField(
        "planned pressure", default=2, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    work_minutes = models.PositiveSmallIntegerField(
        "planned minutes of work", default=45, validators=[MinValueValidator(1), MaxValueValidator(240)]
    )
    plan_version = models.PositiveIntegerField(default=0, editable=False)
    release = models.ForeignKey(
        Release, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField(null=True, blank=True, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True, editable=False)
    sequence = models.PositiveIntegerField("times the booking has changed", default=0, editable=False)
    diary_changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_reason = models.CharField("why it was cancelled", max_length=200, blank=True)

    objects: ClassVar[TreatmentSessionQuerySet] = TreatmentSessionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "session"
        ordering = ["-starts_at", "-pk"]
        indexes = [
            models.Index(fields=["practitioner", "starts_at"], name="session_of_the_day"),
            models.Index(fields=["client", "-starts_at"], name="session_of_client"),
            models.Index(fields=["status", "starts_at"], name="session_by_status"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=5, minutes__lte=240),
                name="session_length_is_possible",
                violation_error_message="A session lasts between 5 and 240 minutes.",
            ),
            models.CheckConstraint(
                condition=Q(travel_minutes__lte=LONGEST_AROUND, buffer_minutes__lte=LONGEST_AROUND),
                name="session_time_around_is_possible",
                violation_error_message="At most two hours are kept free before or after a session.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["booked", "cancelled", "no_show"]) | Q(started_at__isnull=False),
                name="session_worked_has_begun",
                violation_error_message="A session that was worked has a beginning.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client}, {timezone.localtime(self.starts_at):%d %b %Y %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("sessions:record", args=[self.pk])

    @property
    def day(self) -> dt.date:
        """The local date the checks are made for."""
        return timezone.localtime(self.starts_at).date()

    @property
    def minutes_worked(self) -> int:
        """Whole minutes since the start, or from start to end once the work is over; 0 before."""
        if self.started_at is None:
            return 0
        worked = (self.finished_at or timezone.now()) - self.started_at
        return max(0, int(worked.total_seconds() // 60))

    @property
    def ends_at(self) -> dt.datetime:
        return self.starts_at + dt.timedelta(minutes=self.minutes)

    @property
    def kept_from(self) -> dt.datetime:
        """When the practitioner's time for it begins: with the way there."""
        return self.starts_at - dt.timedelta(minutes=self.travel_minutes)

    @property
    def kept_until(self) -> dt.datetime:
        """When the practitioner is free again."""
        return self.ends_at + dt.timedelta(minutes=self.buffer_minutes)

    @property
    def is_home_visit(self) -> bool:
        return bool(self.home_address)

    @property
    def needs_review(self) -> bool:
        """All that reception is told: a practitioner has to look, not why. Never checked is not known to be fine."""
        outlook = getattr(self, "outlook", None)
        return self.status == self.Status.BOOKED and (outlook is None or outlook.needs_review)

    @property
    def out_by(self) -> dt.datetime:
        """When the practitioner expects to be out of a home visit."""
        visit = getattr(self, "home_visit", None)
        return visit.out_by if visit else self.ends_at

    @property
    def place_words(self) -> str:
        """Where, without the address of a home visit; nothing where nobody said."""
        return "Home visit" if self.is_home_visit else str(self.room or self.location or "")

    def note_change(self) -> list[str]:
        """Count one more change of time, place or status, as calendars elsewhere ask for; the fields to save."""
        self.sequence += 1
        self.diary_changed_at = timezone.now()
        return ["sequence", "diary_changed_at"]
