"""Releases are read here, and made here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from knowledge.differences import by_table
from knowledge.models import Release
from knowledge.publishing import PublishedMeanwhile, PublishingFault, preview, publish


class PublishForm(forms.Form):
    """Why this release is made."""

    note = forms.CharField(
        max_length=300,
        required=False,
        label="What is new",
        help_text="A line for those who work with it.",
        widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
    )


@admin.register(Release)
class ReleaseAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["number", "published_at", "published_by", "note"]
    list_select_related = ["published_by"]
    search_fields = ["note", "seal"]
    fields = ["number", "published_at", "published_by", "note", "seal", "whole"]
    readonly_fields = ["whole"]
    change_list_template = "knowledge/admin/release_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Release]:
        return super().get_queryset(request).defer("content")

    @admin.display(description="as it was published", boolean=True)
    def whole(self, obj: Release) -> bool:
        return obj.is_whole

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Release | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Release | None = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        may_publish = request.user.has_perm("knowledge.publish_release")
        return super().changelist_view(request, {**(extra_context or {}), "may_publish": may_publish})

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.publish)
        return [path("publish/", view, name="knowledge_release_publish"), *super().get_urls()]

    def publish(self, request: HttpRequest) -> HttpResponse:
        """Show what publishing would change; publish when asked to."""
        if not request.user.has_perm("knowledge.publish_release"):
            raise PermissionDenied
        form = PublishForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            return self._published(request, form.cleaned_data["note"])
        seen = preview()
        context = {
            **self.admin_site.each_context(request),
            "title": "Publish the library",
            "opts": self.opts,
            "form": form,
            "preview": seen,
            "tables": by_table(seen.changes),
        }
        return TemplateResponse(request, "knowledge/admin/publish.html", context)

    def _published(self, request: HttpRequest, note: str) -> HttpResponse:
        try:
            release = publish(by=request.user, note=note)  # type: ignore[arg-type]
        except (PublishingFault, PublishedMeanwhile) as error:
            self.message_user(request, str(error), messages.ERROR)
            return redirect("admin:knowledge_release_publish")
        self.message_user(request, f"{release} is in force.", messages.SUCCESS)
        return redirect("admin:knowledge_release_changelist")
