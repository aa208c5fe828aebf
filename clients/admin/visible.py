"""Admin pages that show what someone may see, and no more."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest


class VisibleAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows of the clients this user may see; never deleted."""

    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        visible: QuerySet[Any] = super().get_queryset(request).visible_to(request.user)  # type: ignore[attr-defined]
        return visible

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """What is not seen cannot be chosen, not even by typing its key."""
        rows = db_field.remote_field.model._default_manager
        if hasattr(rows, "visible_to"):
            kwargs["queryset"] = rows.visible_to(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ReadOnlyAdmin(VisibleAdmin):
    """Rows that are evidence: what is new is recorded on its page, which ends what was there before."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
