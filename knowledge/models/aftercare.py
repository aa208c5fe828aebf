"""What a client is told for afterwards."""

from __future__ import annotations

from django.db import models

from knowledge.fields import CodesField
from knowledge.models.choices import SheetSection, Weight
from knowledge.models.condition import Condition
from knowledge.models.row import SwitchableRow, require_known

ANYONE = ("always", "optional")


class Aftercare(SwitchableRow):
    """One piece of advice, and for whom."""

    title = models.CharField(max_length=80)
    advice = models.TextField()
    when = models.CharField(max_length=40, blank=True)
    audience = CodesField(help_text="“all”, or codes of conditions.")
    triggered_by = CodesField(
        help_text="“always”, “optional”, or codes of conditions, with a detail: diabetes insulin=yes."
    )
    not_with = CodesField(
        blank=True, help_text="Codes of conditions with which it would be wrong; it is then left off the sheet."
    )
    section = models.CharField(
        "part of the sheet", max_length=8, choices=SheetSection, blank=True, help_text="Empty: “Look after yourself”."
    )
    do_not_say = models.CharField(max_length=200, blank=True)
    strength = models.CharField(max_length=10, choices=Weight)

    class Meta(SwitchableRow.Meta):
        verbose_name = "aftercare advice"
        verbose_name_plural = "aftercare advice"

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        require_known(Condition, [code for code in self.audience if code != "all"], field="audience")
        require_known(Condition, self.not_with, field="not_with")
        named = [entry.partition(" ")[0] for entry in self.triggered_by]
        require_known(Condition, [code for code in named if code not in ANYONE], field="triggered_by")
