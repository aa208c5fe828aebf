"""What every client page needs: the client, the header, the way back, the knowledge."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from clients.header import header_for
from clients.knowing import library_or_none
from clients.models import Client
from clients.registering import note_read
from reflexpractice.accounts.models import User


class PracticeRequest(HttpRequest):
    """A request of someone who is signed in, as every page here is asked for."""

    user: User


Page = Callable[..., HttpResponse]


def find(request: PracticeRequest, pk: int) -> Client:
    """A client this user may see; anybody else is not found."""
    return get_object_or_404(Client.objects.visible_to(request.user), pk=pk)


def show(request: PracticeRequest, template: str, client: Client, **context: Any) -> HttpResponse:
    """A page of a client's record, with the header on top; opening it is noted."""
    if request.method == "GET":
        note_read(client=client, by=request.user)
    about = {"client": client, "who": header_for(client, request.user)}
    return render(request, template, about | context)


def way_back(request: HttpRequest, otherwise: str) -> str:
    """Where `next` leads when it stays on this site; else the other address."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    hosts, secure = {request.get_host()}, request.is_secure()
    return wanted if url_has_allowed_host_and_scheme(wanted, hosts, require_https=secure) else otherwise


def flags_of(client: Client) -> str:
    """The address of all that is known of a client's health."""
    return reverse("clients:flags", args=[client.pk])


def with_library(page: Page) -> Page:
    """Hand the published knowledge to a page as `library`; without any, say so."""

    @wraps(page)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        library = library_or_none()
        if library is None:
            return render(request, "clients/no_knowledge.html", status=503)
        return page(request, *args, library=library, **kwargs)

    return asked
