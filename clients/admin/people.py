"""Clients and their goals."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import ManyToManyField, QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest

from clients.admin.visible import VisibleAdmin
from clients.forms.clients import MAY_HINT_AT_HEALTH
from clients.goal_setting import add_goal, rename_goal
from clients.models import Client, Goal
from clients.registering import change as keep
from clients.registering import people_who_treat, register


@admin.register(Client)
class ClientAdmin(VisibleAdmin):
    list_display = ["name", "born_on", "phone", "email", "archived_on"]
    list_filter = [("archived_on", admin.EmptyFieldListFilter)]
    # Makes the search box appear; what is found is said in `get_search_results`.
    search_fields = ["search"]
    readonly_fields = ["archived_on", "created_at"]
    formfield_overrides = {ManyToManyField: {"widget": CheckboxSelectMultiple}}

    def get_fields(self, request: Any, obj: Client | None = None) -> Any:
        hidden = set() if request.user.has_perm("clients.view_flag") else set(MAY_HINT_AT_HEALTH)
        hidden |= set() if request.user.has_perm("clients.view_every_client") else {"care_team"}
        return [name for name in super().get_fields(request, obj) if name not in hidden]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        found: QuerySet[Any] = queryset.matching(search_term)  # type: ignore[attr-defined]
        return found, False

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "care_team":
            kwargs["queryset"] = people_who_treat()
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_model(self, request: Any, obj: Client, form: Any, change: bool) -> None:
        if change:
            keep(client=obj, by=request.user, fields=form.changed_data)
        else:
            register(client=obj, by=request.user)


@admin.register(Goal)
class GoalAdmin(VisibleAdmin):
    list_display = ["words", "client", "ended_on"]
    list_filter = [("ended_on", admin.EmptyFieldListFilter)]
    list_select_related = ["client"]
    search_fields = ["words"]
    autocomplete_fields = ["client"]
    fields = ["client", "words", "ended_on"]

    def get_readonly_fields(self, request: HttpRequest, obj: Goal | None = None) -> list[str]:
        return ["client", "ended_on"] if obj else ["ended_on"]

    def save_model(self, request: Any, obj: Goal, form: Any, change: bool) -> None:
        if change:
            rename_goal(goal=obj, words=obj.words, by=request.user)
        else:
            obj.pk = add_goal(client=obj.client, words=obj.words, by=request.user).pk
