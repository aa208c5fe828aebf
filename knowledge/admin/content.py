"""Sources, zones, techniques, protocols and aftercare."""

from __future__ import annotations

from django.contrib import admin

from knowledge.admin.row import COMMON, RowAdmin, SwitchableAdmin
from knowledge.models import Aftercare, Protocol, ProtocolZone, Source, Technique, Zone


@admin.register(Source)
class SourceAdmin(RowAdmin):
    list_display = ["code", "title", "kind", "year", "strength"]
    list_filter = ["kind", "strength"]
    search_fields = ["code", "title", "note"]
    fieldsets = [
        (None, {"fields": ["title", "kind", "year", "url", *COMMON]}),
        ("How far it can be trusted", {"fields": ["strength", "note"]}),
    ]


@admin.register(Zone)
class ZoneAdmin(RowAdmin):
    list_display = ["number", "name", "code", "kind", "region", "foot_side", "body_system"]
    list_display_links = ["name"]
    list_filter = ["kind", "region", "foot_side", "body_system", "chart_agreement"]
    search_fields = ["code", "name", "body_correspondence", "groups"]
    fieldsets = [
        (None, {"fields": ["name", "number", "kind", *COMMON]}),
        (
            "Where it is",
            {
                "description": "Rules go by these parts of the foot, never by the drawing.",
                "fields": ["region", "secondary_regions", "foot_side", "side_note", "view", "location"],
            },
        ),
        ("What it stands for", {"fields": ["body_correspondence", "body_system", "groups"]}),
        ("How sure", {"fields": ["chart_agreement", "sources"]}),
    ]


@admin.register(Technique)
class TechniqueAdmin(SwitchableAdmin):
    list_display = ["name", "code", "kind", "pressure_min", "pressure_max", "in_use"]
    list_filter = ["kind", "in_use"]
    search_fields = ["code", "name", "classes", "steps"]
    fieldsets = [
        (None, {"fields": ["name", "kind", *COMMON, "in_use"]}),
        ("Who and where", {"fields": ["classes", "who", "regions"]}),
        (
            "How hard and how long",
            {
                "description": "Pressure: 1 still or feather touch, 2 light, 3 medium, 4 strong, 5 deep.",
                "fields": [("pressure_min", "pressure_max"), ("minutes_min", "minutes_max", "minutes_per")],
            },
        ),
        ("How it is done", {"fields": ["steps", "cautions", "sources"]}),
    ]


class ProtocolZoneInline(admin.TabularInline):  # type: ignore[type-arg]
    model = ProtocolZone
    extra = 0
    autocomplete_fields = ["zone"]
    fields = ["position", "zone"]


@admin.register(Protocol)
class ProtocolAdmin(SwitchableAdmin):
    list_display = ["name", "complaint", "pressure_max", "evidence_grade", "in_use"]
    list_filter = ["evidence_grade", "in_use"]
    search_fields = ["code", "name", "complaint"]
    inlines = [ProtocolZoneInline]
    fieldsets = [
        (None, {"fields": ["name", "complaint", *COMMON, "in_use"]}),
        (
            "The routine",
            {
                "fields": [
                    "techniques",
                    ("minutes_per_foot_min", "minutes_per_foot_max", "pressure_max"),
                    "sequence",
                    "frequency",
                ]
            },
        ),
        (
            "What may be said",
            {
                "description": "A suggestion is never a treatment, and promises nothing.",
                "fields": ["wording_allowed", "known_conflicts"],
            },
        ),
        ("How sure", {"fields": ["evidence_grade", "evidence_note", "sources"]}),
    ]


@admin.register(Aftercare)
class AftercareAdmin(SwitchableAdmin):
    list_display = ["title", "section", "when", "strength", "in_use"]
    list_filter = ["section", "strength", "in_use"]
    search_fields = ["code", "title", "advice"]
    fieldsets = [
        (None, {"fields": ["title", "advice", "section", "when", *COMMON, "in_use"]}),
        ("For whom", {"fields": ["audience", "triggered_by", "not_with"]}),
        ("What may be said", {"fields": ["do_not_say", "strength", "sources"]}),
    ]
