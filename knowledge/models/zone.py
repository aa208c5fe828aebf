"""The zones of the feet."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from knowledge.fields import CodesField, valid_codes
from knowledge.models.choices import BodySystem, Confidence, Feet, Region, View, ZoneKind
from knowledge.models.row import CitedRow


class Zone(CitedRow):
    """A place on the foot that is planned, worked or left out."""

    number = models.PositiveSmallIntegerField(help_text="Place in the reading order, from the toes to the ankle.")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=ZoneKind, default=ZoneKind.REFLEX)
    region = models.CharField("part of the foot", max_length=16, choices=Region)
    secondary_regions = CodesField(
        "also lies in",
        choices=Region,
        blank=True,
        help_text="Rules about these parts of the foot bear on the zone too.",
    )
    foot_side = models.CharField("foot", max_length=6, choices=Feet, default=Feet.BOTH)
    side_note = models.CharField(max_length=200, blank=True)
    view = models.CharField("seen from", max_length=8, choices=View, default=View.PLANTAR)
    body_correspondence = models.CharField("stands for", max_length=200, blank=True)
    location = models.CharField(max_length=300, blank=True, help_text="How to find it on the foot.")
    body_system = models.CharField(max_length=20, choices=BodySystem)
    groups = CodesField(
        blank=True,
        validators=[valid_codes],
        help_text="Names of groups that rules can speak of: pelvic, spine.",
    )
    chart_agreement = models.CharField("charts agree", max_length=6, choices=Confidence, default=Confidence.MEDIUM)

    class Meta(CitedRow.Meta):
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="zone_number_from_one",
                violation_error_message="Zones are counted from 1.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        # Not unique in the database: an upgrade may renumber zones in one statement.
        if other := Zone.objects.filter(number=self.number).exclude(pk=self.pk).first():
            raise ValidationError({"number": ValidationError(f"{self.number} is {other}.", code="unique")})
