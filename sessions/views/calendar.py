"""The calendar by day, by week and as a list; and one visit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from urllib.parse import urlencode

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from clients.views.pages import PracticeRequest
from reflexpractice.accounts.models import User
from sessions.at_home import at_home
from sessions.diary.week import calendar_of
from sessions.forms.booking import practitioners
from sessions.models import Notice, TreatmentSession
from sessions.views.booking import parse_day, told

may_see = permission_required("treatments.view_treatmentsession", raise_exception=True)
DAYS = {"day": 1, "week": 7, "agenda": 28}
EARLIEST, LATEST = dt.date(1900, 1, 1), dt.date(2200, 1, 1)


@may_see
def calendar(request: PracticeRequest) -> HttpResponse:
    """The diary of a practitioner, or a day of everybody: ?view=week&day=2026-11-21&who=3."""
    view = request.GET.get("view", "")
    view = view if view in DAYS else "week"
    day = _day(request.GET.get("day"), view)
    everybody = list(practitioners())
    shown = _shown(request, everybody, view)
    context = {
        "calendar": calendar_of(request.user, shown, [day + dt.timedelta(days=n) for n in range(DAYS[view])]),
        "view": view,
        "day": day,
        "last_day": day + dt.timedelta(days=DAYS[view] - 1),
        "today": timezone.localdate(),
        "practitioners": everybody if len(everybody) > 1 else [],
        "who": shown[0].pk if len(shown) == 1 else "",
        "links": _links(view, day, shown),
    }
    return render(request, "sessions/calendar.html", context)


@may_see
def visit(request: PracticeRequest, pk: int) -> HttpResponse:
    """One visit: when, where, how to get in, and what can be done with it."""
    sessions = TreatmentSession.objects.visible_to(request.user)
    with_all = sessions.select_related(
        "client", "practitioner__buddy__person", "location", "room__location", "series", "outlook", "home_visit"
    )
    session = get_object_or_404(with_all, pk=pk)
    treats = request.user.has_perm("clients.view_flag")
    context = {"session": session, "treats": treats, "chips": told(request, session)}
    context["at_home"] = at_home(session, request.user)
    context["notices"] = Notice.objects.visible_to(request.user).reminders().filter(session=session)
    return render(request, "sessions/visit.html", context)


def _day(text: str | None, view: str) -> dt.date:
    """The first day to show; a day that does not exist is today, and a week begins on Monday."""
    day = parse_day(text) or timezone.localdate()
    day = day if EARLIEST <= day <= LATEST else timezone.localdate()
    return day - dt.timedelta(days=day.weekday()) if view == "week" else day


def _shown(request: PracticeRequest, everybody: Sequence[User], view: str) -> Sequence[User]:
    """Whose diary: who is asked for; else one's own; else everybody's, of whom a week holds one."""
    asked = request.GET.get("who")
    own = str(request.user.pk) if asked is None else asked
    one = [person for person in everybody if str(person.pk) == own]
    if one:
        return one
    return everybody[:1] if view == "week" else everybody


def _links(view: str, day: dt.date, shown: Sequence[User]) -> dict[str, str]:
    """Where the buttons lead, by their names."""
    who = str(shown[0].pk) if len(shown) == 1 else ""

    def to(view: str, day: dt.date) -> str:
        return "?" + urlencode({"view": view, "day": day.isoformat(), "who": who})

    step = dt.timedelta(days=DAYS[view])
    today = timezone.localdate()
    return {
        "before": to(view, day - step),
        "after": to(view, day + step),
        "today": to(view, today),
        **{other: to(other, today if day <= today < day + step else day) for other in DAYS},
    }
