"""Sessions and their notes."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest

from clients.admin.visible import VisibleAdmin
from reflexpractice.audit.chain import record
from sessions.models import Note, TreatmentSession
from sessions.write_up import Conflict, Locked, save_draft
from sessions.write_up.drafting import TEXTS

WHEN_AND_WHO = ["client", "practitioner", "starts_at", "minutes", "status", "location"]
WHAT_FOR = ["aim", "protocol", "techniques", "pressure", "work_minutes"]
MOMENTS = ["started_at", "finished_at", "ended_reason", "release", "created_at", "created_by"]


@admin.register(TreatmentSession)
class TreatmentSessionAdmin(VisibleAdmin):
    """Booked, moved, planned and started on its pages, where it is checked; here only the place and the aim change."""

    list_display = ["starts_at", "client", "practitioner", "status", "location"]
    list_filter = ["status", "practitioner", "location"]
    list_select_related = ["client", "practitioner", "location"]
    date_hierarchy = "starts_at"
    search_fields = ["client__search"]
    autocomplete_fields = ["location"]

    def get_fields(self, request: Any, obj: TreatmentSession | None = None) -> Any:
        # What a session is for hints at health.
        treats = request.user.has_perm("treatments.view_note")
        return [*WHEN_AND_WHO, *(WHAT_FOR if treats else []), *MOMENTS]

    def get_readonly_fields(self, request: HttpRequest, obj: TreatmentSession | None = None) -> Any:
        return [name for name in self.get_fields(request, obj) if name not in ("location", "aim")]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: TreatmentSession | None = None) -> bool:
        signed = obj is not None and hasattr(obj, "note") and obj.note.is_signed
        return not signed and super().has_change_permission(request, obj)

    def save_model(self, request: Any, obj: TreatmentSession, form: Any, change: bool) -> None:
        moved = obj.note_change() if "location" in form.changed_data else []
        obj.save(update_fields=[*(form.changed_data or ["aim"]), *moved])
        record("session.changed", obj, by=request.user, client=obj.client_id, detail={"fields": form.changed_data})


@admin.register(Note)
class NoteAdmin(VisibleAdmin):
    """A note is signed on its page; until then its texts can be put right here, afterwards nowhere."""

    list_display = ["session", "signed_at", "signed_by", "changed_at"]
    list_filter = [("signed_at", admin.EmptyFieldListFilter), "signed_by"]
    list_select_related = ["session__client", "signed_by"]
    search_fields = ["session__client__search"]
    fields = ["session", *TEXTS, "skin_checked", "version", "signed_at", "signed_by", "content_hash"]
    readonly_fields = ["session", "version", "signed_at", "signed_by", "content_hash"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Note | None = None) -> bool:
        return not (obj and obj.is_signed) and super().has_change_permission(request, obj)

    def save_model(self, request: Any, obj: Note, form: Any, change: bool) -> None:
        told = {name: form.cleaned_data[name] for name in form.changed_data}
        try:
            save_draft(note=obj, version=obj.version, by=request.user, **told)
        except (Conflict, Locked) as error:
            self.message_user(request, str(error), messages.ERROR)
