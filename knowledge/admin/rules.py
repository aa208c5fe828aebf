"""Conditions with their questions, and rules with what they bear on."""

from __future__ import annotations

from django.contrib import admin

from knowledge.admin.row import COMMON, RowAdmin, SwitchableAdmin
from knowledge.models import Condition, FollowUp, Rule, RuleAttribute, RuleScope


class FollowUpInline(admin.StackedInline):  # type: ignore[type-arg]
    model = FollowUp
    extra = 0
    fields = [("field", "kind", "sets"), "question", "help", "choices", "sort"]


@admin.register(Condition)
class ConditionAdmin(RowAdmin):
    list_display = ["name", "code", "category", "ask_when", "fresh_days", "critical", "release_tier"]
    list_filter = ["category", "kind", "ask_when", "critical", "release_tier", "form_section"]
    search_fields = ["code", "name", "question"]
    autocomplete_fields = ["parent"]
    list_select_related = ["parent"]
    inlines = [FollowUpInline]
    fieldsets = [
        (None, {"fields": ["name", "category", "kind", "parent", *COMMON]}),
        (
            "In the intake",
            {
                "description": "What the client reads and how long an answer can be relied on.",
                "fields": [
                    "question",
                    "at_the_door",
                    "form_section",
                    "ask_when",
                    "fresh_days",
                    "critical",
                    "release_tier",
                ],
            },
        ),
        ("For records", {"fields": ["icd10_who", "icd10_cm", "notes", "sources"]}),
    ]


class RuleScopeInline(admin.TabularInline):  # type: ignore[type-arg]
    model = RuleScope
    extra = 0
    min_num = 1
    validate_min = True
    fields = ["kind", "code"]


class RuleAttributeInline(admin.TabularInline):  # type: ignore[type-arg]
    model = RuleAttribute
    extra = 0
    fields = ["field", "operator", "value", "when_unknown"]


@admin.register(Rule)
class RuleAdmin(SwitchableAdmin):
    list_display = ["code", "condition", "effect", "qualifier", "override", "confidence", "in_use"]
    list_filter = [
        "effect",
        "override",
        "in_use",
        "release_tier",
        "confidence",
        "evidence_grade",
        "condition__category",
    ]
    list_select_related = ["condition"]
    search_fields = ["code", "condition__name", "condition__code", "qualifier", "rationale", "instead"]
    autocomplete_fields = ["condition", "also_condition"]
    inlines = [RuleScopeInline, RuleAttributeInline]
    fieldsets = [
        (None, {"fields": [*COMMON, "in_use"]}),
        (
            "When",
            {
                "description": "All of it must hold. An answer that is not known counts as if it held, "
                "except for details that do not say so.",
                "fields": [
                    "condition",
                    "statuses",
                    "also_condition",
                    ("weeks_from", "weeks_to"),
                    ("days_from", "days_to"),
                    "cleared",
                    "qualifier",
                ],
            },
        ),
        (
            "Then",
            {
                "description": "What it does to what is named below. The gravest effect and the least limits win.",
                "fields": ["effect", "foot", ("max_pressure", "max_minutes"), "override"],
            },
        ),
        (
            "What the practitioner reads",
            {"fields": ["instead", "rationale"], "description": "One or two plain sentences each."},
        ),
        (
            "Red flag",
            {
                "description": "Only for an answer after which the client should turn to somebody at once.",
                "fields": ["call", "tell"],
            },
        ),
        ("How sure", {"fields": ["evidence_grade", "confidence", "sources", "release_tier"]}),
    ]
