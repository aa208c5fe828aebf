"""What was told, agreed to and answered, to be read."""

from __future__ import annotations

from django.contrib import admin

from clients.admin.visible import ReadOnlyAdmin
from clients.models import Clearance, Consent, Flag, Intake, IntakeLink, RedFlag


@admin.register(Flag)
class FlagAdmin(ReadOnlyAdmin):
    list_display = ["condition", "client", "status", "side", "asked_on", "ended_at"]
    list_filter = ["status", "source", ("ended_at", admin.EmptyFieldListFilter), "condition__category"]
    list_select_related = ["client", "condition"]
    search_fields = ["client__search", "condition__name", "condition__code"]


@admin.register(Clearance)
class ClearanceAdmin(ReadOnlyAdmin):
    list_display = ["condition", "client", "asked_of", "asked_on", "answer", "answered_on", "expires_on"]
    list_filter = ["answer", ("withdrawn_at", admin.EmptyFieldListFilter)]
    list_select_related = ["client", "condition"]
    search_fields = ["client__search", "asked_of", "condition__name"]


@admin.register(Intake)
class IntakeAdmin(ReadOnlyAdmin):
    list_display = ["client", "status", "created_at", "submitted_at", "reviewed_at", "reviewed_by"]
    list_filter = ["status"]
    list_select_related = ["client", "reviewed_by"]
    search_fields = ["client__search"]


@admin.register(IntakeLink)
class IntakeLinkAdmin(ReadOnlyAdmin):
    list_display = ["intake", "created_at", "created_by", "expires_at", "opened_at", "revoked_at"]
    list_filter = [("revoked_at", admin.EmptyFieldListFilter)]
    list_select_related = ["intake", "created_by"]
    search_fields = ["intake__client__search"]
    exclude = ["token_hash"]


@admin.register(RedFlag)
class RedFlagAdmin(ReadOnlyAdmin):
    list_display = ["name", "intake", "raised_at", "answer", "seen_at", "seen_by"]
    list_filter = ["call", "answer", ("seen_at", admin.EmptyFieldListFilter)]
    list_select_related = ["intake", "seen_by"]
    search_fields = ["intake__client__search", "name"]


@admin.register(Consent)
class ConsentAdmin(ReadOnlyAdmin):
    list_display = ["client", "kind", "given", "signed_name", "signed_at", "withdrawn_at"]
    list_filter = ["kind", "given", ("withdrawn_at", admin.EmptyFieldListFilter)]
    list_select_related = ["client"]
    search_fields = ["client__search", "signed_name"]
