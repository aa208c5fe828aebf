"""Letters about a visit: what they say, and which went off."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from sessions.models.session import TreatmentSession

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from reflexpractice.accounts.models import User

SUBJECT = "Your visit on {date} at {time}"
TEXT = """Hello {first_name},

this is a reminder of your visit to {practice}.

{date}, {time}
{place}

If you cannot come, please call {phone}.

{practice}
"""
LONGEST_LEAD = 14 * 24
STOPPED_AFTER = dt.timedelta(minutes=30)


def _hours(**options: object) -> models.PositiveSmallIntegerField[int, int]:
    limits = [MinValueValidator(1), MaxValueValidator(LONGEST_LEAD)]
    return models.PositiveSmallIntegerField(validators=limits, **options)  # type: ignore[arg-type]


class ReminderSettings(models.Model):
    """What the practice writes to its clients before a visit, and when."""

    is_on = models.BooleanField("send reminders", default=False)
    hours_before = _hours(default=48)
    second_hours_before = _hours(null=True, blank=True)
    subject = models.CharField(max_length=120, default=SUBJECT)
    text = models.TextField(max_length=2000, default=TEXT)
    ticked_at = models.DateTimeField("last looked for letters to send", null=True, blank=True, editable=False)

    class Meta:
        verbose_name_plural = "reminder settings"
        constraints = [
            models.CheckConstraint(
                condition=Q(pk=1),
                name="reminder_settings_are_the_only_ones",
                violation_error_message="There is one set of reminder settings in each practice.",
            ),
            models.CheckConstraint(
                condition=Q(second_hours_before=None) | Q(second_hours_before__lt=F("hours_before")),
                name="second_reminder_comes_later",
                violation_error_message="The second reminder comes nearer to the visit than the first.",
            ),
        ]

    def __str__(self) -> str:
        return "Reminders"

    @classmethod
    def current(cls) -> ReminderSettings:
        """Those of this practice; as they are shipped, where nobody changed them."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)

    @property
    def leads(self) -> list[tuple[dt.timedelta, str]]:
        """How long before the visit each letter goes off, the nearest first."""
        hours = [(self.second_hours_before, Notice.Kind.SECOND), (self.hours_before, Notice.Kind.FIRST)]
        return [(dt.timedelta(hours=number), kind) for number, kind in hours if number]

    @property
    def has_stopped(self) -> bool:
        """Whether nobody has looked for letters to send for a while."""
        return self.ticked_at is None or self.ticked_at < timezone.now() - STOPPED_AFTER


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        if not user.has_perm("treatments.view_notice"):
            return self.none()
        return self.filter(session__in=TreatmentSession.objects.visible_to(user))

    def reminders(self) -> Self:
        return self.filter(kind__in=[Notice.Kind.FIRST, Notice.Kind.SECOND])

    def alarms(self) -> Self:
        """Letters about a home visit that nobody has checked out of."""
        return self.exclude(kind__in=[Notice.Kind.FIRST, Notice.Kind.SECOND])

    def about_the_present_time(self) -> Self:
        """Of visits that have not been moved since."""
        return self.filter(starts_at=F("session__starts_at"))

    def in_doubt(self) -> Self:
        """Not known to have gone off, and nobody has seen to it."""
        return self.filter(state__in=Notice.IN_DOUBT, settled_at=None)


class Notice(models.Model):
    """One letter about one visit at one time. It is written before the letter goes off, so that none goes twice."""

    class Kind(models.TextChoices):
        FIRST = "first", "Reminder"
        SECOND = "second", "Second reminder"
        OVERDUE = "overdue", "Not checked out of a home visit"
        AGAIN = "again", "Not checked out, second message"
        ALL_CLEAR = "all_clear", "Checked out after all"

    class State(models.TextChoices):
        SENDING = "sending", "Going off"
        SENT = "sent", "Sent"
        FAILED = "failed", "Not sent, will be tried again"
        GIVEN_UP = "given_up", "Not sent"
        UNSURE = "unsure", "Perhaps sent, perhaps not"

    IN_DOUBT = (State.FAILED, State.GIVEN_UP, State.UNSURE)

    session = models.ForeignKey(TreatmentSession, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    starts_at = models.DateTimeField("the visit begins")
    state = models.CharField(max_length=8, choices=State.choices, default=State.SENDING)
    tries = models.PositiveSmallIntegerField(default=1)
    claimed_at = models.DateTimeField("tried at")
    next_try_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField("somebody has seen to it", null=True, blank=True)

    objects: ClassVar[NoticeQuerySet] = NoticeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-claimed_at", "-pk"]
        indexes = [models.Index(fields=["state", "next_try_at"], name="notice_to_try_again")]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "kind", "starts_at"],
                name="notice_goes_off_once",
                violation_error_message="This letter is on its way already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, session {self.session_id}: {self.get_state_display()}"

    @property
    def is_in_doubt(self) -> bool:
        return self.state in self.IN_DOUBT and self.settled_at is None
