"""The plan of a session, and what was known and decided about its safety."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MinLengthValidator
from django.db import models
from django.utils import timezone

from knowledge.models import Release
from sessions.models.session import TreatmentSession


class Foot(models.TextChoices):
    RIGHT = "right", "Right"
    LEFT = "left", "Left"


class PlannedZone(models.Model):
    """One zone of one foot that is to be worked."""

    session = models.ForeignKey(TreatmentSession, on_delete=models.CASCADE, related_name="planned_zones")
    zone = models.CharField(max_length=40)
    zone_name = models.CharField(max_length=80)
    side = models.CharField(max_length=5, choices=Foot.choices)
    light = models.BooleanField(default=False)
    minutes = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "zone", "side"],
                name="zone_planned_once",
                violation_error_message="This zone is already in the plan.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.zone_name}, {self.side}"


class SafetyCheck(models.Model):
    """A check as it was made: facts, plan, Release and result, kept for replay. Never changed."""

    class Moment(models.TextChoices):
        START = "start", "When the session was started"
        SIGN = "sign", "When the note was signed"

    session = models.ForeignKey(TreatmentSession, on_delete=models.PROTECT, related_name="safety_checks")
    moment = models.CharField(max_length=8, choices=Moment.choices)
    made_at = models.DateTimeField(default=timezone.now)
    release = models.ForeignKey(Release, null=True, on_delete=models.PROTECT, related_name="+")
    release_seal = models.CharField(max_length=64, blank=True)
    facts = models.JSONField()
    plan = models.JSONField()
    result = models.JSONField()
    complete = models.BooleanField()
    effect = models.CharField("gravest effect for the session", max_length=10)

    class Meta:
        ordering = ["made_at"]

    def __str__(self) -> str:
        return f"Check of {self.made_at:%d %b %Y %H:%M}"


class Acknowledgement(models.Model):
    """A finding that was read, with the words that were shown; void when fact or rule changes."""

    session = models.ForeignKey(TreatmentSession, on_delete=models.CASCADE, related_name="acknowledgements")
    finding = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64)
    words = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "fingerprint"],
                name="finding_read_once",
                violation_error_message="This finding has been read.",
            )
        ]

    def __str__(self) -> str:
        return self.finding


class Override(models.Model):
    """A zone worked against advice: one zone, one foot, one session, with a reason. Void when fact or rule changes."""

    class Reason(models.TextChoices):
        CLIENT_WISH = "client_wish", "The client asks for it after hearing the reason"
        HEALED = "healed", "What the flag describes is no longer there"
        OTHER_ADVICE = "other_advice", "A doctor, midwife or specialist advised otherwise"
        TRAINED = "trained", "I am trained for this and adapt the work"

    session = models.ForeignKey(TreatmentSession, on_delete=models.CASCADE, related_name="overrides")
    zone = models.CharField(max_length=40)
    zone_name = models.CharField(max_length=80)
    side = models.CharField(max_length=5, choices=Foot.choices)
    effect = models.CharField(max_length=10)
    rules = models.JSONField(help_text="Codes of the rules it goes against.")
    fingerprint = models.CharField(max_length=64)
    shown = models.TextField("the warning as it was shown")
    reason = models.CharField(max_length=16, choices=Reason.choices)
    words = models.CharField(
        "in your own words",
        max_length=500,
        validators=[MinLengthValidator(5, "Write a few words: at least 5 characters.")],
    )
    client_agrees = models.BooleanField("I have told the client, who agrees")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "zone", "side"],
                name="zone_overridden_once",
                violation_error_message="A reason for this zone has been recorded.",
            ),
            models.CheckConstraint(
                condition=models.Q(client_agrees=True),
                name="override_has_the_clients_consent",
                violation_error_message="Tell the client first; without agreement the zone is left out.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.zone_name}, {self.side}"
