"""Reports: what the rules did in practice."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from clients.views.pages import PracticeRequest, with_library
from knowledge.library import Library
from sessions.reports import answered_clearances, overridden_rules

PERIODS = {30: "30 days", 90: "3 months", 365: "A year"}


@require_GET
@permission_required("treatments.view_override", raise_exception=True)
@with_library
def reports(request: PracticeRequest, *, library: Library) -> HttpResponse:
    """Overrides by rule and clearances by condition, for the clients this user may see."""
    typed = request.GET.get("days", "")
    days = int(typed) if typed in map(str, PERIODS) else 365
    since = timezone.localdate() - dt.timedelta(days=days)
    context = {
        "rules": overridden_rules(request.user, library, since=since),
        "clearances": answered_clearances(request.user, library, since=since),
        "since": since,
        "days": days,
        "periods": PERIODS.items(),
        "section": "reports",
    }
    return render(request, "sessions/reports.html", context)
