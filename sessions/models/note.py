"""What was found and written down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce

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

    def to_co_sign(self) -> Self:
        """Signed by an assistant and waiting for a supervisor: not co-signed, and nothing returned is unanswered."""
        return self._half_signed().exclude(Exists(self._unanswered()))

    def returned(self) -> Self:
        """Returned to the assistant, who has not added anything since."""
        return self._half_signed().filter(Exists(self._unanswered()))

    def _half_signed(self) -> Self:
        co_signed = SecondReading.objects.filter(note=OuterRef("pk"), verdict=SecondReading.Verdict.CO_SIGNED)
        return self.filter(needs_co_signature=True).exclude(Exists(co_signed))

    @staticmethod
    def _unanswered() -> models.QuerySet[SecondReading]:
        later = Amendment.objects.filter(note=OuterRef("note"), at__gt=OuterRef("at"))
        returned = SecondReading.objects.filter(note=OuterRef("pk"), verdict=SecondReading.Verdict.RETURNED)
        return returned.exclude(Exists(later))


class Means(models.TextChoices):
    """How somebody who signs has shown who they are."""

    PASSWORD = "password", "password"
    PIN = "pin", "PIN"


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
    signed_means = models.CharField("signed by", max_length=10, choices=Means.choices, blank=True, editable=False)
    needs_co_signature = models.BooleanField(default=False, editable=False)
    carried = models.JSONField("taken over from an earlier note", default=dict, blank=True, editable=False)
    content_hash = models.CharField(max_length=64, blank=True, editable=False)

    objects: ClassVar[NoteQuerySet] = NoteQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        permissions = [("co_sign_note", "Can sign alone, and co-sign what an assistant has signed")]
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_at=None, signed_by=None, content_hash="")
                | (Q(signed_at__isnull=False, signed_by__isnull=False) & ~Q(content_hash="")),
                name="note_signed_whole",
                violation_error_message="A signature has a time, a person and a fingerprint.",
            ),
            models.CheckConstraint(
                condition=Q(needs_co_signature=False) | Q(signed_at__isnull=False),
                name="note_co_signed_after_signing",
                violation_error_message="A note is signed before it is co-signed.",
            ),
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


class SecondReading(models.Model):
    """A supervisor's answer to a note that an assistant has signed: co-signed, or returned. Never changed."""

    class Verdict(models.TextChoices):
        CO_SIGNED = "co_signed", "Co-signed"
        RETURNED = "returned", "Returned"

    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="second_readings")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    words = models.TextField("remark", blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="who signed the note"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    means = models.CharField("signed by", max_length=10, choices=Means.choices, blank=True)
    covers = models.CharField("fingerprint of what was read", max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["note"],
                condition=Q(verdict="co_signed"),
                name="note_co_signed_once",
                violation_error_message="This note has been co-signed.",
            ),
            models.CheckConstraint(
                condition=~Q(by=F("signed_by")),
                name="nobody_co_signs_their_own",
                violation_error_message="Somebody else co-signs your notes.",
            ),
            models.CheckConstraint(
                condition=(Q(verdict="co_signed") & ~Q(means="")) | (Q(verdict="returned") & ~Q(words="")),
                name="second_reading_whole",
                violation_error_message="A returned note has a remark, a co-signature says how it was made.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()} {self.at:%d %b %Y}"


class OwnTextQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """One's own, and those of the practice."""
        if not user.has_perm("treatments.view_notetemplate"):
            return self.none()
        return self.filter(Q(person=None) | Q(person=user.pk))


class NoteTemplate(models.Model):
    """Texts to begin a note with; of one person, or of the whole practice."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+",
        help_text="Empty: for everybody who treats.",
    )  # fmt: skip
    name = models.CharField(max_length=60)
    subjective = models.TextField("what the client said", blank=True, max_length=4000)
    objective = models.TextField("what you found", blank=True, max_length=4000)
    assessment = models.TextField("what you make of it", blank=True, max_length=4000)
    plan = models.TextField("next", blank=True, max_length=4000)

    objects: ClassVar[OwnTextQuerySet] = OwnTextQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Coalesce("person", Value(0)),
                "name",
                name="note_template_named_once",
                violation_error_message="There is a template of that name.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class NotePhrases(models.Model):
    """The short phrases below each text, one a line; of one person, or of the whole practice."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+",
        help_text="Empty: for everybody who has none of their own.",
    )  # fmt: skip
    subjective = models.TextField("what the client said", blank=True, max_length=1000)
    objective = models.TextField("what you found", blank=True, max_length=1000)
    assessment = models.TextField("what you make of it", blank=True, max_length=1000)
    plan = models.TextField("next", blank=True, max_length=1000)

    objects: ClassVar[OwnTextQuerySet] = OwnTextQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = verbose_name_plural = "note phrases"
        constraints = [
            models.UniqueConstraint(
                Coalesce("person", Value(0)),
                name="note_phrases_once",
                violation_error_message="These phrases are already there: change them.",
            )
        ]

    def __str__(self) -> str:
        return f"Phrases of {self.person or 'the practice'}"
