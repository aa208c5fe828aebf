"""Booking, moving and cancelling a visit."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_time

from clients.chips import REVIEW_NEEDED, Chip
from clients.header import review_chips
from clients.models import Client
from clients.views.pages import PracticeRequest
from sessions.clock import in_words
from sessions.forms.booking import BookForm, CancelForm, MoveForm, practitioners
from sessions.models import TreatmentSession

FOUND_AT_MOST, LONGEST_KEY = 8, 18
TAPPED = ("day", "at", "with")
may_book = permission_required("treatments.add_treatmentsession", raise_exception=True)
may_change = permission_required("treatments.change_treatmentsession", raise_exception=True)


@may_book
def book(request: PracticeRequest) -> HttpResponse:
    """Choose the client, then the time."""
    chosen = request.POST.get("client") or request.GET.get("client")
    if not chosen or not chosen.isdecimal() or len(chosen) > LONGEST_KEY:
        return _choose_client(request)
    client = get_object_or_404(Client.objects.visible_to(request.user).current(), pk=chosen)
    initial = {"client": client.pk, **tapped(request)}
    form = BookForm(request.POST or None, user=request.user, initial=initial)
    if form.is_valid() and (session := form.save()):
        messages.success(request, f"Booked for {in_words(session.starts_at)}.")
        return redirect("sessions:for_client", session.client_id)
    chips = [] if request.user.has_perm("clients.view_flag") else review_chips(client)
    return render(request, "sessions/book.html", {"form": form, "client": client, "chips": chips})


@may_change
def move(request: PracticeRequest, pk: int) -> HttpResponse:
    """Move a booked visit to another time; where others of its series go along, look at each date first."""
    session = _visible(request, pk)
    form = MoveForm(request.POST or None, session=session, user=request.user)
    if form.is_valid() and form.goes_further and "confirmed" not in request.POST:
        return render(request, "sessions/series_moves.html", {"form": form, "session": session})
    if form.is_valid() and (moved := form.save()):
        messages.success(request, f"Moved to {in_words(moved.starts_at)}.")
        return redirect("sessions:for_client", moved.client_id)
    return render(request, "sessions/move.html", {"form": form, "session": session, "chips": told(request, session)})


@may_change
def cancel(request: PracticeRequest, pk: int) -> HttpResponse:
    """Take a booked visit out of the diary, or note that the client did not come."""
    session = _visible(request, pk)
    form = CancelForm(request.POST or None, session=session, user=request.user)
    if form.is_valid() and (ended := form.save()):
        messages.success(request, f"{ended.get_status_display()}: {in_words(ended.starts_at)}.")
        return redirect("sessions:for_client", ended.client_id)
    return render(request, "sessions/cancel.html", {"form": form, "session": session, "chips": told(request, session)})


def told(request: PracticeRequest, session: TreatmentSession) -> list[Chip]:
    """All that reception is told about a visit; whoever treats sees it on the plan."""
    return [REVIEW_NEEDED] if session.needs_review and not request.user.has_perm("clients.view_flag") else []


def parse_day(text: str | None) -> dt.date | None:
    """A date such as 2026-11-21; None for anything else."""
    try:
        return parse_date(text or "")
    except ValueError:
        return None


def parse_at(text: str | None) -> dt.time | None:
    """A time such as 10:45; None for anything else."""
    try:
        return parse_time(text or "")
    except ValueError:
        return None


def tapped(request: PracticeRequest) -> dict[str, Any]:
    """What a tap in the calendar said: the day, the time and whose diary."""
    tapped: dict[str, Any] = {"day": parse_day(request.GET.get("day")) or timezone.localdate()}
    if at := parse_at(request.GET.get("at")):
        tapped["at"] = at
    if practitioner := practitioners().filter(pk__in=_number(request.GET.get("with"))).first():
        tapped["practitioner"] = practitioner.pk
    return tapped


def _number(text: str | None) -> list[int]:
    """A row's number, if this is one."""
    return [int(text)] if text and text.isdecimal() and len(text) < 10 else []


def _choose_client(request: PracticeRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:80]
    clients = Client.objects.visible_to(request.user).current()
    found = clients.matching(words)[:FOUND_AT_MOST] if len(words) > 1 else clients.none()
    context = {"words": words, "found": found, "tapped": {name: request.GET.get(name, "") for name in TAPPED}}
    return render(request, "sessions/book_client.html", context)


def _visible(request: PracticeRequest, pk: int) -> TreatmentSession:
    sessions = TreatmentSession.objects.visible_to(request.user).select_related("client", "practitioner", "outlook")
    return get_object_or_404(sessions, pk=pk)
