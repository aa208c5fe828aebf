"""The chain can be read, never edited."""

from django.contrib import admin
from django.http import HttpRequest

from reflexpractice.audit.models import Event


@admin.register(Event)
class EventAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["number", "at", "actor", "act", "record", "record_key"]
    list_filter = ["act"]
    list_select_related = ["actor"]
    search_fields = ["act", "record", "record_key", "client_key"]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        return False
