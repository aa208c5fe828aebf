"""Visits that repeat: the dates are listed with what each would meet, then booked."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from clients.models import Client
from clients.views.pages import PracticeRequest
from sessions.forms.series import SeriesForm
from sessions.views.booking import LONGEST_KEY, tapped

may_book = permission_required("treatments.add_treatmentsession", raise_exception=True)


@may_book
def repeat(request: PracticeRequest) -> HttpResponse:
    """Say how often, look at each date, book those that are ticked."""
    chosen = request.POST.get("client") or request.GET.get("client") or ""
    if not chosen.isdecimal() or len(chosen) > LONGEST_KEY:
        return redirect("sessions:book")
    client = get_object_or_404(Client.objects.visible_to(request.user).current(), pk=chosen)
    form = SeriesForm(request.POST or None, user=request.user, initial={"client": client.pk, **tapped(request)})
    if not form.is_valid() or "change" in request.POST:
        return render(request, "sessions/series.html", {"form": form, "client": client})
    if "book" in request.POST and (series := form.book()):
        count = series.sessions.count()
        messages.success(request, f"{count} visit{'s' if count > 1 else ''} booked, {series.words}.")
        return redirect("sessions:for_client", client.pk)
    return render(request, "sessions/series_dates.html", {"form": form, "client": client})
