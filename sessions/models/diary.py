"""The diary: when people work, when they are away, visits that repeat, and times that are taken."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, ClassVar, Self, TypeVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from clients.models import Client

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from reflexpractice.accounts.models import User


class Weekday(models.IntegerChoices):
    MONDAY = 0, "Monday"
    TUESDAY = 1, "Tuesday"
    WEDNESDAY = 2, "Wednesday"
    THURSDAY = 3, "Thursday"
    FRIDAY = 4, "Friday"
    SATURDAY = 5, "Saturday"
    SUNDAY = 6, "Sunday"


Row = TypeVar("Row", bound=models.Model)


class DiaryQuerySet(models.QuerySet[Row]):
    """Rows about a practitioner's time: one's own, or everybody's for those who run the diary."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        if not user.has_perm(f"treatments.view_{self.model._meta.model_name}"):
            return self.none()
        return self if runs_the_diary(user) else self.filter(Q(practitioner=user) | Q(practitioner=None))

    def of(self, practitioner: User) -> Self:
        return self.filter(practitioner=practitioner)


def runs_the_diary(user: User | AnonymousUser) -> bool:
    """Whether this person keeps everybody's hours, as the owner and reception do."""
    return user.has_perm("clients.view_every_client")


class WorkingHoursQuerySet(DiaryQuerySet["WorkingHours"]):
    """Hours have no words of their own."""


class WorkingHours(models.Model):
    """A time of the week at which a practitioner usually works."""

    practitioner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="working_hours")
    weekday = models.PositiveSmallIntegerField("day", choices=Weekday.choices)
    begins = models.TimeField("from")
    ends = models.TimeField("to")

    objects: ClassVar[WorkingHoursQuerySet] = WorkingHoursQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "working hours"
        verbose_name_plural = "working hours"
        ordering = ["practitioner", "weekday", "begins"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__gt=F("begins")),
                name="working_hours_end_after_they_begin",
                violation_error_message="Working hours end after they begin.",
            ),
            models.UniqueConstraint(
                fields=["practitioner", "weekday", "begins"],
                name="working_hours_once",
                violation_error_message="Working hours that begin then are already there.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.begins:%H:%M}–{self.ends:%H:%M}"


class AbsenceQuerySet(DiaryQuerySet["Absence"]):
    def between(self, since: dt.datetime, until: dt.datetime) -> Self:
        """Absences that touch this time."""
        return self.filter(starts_at__lt=until, ends_at__gt=since)

    def for_practitioner(self, practitioner: User) -> Self:
        """One's own absences and the days on which the practice is closed."""
        return self.filter(Q(practitioner=practitioner) | Q(practitioner=None))


class Absence(models.Model):
    """A time at which a practitioner, or the whole practice, is away."""

    practitioner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="absences",
        help_text="Nobody means that the practice is closed.",
    )
    starts_at = models.DateTimeField("from")
    ends_at = models.DateTimeField("until")
    reason = models.CharField(max_length=80, blank=True, help_text="Everybody here reads this.")

    objects: ClassVar[AbsenceQuerySet] = AbsenceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="absence_ends_after_it_began",
                violation_error_message="An absence ends after it begins.",
            )
        ]

    def __str__(self) -> str:
        begins, ends = timezone.localtime(self.starts_at), timezone.localtime(self.ends_at)
        return f"{self.practitioner or 'The practice'}: {begins:%d %b %Y %H:%M} – {ends:%d %b %Y %H:%M}"


class Series(models.Model):
    """Visits of one client that repeat every so many weeks; each is a session of its own."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    practitioner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    weeks_apart = models.PositiveSmallIntegerField(
        "every how many weeks", default=1, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "series"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weeks_apart__gte=1, weeks_apart__lte=12),
                name="series_weeks_are_1_to_12",
                violation_error_message="Visits repeat every 1 to 12 weeks.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.client}, {self.words}"

    @property
    def words(self) -> str:
        return "every week" if self.weeks_apart == 1 else f"every {self.weeks_apart} weeks"


class SlotHold(models.Model):
    """Five minutes that are taken. Two sessions can never hold the same: the database refuses the second.

    An exclusion constraint would say it shorter, but only PostgreSQL has one.
    """

    class Whose(models.TextChoices):
        PRACTITIONER = "practitioner", "Practitioner"
        ROOM = "room", "Room"
        CLIENT = "client", "Client"

    session = models.ForeignKey("TreatmentSession", on_delete=models.CASCADE, related_name="holds")
    whose = models.CharField(max_length=12, choices=Whose.choices)
    holder = models.BigIntegerField(help_text="Number of the practitioner, room or client.")
    slot = models.DateTimeField(help_text="Where the five minutes begin.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["whose", "holder", "slot"],
                name="slot_held_once",
                violation_error_message="This time is taken.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.whose} {self.holder}: {self.slot:%Y-%m-%d %H:%M}"
