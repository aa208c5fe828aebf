"""The list of clients; taking one on, changing, archiving."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clients.forms.clients import ClientForm, ListForm, NewClientForm
from clients.header import header_for
from clients.listing import Page, Show, counts, offered_to, page_of, rows_of, shown
from clients.models import Client
from clients.models.client import ClientQuerySet
from clients.registering import archive, restore
from clients.views.pages import PracticeRequest, find, show, way_back
from clients.visits import booked_ahead, seen_lately

LIST, RESULTS = "clients/list.html", "clients/list_results.html"


@require_GET
@permission_required("clients.view_client", raise_exception=True)
def client_list(request: PracticeRequest) -> HttpResponse:
    """Every client this user may see: searched, filtered, a page at a time."""
    asked = ListForm(request.GET, user=request.user).asked()
    mine = Client.objects.visible_to(request.user)
    found = shown(mine, asked["show"], timezone.localdate()).matching(asked["q"])
    page = page_of(found, after=asked["after"], before=asked["before"])
    context = {
        "asked": asked,
        "rows": rows_of(page.clients, request.user, words=asked["q"]),
        "total": found.count() if asked["q"] else None,
        **_addresses(page, asked),
    }
    if request.headers.get("HX-Request"):
        return render(request, RESULTS, context)
    return render(request, LIST, context | _around(request, mine, asked))


def _around(request: PracticeRequest, mine: ClientQuerySet, asked: dict[str, Any]) -> dict[str, Any]:
    """What stands round the results: filters with their counts, and who came last."""
    numbers = counts(mine, timezone.localdate())
    filters = [(show, numbers.get(show), _address(asked, show=show.value)) for show in offered_to(request.user)]
    return {
        "filters": filters,
        "active": numbers[Show.ALL],
        "lately": list(seen_lately(mine.current())),
    }


def _addresses(page: Page, asked: dict[str, Any]) -> dict[str, str]:
    """Where the pages before and after this one are."""
    return {
        "before_url": _address(asked, before=page.before) if page.before else "",
        "after_url": _address(asked, after=page.after) if page.after else "",
    }


def _address(asked: dict[str, Any], **changes: Any) -> str:
    kept = {"q": asked["q"], "show": asked["show"]} | changes
    return "?" + urlencode({name: value for name, value in kept.items() if value})


@require_http_methods(["GET", "POST"])
@permission_required("clients.add_client", raise_exception=True)
def new(request: PracticeRequest) -> HttpResponse:
    """Take on a client; somebody who may be the same person is shown first."""
    data = request.POST if request.method == "POST" else None
    form = NewClientForm(data, user=request.user, initial={"name": request.GET.get("name", "")[:120]})
    if form.is_valid():
        client = form.save()
        messages.success(request, f"{client.name} is a client now.")
        return redirect(way_back(request, client.get_absolute_url()))
    same = [(client, header_for(client, request.user)) for client in form.same]
    return render(request, "clients/new.html", {"form": form, "same": same, "next": way_back(request, "")})


@require_http_methods(["GET", "POST"])
@permission_required("clients.change_client", raise_exception=True)
def edit(request: PracticeRequest, pk: int) -> HttpResponse:
    """Change what is kept of a client."""
    client = find(request, pk)
    data = request.POST if request.method == "POST" else None
    form = ClientForm(data, instance=client, user=request.user)
    if form.is_valid():
        messages.success(request, f"Saved what you changed about {form.save().name}.")
        return redirect(way_back(request, client.get_absolute_url()))
    # The form has put what was typed into its client; the header shows who it was.
    before = find(request, pk)
    return show(request, "clients/edit.html", before, form=form, booked=booked_ahead(before))


@require_POST
@permission_required("clients.change_client", raise_exception=True)
def put_away(request: PracticeRequest, pk: int) -> HttpResponse:
    """Archive a client, unless a session is booked."""
    client = find(request, pk)
    if booked_ahead(client):
        messages.error(request, f"{client.name} has a session booked. Move or cancel it first.")
        return redirect("clients:edit", pk=pk)
    archive(client=client, by=request.user)
    messages.success(request, f"{client.name} is in the archive. Nothing was deleted.")
    return redirect("clients:list")


@require_POST
@permission_required("clients.change_client", raise_exception=True)
def take_back(request: PracticeRequest, pk: int) -> HttpResponse:
    """Bring a client back from the archive."""
    client = find(request, pk)
    restore(client=client, by=request.user)
    messages.success(request, f"{client.name} is back among your clients.")
    return redirect(client)
