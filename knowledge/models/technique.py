"""How feet are worked: techniques, tools, products and self-care."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from knowledge.fields import CodesField, valid_codes
from knowledge.models.choices import Per, Region, TechniqueKind, Worker
from knowledge.models.row import SwitchableRow


class Technique(SwitchableRow):
    """A technique, tool or product; rules limit it by its code or by its classes."""

    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=TechniqueKind, default=TechniqueKind.TECHNIQUE)
    classes = CodesField(
        blank=True,
        validators=[valid_codes],
        help_text="Kinds that rules can speak of: light, moderate, deep, heat.",
    )
    who = CodesField("done by", choices=Worker, blank=True)
    regions = CodesField("parts of the foot", choices=Region, blank=True)
    pressure_min = models.PositiveSmallIntegerField("least pressure", default=1)
    pressure_max = models.PositiveSmallIntegerField("most pressure", default=2)
    minutes_min = models.FloatField("least minutes", default=1)
    minutes_max = models.FloatField("most minutes", default=5)
    minutes_per = models.CharField("minutes are", max_length=8, choices=Per, default=Per.FOOT)
    steps = models.TextField(blank=True)
    cautions = models.TextField(blank=True)

    class Meta(SwitchableRow.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(pressure_min__gte=1, pressure_max__lte=5, pressure_min__lte=F("pressure_max")),
                name="technique_pressure_between_1_and_5",
                violation_error_message="Pressure runs from 1 to 5, the least first.",
            ),
            models.CheckConstraint(
                condition=Q(minutes_min__gte=0, minutes_max__lte=60, minutes_min__lte=F("minutes_max")),
                name="technique_minutes_within_an_hour",
                violation_error_message="Minutes run from 0 to 60, the least first.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
