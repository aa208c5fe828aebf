"""What belongs to a session or its note: evidence, to be read."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from clients.admin.visible import ReadOnlyAdmin
from sessions.models import (
    Acknowledgement,
    Amendment,
    HomeVisit,
    Note,
    Notice,
    Override,
    PlannedZone,
    SafetyCheck,
    Score,
    SecondReading,
    TreatmentSession,
    ZoneFinding,
)


class PartAdmin(ReadOnlyAdmin):
    """Parts of the sessions this user may see; `whole` names the way to what they are part of."""

    whole: str
    of: type[Model]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        # Parts have no `visible_to` of their own: what they are part of decides.
        rows: QuerySet[Any] = admin.ModelAdmin.get_queryset(self, request)
        return rows.filter(**{f"{self.whole}__in": self.of.objects.visible_to(request.user)})  # type: ignore[attr-defined]


class SessionPartAdmin(PartAdmin):
    whole, of = "session", TreatmentSession
    search_fields = ["session__client__search"]


class NotePartAdmin(PartAdmin):
    whole, of = "note", Note
    search_fields = ["note__session__client__search"]


@admin.register(PlannedZone)
class PlannedZoneAdmin(SessionPartAdmin):
    list_display = ["zone_name", "side", "light", "session"]
    list_filter = ["side", "light"]
    list_select_related = ["session__client"]
    search_fields = [*SessionPartAdmin.search_fields, "zone_name"]


@admin.register(SafetyCheck)
class SafetyCheckAdmin(SessionPartAdmin):
    list_display = ["made_at", "moment", "session", "complete", "effect", "release"]
    list_filter = ["moment", "complete", "effect"]
    list_select_related = ["session__client", "release"]
    date_hierarchy = "made_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("release__content")


@admin.register(Acknowledgement)
class AcknowledgementAdmin(SessionPartAdmin):
    list_display = ["finding", "session", "by", "at"]
    list_filter = ["by"]
    list_select_related = ["session__client", "by"]
    search_fields = [*SessionPartAdmin.search_fields, "finding", "words"]


@admin.register(Override)
class OverrideAdmin(SessionPartAdmin):
    list_display = ["zone_name", "side", "effect", "reason", "session", "by", "at"]
    list_filter = ["reason", "effect", "by"]
    list_select_related = ["session__client", "by"]
    search_fields = [*SessionPartAdmin.search_fields, "zone_name", "words"]


@admin.register(HomeVisit)
class HomeVisitAdmin(SessionPartAdmin):
    list_display = ["session", "arrived_at", "out_by", "left_at"]
    list_filter = [("left_at", admin.EmptyFieldListFilter)]
    list_select_related = ["session__client"]
    date_hierarchy = "out_by"


@admin.register(Notice)
class NoticeAdmin(SessionPartAdmin):
    list_display = ["claimed_at", "kind", "session", "state", "tries", "settled_at"]
    list_filter = ["state", "kind"]
    list_select_related = ["session__client"]
    date_hierarchy = "claimed_at"


@admin.register(ZoneFinding)
class ZoneFindingAdmin(NotePartAdmin):
    list_display = ["zone_name", "side", "tenderness", "against", "note"]
    list_filter = ["tenderness", "side", "against"]
    list_select_related = ["note__session__client"]
    search_fields = [*NotePartAdmin.search_fields, "zone_name", "words"]


@admin.register(Score)
class ScoreAdmin(NotePartAdmin):
    list_display = ["goal", "before", "after", "note"]
    list_select_related = ["note__session__client"]
    search_fields = [*NotePartAdmin.search_fields, "goal"]


@admin.register(Amendment)
class AmendmentAdmin(NotePartAdmin):
    list_display = ["at", "note", "reason", "by"]
    list_filter = ["by"]
    list_select_related = ["note__session__client", "by"]
    search_fields = [*NotePartAdmin.search_fields, "reason"]


@admin.register(SecondReading)
class SecondReadingAdmin(NotePartAdmin):
    list_display = ["at", "note", "verdict", "by"]
    list_filter = ["verdict", "by"]
    list_select_related = ["note__session__client", "by"]
    search_fields = [*NotePartAdmin.search_fields, "words"]
