"""The drawing, point by point."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from knowledge import shapes
from knowledge.admin.row import COMMON, RowAdmin
from knowledge.models import FootOutline, RegionShape, ZoneShape
from knowledge.models.drawing import Drawn, Placed
from knowledge.models.row import KnowledgeRow

ANCHOR = ["anchor_x", "anchor_y", "rotation"]
MEASURES = ["radius", "width", "height"]


class DrawnAdmin(RowAdmin):
    """A drawn thing with a picture of its curve."""

    def get_readonly_fields(self, request: HttpRequest, obj: KnowledgeRow | None = None) -> list[str]:
        return [*super().get_readonly_fields(request, obj), "picture"]

    @admin.display(description="picture")
    def picture(self, obj: Drawn) -> SafeString | str:
        """The shape in its view's box, as it is stored."""
        if not obj.path or shapes.faults(obj.rings):
            return "Save to see it."
        return format_html(
            '<svg class="knowledge-shape" viewBox="{}" width="228" height="240" role="img" aria-label="{}">'
            '<path d="{}" fill="none" stroke="currentColor" stroke-width="4"/></svg>',
            " ".join(map(str, _box(obj))),
            str(obj),
            obj.path,
        )


def _box(obj: Drawn) -> list[float]:
    """The box of the shape itself, with some room."""
    xs = [point[0] for ring in obj.rings for point in ring]
    ys = [point[1] for ring in obj.rings for point in ring]
    return [min(xs) - 8, min(ys) - 8, max(xs) - min(xs) + 16, max(ys) - min(ys) + 16]


class PlacedAdmin(DrawnAdmin):
    """A drawn thing with an anchor; the room round it is measured anew when it moves."""

    def get_readonly_fields(self, request: HttpRequest, obj: KnowledgeRow | None = None) -> list[str]:
        return [*super().get_readonly_fields(request, obj), *MEASURES]

    def save_model(self, request: HttpRequest, obj: Placed, form: ModelForm[Placed], change: Any) -> None:
        if {"rings", *ANCHOR} & set(form.changed_data):
            obj.measure()
        super().save_model(request, obj, form, change)


@admin.register(FootOutline)
class FootOutlineAdmin(DrawnAdmin):
    list_display = ["name", "code", "mirror"]
    search_fields = ["code", "name"]
    fieldsets = [
        (None, {"fields": ["name", "mirror", *COMMON, "picture"]}),
        ("Points", {"fields": ["rings", "box", "crop", "fade", "nails", "shade"]}),
    ]


@admin.register(RegionShape)
class RegionShapeAdmin(PlacedAdmin):
    list_display = ["code", "region", "view"]
    list_filter = ["region", "view"]
    search_fields = ["code"]
    fieldsets = [
        (None, {"fields": ["region", "view", *COMMON, "picture"]}),
        ("Points", {"fields": ["rings", tuple(ANCHOR), tuple(MEASURES)]}),
    ]


@admin.register(ZoneShape)
class ZoneShapeAdmin(PlacedAdmin):
    list_display = ["code", "zone", "foot", "view", "layer", "main"]
    list_filter = ["view", "foot", "layer", "main", "place"]
    list_select_related = ["zone"]
    search_fields = ["code", "name", "zone__name"]
    autocomplete_fields = ["zone"]
    fieldsets = [
        (None, {"fields": ["zone", "name", "foot", "view", "layer", "place", "main", *COMMON, "picture"]}),
        ("Points", {"fields": ["rings", "label", tuple(ANCHOR), tuple(MEASURES)]}),
    ]
