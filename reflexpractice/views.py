"""Today: the first page of the morning."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from reflexpractice.today import day_of


def today(request: HttpRequest) -> HttpResponse:
    """The practitioner's day, or another day by ?day=2026-11-21; a day that does not exist is today."""
    date = _date(request.GET.get("day", ""))
    return render(request, "today.html", {"day": day_of(request.user, date), "section": "today"})  # type: ignore[arg-type]


def _date(text: str) -> dt.date:
    try:
        date = dt.date.fromisoformat(text)
    except ValueError:
        return timezone.localdate()
    # A day either side is shown as a link, so the ends of the calendar are left out.
    return date if dt.date(1900, 1, 1) <= date <= dt.date(2200, 1, 1) else timezone.localdate()
