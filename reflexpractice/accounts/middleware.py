"""The practice of each request, signing in on the way, and pages that nobody keeps a copy of."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from reflexpractice.accounts import typed
from reflexpractice.accounts.models import Practice

GetResponse = Callable[[HttpRequest], HttpResponse]


def practice(get_response: GetResponse) -> GetResponse:
    """Put the practice on the request and its clock on the wall."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.practice = Practice.objects.first()  # type: ignore[attr-defined]
        zone = request.practice.time_zone if request.practice else timezone.get_default_timezone_name()  # type: ignore[attr-defined]
        with timezone.override(ZoneInfo(zone)):
            return get_response(request)

    return middleware


def no_nul(get_response: GetResponse) -> GetResponse:
    """Refuse an address with a NUL in it: nobody types one, and PostgreSQL breaks over it wherever it is looked up."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest
        return get_response(request)

    return middleware


def never_store(get_response: GetResponse) -> GetResponse:
    """A page may show health facts: no browser or proxy keeps it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


class SignInFirst(LoginRequiredMiddleware):
    """Ask who it is; afterwards lead back to the page, never to an address that only takes what a form sends.

    A page names the person it was made for. What it sends while somebody else is signed in is taken from nobody.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        person = request.headers.get("X-Person", "")
        if person and request.user.is_authenticated and person != str(request.user.pk):
            return JsonResponse({"saved": False, "person": str(request.user)}, status=409)
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseRedirect:
        if request.method in ("GET", "HEAD"):
            return super().handle_no_permission(request, view_func)
        if "HX-Request" not in request.headers:
            if page := typed.keep(request, view_func):
                messages.warning(request, "You were signed out, so this was not saved. Sign in: your words are kept.")
                return redirect_to_login(page)
            messages.warning(request, "You were signed out, so this was not saved. Sign in and do it once more.")
        return redirect_to_login(
            _sent_from(request), self.get_login_url(view_func), self.get_redirect_field_name(view_func)
        )


def _sent_from(request: HttpRequest) -> str:
    """The page of ours that a form was sent from; Today when that is not known."""
    page = urlsplit(request.headers.get("Referer", ""))
    return urlunsplit(("", "", page.path, page.query, "")) if page.netloc == request.get_host() else "/"
