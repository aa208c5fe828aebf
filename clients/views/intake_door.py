"""The way in for a client without an account: who may be on the pages of an intake, and what strangers see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.debug import sensitive_post_parameters

from clients.models import Intake, IntakeLink
from clients.views.languages import language_of
from clients.visits import booked_ahead

KEY = "intake"

Page = Callable[..., HttpResponse]
IntakePage = Callable[..., HttpResponse]


def enter(request: HttpRequest, link: IntakeLink, *, known: bool, paper: int | None = None) -> None:
    """Let this browser on to the pages of a link's intake.

    `known`: we know who it is. `paper`: the client's key where somebody of the practice copies from paper.
    """
    request.session.cycle_key()
    request.session[KEY] = {"link": link.pk, "known": known, "paper": paper}


def is_known(request: HttpRequest) -> bool:
    """Whether the birth date was asked, or does not have to be."""
    return bool(request.session.get(KEY, {}).get("known"))


def visit_of(request: HttpRequest, link: IntakeLink) -> dt.datetime | None:
    """When the client comes next, for a browser that came in by this very link and was asked the birth date."""
    came_in = request.session.get(KEY, {}).get("link") == link.pk and is_known(request)
    return booked_ahead(link.intake.client) if came_in else None


def link_of(request: HttpRequest) -> IntakeLink | None:
    """The link this browser came in by, unless it has been revoked or has run out."""
    pk = request.session.get(KEY, {}).get("link")
    link = IntakeLink.objects.select_related("intake__client").filter(pk=pk).first() if pk else None
    return link if link and link.state in ("sent", "opened", "used") else None


def closed(request: HttpRequest, *, status: int = 404) -> HttpResponse:
    """The same answer to everybody whose link does not open anything."""
    return render(request, "clients/intake/closed.html", status=status)


def without_traces(response: HttpResponse) -> HttpResponse:
    """Keep the address of a page with a token in it from every other site, and the page from every cache."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


def public(page: Page) -> Page:
    """A page without sign-in, in the client's language, whose answers stay out of error reports."""

    @login_not_required
    @sensitive_post_parameters()
    @wraps(page)
    def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with translation.override(language_of(request)):
            response = page(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        return response

    return view


def at_the_door(page: IntakePage) -> Page:
    """A page for whoever has come in by a link, known or not; it is given the link."""

    @public
    @wraps(page)
    def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        link = link_of(request)
        if link is None:
            return closed(request)
        if link.intake.status != Intake.Status.OPEN:
            return redirect("intake:done")
        return page(request, link, *args, **kwargs)

    return view


def inside(page: IntakePage) -> Page:
    """A page for a client whose birth date was asked; it is given the intake."""

    @at_the_door
    @wraps(page)
    def view(request: HttpRequest, link: IntakeLink, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_known(request):
            return redirect("intake:birth_date")
        return page(request, link.intake, *args, **kwargs)

    return view
