"""What a client may have, and what we ask about it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from knowledge.fields import PairsField, valid_code
from knowledge.models.choices import AnswerKind, AskWhen, Category, ConditionKind, FlagPart, FormSection, Tier
from knowledge.models.row import CitedRow


class Condition(CitedRow):
    """A condition that rules speak of; a client's flag is the fact of having it."""

    name = models.CharField(max_length=120)
    category = models.CharField(max_length=20, choices=Category)
    kind = models.CharField(max_length=8, choices=ConditionKind, default=ConditionKind.ASKED)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts",
        help_text="The condition this one is a part of; it is asked only when that one is present.",
    )  # fmt: skip
    question = models.TextField(help_text="In plain English, as the client reads it.")
    ask_when = models.CharField(max_length=14, choices=AskWhen, default=AskWhen.INTAKE)
    fresh_days = models.PositiveSmallIntegerField(
        "fresh for", help_text="Days after which a “no” counts as unknown and a “yes” is due for review."
    )
    critical = models.BooleanField(
        default=False, help_text="Leaving it unanswered calls for clearance, not for a note."
    )
    icd10_who = models.CharField("ICD-10 (WHO)", max_length=10, blank=True)
    icd10_cm = models.CharField("ICD-10-CM", max_length=10, blank=True)
    notes = models.TextField(blank=True)
    release_tier = models.CharField("tier", max_length=8, choices=Tier, default=Tier.CORE)
    form_section = models.CharField(max_length=12, choices=FormSection, default=FormSection.INTAKE)
    at_the_door = models.CharField(
        "in a few words", max_length=160, blank=True,
        help_text="How it is asked at each visit, such as “Cuts or sores”. Without it the question is asked whole.",
    )  # fmt: skip

    class Meta(CitedRow.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(fresh_days__gte=1),
                name="condition_stays_fresh_a_day",
                violation_error_message="An answer stays fresh for at least a day.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FollowUp(models.Model):
    """A question asked when a condition is present; its answer fills a part of the flag."""

    condition = models.ForeignKey(Condition, on_delete=models.CASCADE, related_name="follow_ups")
    field = models.CharField(max_length=40, validators=[valid_code], help_text="Name that rules use for the answer.")
    kind = models.CharField(max_length=8, choices=AnswerKind)
    choices = PairsField(default=list, blank=True, help_text="One answer a line, value: words.")
    question = models.CharField(max_length=300)
    help = models.CharField(max_length=300, blank=True)
    sets = models.CharField("fills", max_length=14, choices=FlagPart, default=FlagPart.ATTRIBUTE, blank=True)
    sort = models.PositiveSmallIntegerField("order", default=999)

    class Meta:
        verbose_name = "follow-up question"
        ordering = ["sort", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["condition", "field"],
                name="follow_up_field_once",
                violation_error_message="This condition already has a question with this name.",
            ),
        ]

    def __str__(self) -> str:
        return self.question
