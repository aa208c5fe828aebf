"""At the door: since last time, anything new?"""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from clients.checking import Knowledge, check_client
from clients.forms.today_check import TodayCheckForm
from clients.today_check import today_questions
from clients.views.details import day_asked_for, here_again, next_details
from clients.views.pages import PracticeRequest, find, flags_of, show, way_back, with_library
from knowledge.library import Library

PAGE = "clients:today_check"


@require_http_methods(["GET", "POST"])
@permission_required("clients.add_flag", raise_exception=True)
@with_library
def today_check(request: PracticeRequest, pk: int, *, library: Library) -> HttpResponse:
    """The questions of the door for a session's day, or for today; before that day they can only be read."""
    client = find(request, pk)
    day, today = day_asked_for(request, client), timezone.localdate()
    here = partial(here_again, request, PAGE, client)
    if details := next_details(request, client, here):
        return redirect(details)
    questions = today_questions(client, check_client(client, day, knowledge=Knowledge(library)))
    back = way_back(request, flags_of(client))
    if day > today:
        return show(request, "clients/today_check_early.html", client, questions=questions, day=day, back=back)
    form = TodayCheckForm(request.POST if request.method == "POST" else None, client=client, questions=questions)
    if form.is_valid():
        told = form.save(by=request.user)
        messages.success(request, "Asked for today.")
        return redirect(here([flag.pk for flag in told]))
    if not questions and "asked" in request.GET:
        return redirect(back)
    return show(request, "clients/today_check.html", client, form=form, back=back)
