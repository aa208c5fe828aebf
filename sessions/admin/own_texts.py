"""Templates and phrases for notes."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from reflexpractice.accounts.models import User
from reflexpractice.audit.chain import record
from sessions.forms.own_texts import runs_the_practice
from sessions.models import NotePhrases, NoteTemplate


class OwnTextAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """One's own rows, and those of the practice for whoever runs it."""

    list_select_related = ["person"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        visible: QuerySet[Any] = super().get_queryset(request).visible_to(request.user)  # type: ignore[attr-defined]
        return visible

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        # Of the practice, or one's own: nobody writes in somebody else's name.
        kwargs["queryset"] = User.objects.filter(pk=request.user.pk)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and runs_the_practice(request.user)  # type: ignore[arg-type]

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_change_permission(request, obj) and self._may(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_delete_permission(request, obj) and self._may(request, obj)

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        record(f"{self._name}.{'changed' if change else 'added'}", on=obj, by=request.user)

    def delete_model(self, request: Any, obj: Any) -> None:
        record(f"{self._name}.removed", on=obj, by=request.user)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for row in queryset:
            self.delete_model(request, row)

    @property
    def _name(self) -> str:
        return "template" if self.model is NoteTemplate else "phrases"

    @staticmethod
    def _may(request: HttpRequest, obj: Any) -> bool:
        own = obj is None or obj.person_id == request.user.pk
        return own or runs_the_practice(request.user)  # type: ignore[arg-type]


@admin.register(NoteTemplate)
class NoteTemplateAdmin(OwnTextAdmin):
    list_display = ["name", "person"]
    search_fields = ["name"]


@admin.register(NotePhrases)
class NotePhrasesAdmin(OwnTextAdmin):
    list_display = ["__str__"]
