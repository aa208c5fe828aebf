"""When a condition bears on a session, a zone or a technique."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from knowledge.fields import CodesField, valid_code
from knowledge.models.choices import (
    Call,
    Cleared,
    Confidence,
    Effect,
    Grade,
    Lifting,
    Operator,
    Reach,
    Region,
    ScopeKind,
    Status,
    Tier,
)
from knowledge.models.condition import Condition
from knowledge.models.row import SwitchableRow, refuse_unknown, require_known
from knowledge.models.technique import Technique
from knowledge.models.zone import Zone


def only_yes() -> list[str]:
    """Most rules hold when the client has the condition."""
    return [Status.YES.value]


class Rule(SwitchableRow):
    """When a condition is so and so, then this for that; matching is code, the rule is a row."""

    condition = models.ForeignKey(Condition, on_delete=models.PROTECT, related_name="rules")
    statuses = CodesField("when the answer is", choices=Status, default=only_yes)
    weeks_from = models.PositiveSmallIntegerField("from week of pregnancy", null=True, blank=True)
    weeks_to = models.PositiveSmallIntegerField("to week", null=True, blank=True)
    days_from = models.PositiveIntegerField("from day", null=True, blank=True, help_text="Days since it happened.")
    days_to = models.PositiveIntegerField("to day", null=True, blank=True)
    cleared = models.CharField("medical clearance", max_length=3, choices=Cleared, default=Cleared.EITHER, blank=True)
    also_condition = models.ForeignKey(
        Condition, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="and also"
    )
    qualifier = models.CharField(
        "in words", max_length=200, blank=True, help_text="When the rule holds, in a few words."
    )
    foot = models.CharField(max_length=8, choices=Reach, default=Reach.ANY)
    effect = models.CharField(max_length=8, choices=Effect)
    max_pressure = models.PositiveSmallIntegerField("pressure at most", null=True, blank=True)
    max_minutes = models.PositiveSmallIntegerField("minutes at most", null=True, blank=True)
    override = models.CharField("lifted by", max_length=10, choices=Lifting, default=Lifting.REASON)
    rationale = models.TextField("why")
    instead = models.TextField("do instead")
    evidence_grade = models.CharField("evidence", max_length=10, choices=Grade)
    confidence = models.CharField(max_length=6, choices=Confidence)
    release_tier = models.CharField("tier", max_length=8, choices=Tier, default=Tier.CORE)
    call = models.CharField(
        "red flag: who helps",
        max_length=10,
        choices=Call,
        blank=True,
        help_text="The client’s form stops at once at such an answer and says whom to call.",
    )
    tell = models.TextField("red flag: what the client reads", blank=True)

    class Meta(SwitchableRow.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(call="", tell="") | (~Q(call="") & ~Q(tell="")),
                name="rule_red_flag_says_whom_to_call",
                violation_error_message="A red flag needs both whom to call and what the client reads.",
            ),
            models.CheckConstraint(
                condition=Q(weeks_from=None, weeks_to=None)
                | Q(weeks_from__isnull=False, weeks_to__isnull=False)
                & Q(weeks_from__lte=F("weeks_to"), weeks_to__lte=42),
                name="rule_weeks_in_order",
                violation_error_message="Weeks run from 0 to 42, and both ends are needed.",
            ),
            models.CheckConstraint(
                condition=Q(days_from=None, days_to=None)
                | Q(days_from__isnull=False, days_to__isnull=False, days_from__lte=F("days_to")),
                name="rule_days_in_order",
                violation_error_message="Days need both ends, the first no later than the last.",
            ),
            models.CheckConstraint(
                condition=Q(max_pressure=None) | Q(max_pressure__range=(1, 5)),
                name="rule_pressure_between_1_and_5",
                violation_error_message="Pressure runs from 1 to 5.",
            ),
            models.CheckConstraint(
                condition=Q(max_minutes=None) | Q(max_minutes__range=(1, 60)),
                name="rule_minutes_between_1_and_60",
                violation_error_message="Minutes run from 1 to 60.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.condition}, {self.get_effect_display().lower()}"


class RuleScope(models.Model):
    """What a rule bears on: one thing; a rule can have several."""

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="scope")
    kind = models.CharField(max_length=8, choices=ScopeKind)
    code = models.CharField(
        max_length=60,
        blank=True,
        validators=[valid_code],
        help_text="Not needed for the session and the client’s areas.",
    )

    class Meta:
        verbose_name = "what it bears on"
        verbose_name_plural = "what it bears on"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "kind", "code"],
                name="rule_scope_once",
                violation_error_message="The rule already bears on this.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["session", "area"], code="") | (~Q(kind__in=["session", "area"]) & ~Q(code="")),
                name="rule_scope_names_what_it_bears_on",
                violation_error_message="Name what the rule bears on; the session and the client’s areas need no name.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.code}".strip()

    def clean(self) -> None:
        super().clean()
        if self.code:
            self._require_known_code()

    def _require_known_code(self) -> None:
        """Refuse a code that touches nothing."""
        if self.kind == ScopeKind.ZONE:
            require_known(Zone, [self.code], field="code")
        elif self.kind in (ScopeKind.TECHNIQUE, ScopeKind.PRODUCT):
            require_known(Technique, [self.code], field="code")
        else:
            refuse_unknown([self.code], self._names(), what=self.get_kind_display().lower(), field="code")

    def _names(self) -> set[str]:
        """Names that regions, groups of zones and kinds of technique go by."""
        if self.kind == ScopeKind.REGION:
            return {*Region.values, "all"}
        lists: dict[str, models.QuerySet[Any, list[str]]] = {
            ScopeKind.GROUP: Zone.objects.values_list("groups", flat=True),
            ScopeKind.CLASS: Technique.objects.values_list("classes", flat=True),
        }
        return {name for names in lists.get(self.kind, ()) for name in names}


class RuleAttribute(models.Model):
    """A detail of the flag that must hold for the rule."""

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="attributes")
    field = models.CharField("answer", max_length=40, validators=[valid_code])
    operator = models.CharField(max_length=2, choices=Operator, default=Operator.IS)
    value = models.CharField(max_length=60)
    when_unknown = models.BooleanField("also when not known", default=False)

    class Meta:
        verbose_name = "detail that must hold"
        verbose_name_plural = "details that must hold"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "field", "operator", "value"],
                name="rule_attribute_once",
                violation_error_message="The rule already asks for this.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field} {self.get_operator_display()} {self.value}"

    def clean(self) -> None:
        super().clean()
        if self.operator in (Operator.BELOW, Operator.ABOVE) and not _is_number(self.value):
            raise ValidationError({"value": ValidationError("Write a number to compare with.", code="number")})


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
