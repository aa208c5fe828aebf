"""A practitioner's calendar for a phone: the address, and what is found at it."""

from __future__ import annotations

import hashlib

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, permission_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_http_methods, require_safe

from clients.intake import limits
from clients.views.intake_door import without_traces
from clients.views.pages import PracticeRequest
from sessions.diary.feed import calendar_text, close_feed, open_feed
from sessions.forms.feed import NamesForm
from sessions.models import CalendarFeed, TreatmentSession

READS_AN_HOUR = 120

may_keep = permission_required("treatments.change_calendarfeed", raise_exception=True)


@may_keep
@require_http_methods(["GET", "POST"])
def feed_address(request: PracticeRequest) -> HttpResponse:
    """One's own feed. A new address is shown on this answer only: nobody can read it again."""
    act = request.POST.get("act") if request.method == "POST" else None
    if act == "new":
        token = open_feed(practitioner=request.user, by=request.user)
        return without_traces(_page(request, token=token))
    if act == "off":
        if close_feed(practitioner=request.user, by=request.user):
            messages.success(request, "The address is switched off.")
        return redirect("sessions:feed_address")
    form = NamesForm(request.POST) if act == "names" else None
    if form and form.is_valid():
        form.save(by=request.user)
        messages.success(request, "Saved.")
        return redirect("sessions:feed_address")
    return _page(request, form=form)


def _page(request: PracticeRequest, *, token: str = "", form: NamesForm | None = None) -> HttpResponse:
    feed = CalendarFeed.objects.filter(practitioner=request.user).first()
    context: dict[str, object] = {
        "feed": feed,
        "form": form or NamesForm(initial={"names": feed.names} if feed else None),
    }
    if token:
        address = request.build_absolute_uri(reverse("sessions:feed", args=[token]))
        square = segno.make(address, error="m").svg_data_uri(scale=5, border=3, dark="#000", light="#fff")
        context |= {"address": address, "qr": square}
    return render(request, "sessions/feed.html", context)


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar at a secret address, for programs that cannot sign in; a wrong one is a page we do not have."""
    found = CalendarFeed.objects.for_token(token)
    if found is None:
        address = request.META.get("REMOTE_ADDR", "")
        if limits.is_over(address):
            return _too_often(request)
        limits.count_wrong(address)
        raise Http404
    if _is_read_too_often(found):
        return _too_often(request)
    text = calendar_text(found, link=lambda visit: _page_of(request, visit))
    etag = quote_etag(hashlib.sha256(text).hexdigest()[:32])
    fresh = HttpResponse(text, content_type="text/calendar; charset=utf-8", headers={"ETag": etag})
    fresh.headers["Content-Disposition"] = 'inline; filename="calendar.ics"'
    return without_traces(get_conditional_response(request, etag=etag, response=fresh) or fresh)


def _page_of(request: HttpRequest, visit: TreatmentSession) -> str:
    return request.build_absolute_uri(reverse("sessions:visit", args=[visit.pk]))


def _is_read_too_often(feed: CalendarFeed) -> bool:
    """Count one more reading within the hour of the clock."""
    key = f"calendar-feed:{feed.pk}:{timezone.now():%Y%m%d%H}"
    reads = int(cache.get(key, 0)) + 1
    cache.set(key, reads, limits.HOUR)
    return reads > READS_AN_HOUR


def _too_often(request: HttpRequest) -> HttpResponse:
    response = render(request, "429.html", status=429)
    response.headers["Retry-After"] = str(limits.HOUR)
    return without_traces(response)
