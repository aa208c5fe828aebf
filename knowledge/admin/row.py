"""What every row's admin has in common."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from knowledge.library import seal_of
from knowledge.models.row import KnowledgeRow, SwitchableRow
from knowledge.tables import TABLES

COMMON = ["code", "sort", "standing"]


class RowAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Codes stay as they are; shipped rows are taken out of use rather than deleted."""

    list_per_page = 50
    show_full_result_count = False
    save_on_top = True

    def get_readonly_fields(self, request: HttpRequest, obj: KnowledgeRow | None = None) -> list[str]:
        return ["standing", *(["code"] if obj else [])]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        # Deleting many at once would take shipped rows with it, which the next upgrade brings back.
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    def has_delete_permission(self, request: HttpRequest, obj: KnowledgeRow | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.shipped_seal)

    @admin.display(description="where it comes from")
    def standing(self, obj: KnowledgeRow) -> str:
        """Whether the row is shipped, shipped and edited here, or the practice's own."""
        if not obj.pk or not obj.shipped_seal:
            return "Your own"
        table = next(table for table in TABLES if table.model is self.model)
        edited = seal_of(table.write(obj)) != obj.shipped_seal
        return "Shipped, edited by you: upgrades keep your version" if edited else "Shipped"


class SwitchableAdmin(RowAdmin):
    """Rows that can be left out of the next release."""

    actions = ["take_out_of_use", "put_into_use"]

    @admin.action(description="Take out of use", permissions=["change"])
    def take_out_of_use(self, request: HttpRequest, queryset: QuerySet[SwitchableRow]) -> None:
        self._switch(request, queryset, in_use=False)

    @admin.action(description="Put into use", permissions=["change"])
    def put_into_use(self, request: HttpRequest, queryset: QuerySet[SwitchableRow]) -> None:
        self._switch(request, queryset, in_use=True)

    def _switch(self, request: HttpRequest, queryset: QuerySet[SwitchableRow], *, in_use: bool) -> None:
        count = queryset.update(in_use=in_use)
        words = "in use" if in_use else "out of use"
        self.message_user(request, f"{count} now {words}. Publish to make it count.", messages.SUCCESS)
