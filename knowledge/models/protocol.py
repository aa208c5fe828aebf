"""Suggested routines by complaint."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from knowledge.fields import CodesField, valid_codes
from knowledge.models.choices import Grade
from knowledge.models.row import SwitchableRow, require_known
from knowledge.models.technique import Technique
from knowledge.models.zone import Zone


class Protocol(SwitchableRow):
    """A suggestion: zones in order, techniques, time and pressure; never a treatment."""

    name = models.CharField(max_length=80)
    complaint = models.CharField(max_length=120)
    techniques = CodesField(blank=True, validators=[valid_codes], help_text="Codes of techniques, in order.")
    minutes_per_foot_min = models.PositiveSmallIntegerField("least minutes a foot")
    minutes_per_foot_max = models.PositiveSmallIntegerField("most minutes a foot")
    pressure_max = models.PositiveSmallIntegerField("pressure at most")
    sequence = models.TextField(blank=True)
    frequency = models.CharField(max_length=120, blank=True)
    wording_allowed = models.CharField(max_length=200, blank=True, help_text="The only benefit a client may read.")
    evidence_grade = models.CharField("evidence", max_length=10, choices=Grade)
    evidence_note = models.TextField(blank=True)
    known_conflicts = models.TextField(blank=True)

    class Meta(SwitchableRow.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes_per_foot_min__lte=F("minutes_per_foot_max"), minutes_per_foot_max__lte=60),
                name="protocol_minutes_within_an_hour",
                violation_error_message="Minutes run from 0 to 60, the least first.",
            ),
            models.CheckConstraint(
                condition=Q(pressure_max__range=(1, 5)),
                name="protocol_pressure_between_1_and_5",
                violation_error_message="Pressure runs from 1 to 5.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        require_known(Technique, self.techniques, field="techniques")


class ProtocolZone(models.Model):
    """A zone of a protocol, in its place."""

    protocol = models.ForeignKey(Protocol, on_delete=models.CASCADE, related_name="zones")
    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "zone of a protocol"
        verbose_name_plural = "zones, in order"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["protocol", "zone"],
                name="protocol_zone_once",
                violation_error_message="The protocol already has this zone.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.zone)
