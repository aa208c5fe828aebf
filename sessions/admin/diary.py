"""Working hours and absences."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from reflexpractice.audit.chain import record
from sessions.forms.booking import practitioners
from sessions.models import Absence, WorkingHours
from sessions.models.diary import runs_the_diary


class DiaryAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """One's own rows, or everybody's for those who keep them."""

    list_select_related = ["practitioner"]
    list_filter = ["practitioner"]
    search_fields = ["practitioner__name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        visible: QuerySet[Any] = super().get_queryset(request).visible_to(request.user)  # type: ignore[attr-defined]
        return visible

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_change_permission(request, obj) and self._is_own(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_delete_permission(request, obj) and self._is_own(request, obj)

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        everybody = runs_the_diary(request.user)
        kwargs["queryset"] = practitioners() if everybody else practitioners().filter(pk=request.user.pk)
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        # Only those who keep everybody's hours say that the practice is closed.
        field.required = field.required or not everybody  # type: ignore[union-attr]
        return field

    def save_model(self, request: Any, obj: Model, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        record(f"{obj._meta.model_name}.{'changed' if change else 'added'}", on=obj, by=request.user)

    def delete_model(self, request: Any, obj: Model) -> None:
        record(f"{obj._meta.model_name}.removed", on=obj, by=request.user)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for row in queryset:
            self.delete_model(request, row)

    def _is_own(self, request: HttpRequest, obj: Any) -> bool:
        return obj is None or runs_the_diary(request.user) or obj.practitioner_id == request.user.pk


@admin.register(WorkingHours)
class WorkingHoursAdmin(DiaryAdmin):
    list_display = ["practitioner", "weekday", "begins", "ends"]


@admin.register(Absence)
class AbsenceAdmin(DiaryAdmin):
    list_display = ["practitioner", "starts_at", "ends_at", "reason"]
    date_hierarchy = "starts_at"
