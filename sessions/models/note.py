"""What was found and written down."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from clients.models import Client
from knowledge.fields import CodesField
from sessions.models.plan import Foot
from sessions.models.session import TreatmentSession

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from reflexpractice.accounts.models import User


class NoteQuerySet(models.QuerySet["Note"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        if not user.has_perm("treatments.view_note"):
            return self.none()
        return self.filter(session__client__in=Client.objects.visible_to(user))


class Note(models.Model):
    """The SOAP note of a session. Once signed, the database refuses every change."""

    session = models.OneToOneField(TreatmentSession, on_delete=models.PROTECT, related_name="note")
    subjective = models.TextField("what the client said", blank=True)
    objective = models.TextField("what you found", blank=True)
    assessment = models.TextField("what you make of it", blank=True)
    plan = models.TextField("next", blank=True)
    objective_by_hand = models.BooleanField(default=False, editable=False)
    skin_checked = models.BooleanField("skin of both feet looked at before and after", default=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    signed_at = models.DateTimeField(null=True, blank=True, editable=False)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    content_hash = models.CharField(max_length=64, blank=True, editable=False)

    objects: ClassVar[NoteQuerySet] = NoteQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_at=None, signed_by=None, content_hash="")
                | (Q(signed_at__isnull=False, signed_by__isnull=False) & ~Q(content_hash="")),
                name="note_signed_whole",
                violation_error_message="A signature has a time, a person and a fingerprint.",
            )
        ]

    def __str__(self) -> str:
        return f"Note: {self.session}"

    @property
    def is_signed(self) -> bool:
        return self.signed_at is not None


class ZoneFinding(models.Model):
    """What was felt in one zone of one foot."""

    class Texture(models.TextChoices):
        SOFT = "soft", "Soft"
        TIGHT = "tight", "Tight"
        GRAINY = "grainy", "Grainy"
        PUFFY = "puffy", "Puffy"
        WARM = "warm", "Warm"
        COOL = "cool", "Cool"

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="findings")
    zone = models.CharField(max_length=40)
    zone_name = models.CharField(max_length=80)
    side = models.CharField(max_length=5, choices=Foot.choices)
    tenderness = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(3)])
    textures = CodesField(choices=Texture.choices, blank=True)
    words = models.CharField(max_length=300, blank=True)
    against = models.CharField("warning it was worked against", max_length=10, blank=True, editable=False)
    justification = models.CharField("why it was worked though flagged", max_length=500, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["note", "zone", "side"],
                name="zone_found_once",
                violation_error_message="This zone already has a finding.",
            ),
            models.CheckConstraint(
                condition=Q(tenderness=None) | Q(tenderness__lte=3),
                name="tenderness_is_0_to_3",
                violation_error_message="Tenderness goes from 0 to 3.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.zone_name}, {self.side}"


class Score(models.Model):
    """How strong something was for the client, 0 none to 10 worst, before and after a session."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="scores")
    goal = models.CharField("what is scored", max_length=80)
    before = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(10)])
    after = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(10)])

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["note", "goal"],
                name="goal_scored_once",
                violation_error_message="This is already scored.",
            ),
            models.CheckConstraint(
                condition=(Q(before=None) | Q(before__lte=10)) & (Q(after=None) | Q(after__lte=10)),
                name="score_is_0_to_10",
                violation_error_message="A score goes from 0 to 10.",
            ),
        ]

    def __str__(self) -> str:
        return self.goal


class Amendment(models.Model):
    """A dated addition to a signed note, chained to what was there before. Never changed."""

    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="amendments")
    words = models.TextField("addition")
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"Addition of {self.at:%d %b %Y}"
