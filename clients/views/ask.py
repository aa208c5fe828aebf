"""Asking what nobody has an answer to, one tap a question."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from clients.asking import open_questions
from clients.forms.ask import AskForm
from clients.models import Client
from clients.views.details import day_asked_for, here_again, next_details
from clients.views.pages import PracticeRequest, find, flags_of, show, way_back, with_library
from knowledge.library import Library

PAGE = "clients:ask"


@require_http_methods(["GET", "POST"])
@permission_required("clients.add_flag", raise_exception=True)
@with_library
def ask(request: PracticeRequest, pk: int, *, library: Library) -> HttpResponse:
    """The open questions for a session's day, or for today; new facts lead on to their details."""
    client = find(request, pk)
    day, today = day_asked_for(request, client), timezone.localdate()
    here = partial(here_again, request, PAGE, client)
    if details := next_details(request, client, here):
        return redirect(details)
    questions = open_questions(client, day, library=library)
    now = [question for question in questions if question.stays_fresh(today)]
    form = AskForm(request.POST if request.method == "POST" else None, client=client, questions=now)
    if form.is_valid():
        return _saved(request, client, form)
    if not now and "asked" in request.GET:
        return redirect(_back(request, client))
    later = [question for question in questions if question not in now]
    context = {"form": form, "day": day, "today": today, "later": later, "back": _back(request, client)}
    return show(request, "clients/ask.html", client, **context)


def _saved(request: PracticeRequest, client: Client, form: AskForm) -> HttpResponse:
    answered = len(form.answers())
    new = form.save(by=request.user)
    messages.success(request, f"{answered} answer{'' if answered == 1 else 's'} saved.")
    return redirect(here_again(request, PAGE, client, [flag.pk for flag in new]))


def _back(request: PracticeRequest, client: Client) -> str:
    return way_back(request, flags_of(client))
