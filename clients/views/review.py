"""Reading an intake and saying what of it counts."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from clients.checking import knowledge_in_force
from clients.forms.review import DeclineForm, ReviewForm
from clients.forms.signing import HIGH, WIDE
from clients.intake.red_flags import red_flags_of, see_red_flags
from clients.intake.submissions import submission_of
from clients.models import Intake, RedFlag
from clients.views.pages import PracticeRequest, show


def _found(request: PracticeRequest, pk: int) -> Intake:
    intakes = Intake.objects.visible_to(request.user).select_related("client", "reviewed_by", "transcribed_by")
    return get_object_or_404(intakes.prefetch_related("consents"), pk=pk)


@permission_required("clients.change_intake", raise_exception=True)
@require_http_methods(["GET", "POST"])
def review(request: PracticeRequest, pk: int) -> HttpResponse:
    """Answers beside the flags they would make; nothing counts before it is accepted here."""
    intake = _found(request, pk)
    if intake.status != Intake.Status.SUBMITTED:
        return redirect("clients:intake", pk=intake.pk)
    data = request.POST if request.method == "POST" else None
    declines = data is not None and "decline" in data
    decline = DeclineForm(data if declines else None)
    library, red_flags = knowledge_in_force().library, _red_flags(intake)
    form = ReviewForm(intake, library=library, data=None if declines else data, red_flags=red_flags)
    if declines and decline.is_valid():
        _say(request, done=decline.save(intake, by=request.user), words="The answers do not count.")
        return redirect(intake.client)
    if form.is_valid():
        return _accepted(request, intake, form)
    context = {"intake": intake, "form": form, "decline": decline, "red_flags": red_flags}
    return show(request, "clients/review.html", intake.client, **context)


def _red_flags(intake: Intake) -> list[RedFlag]:
    return red_flags_of(intake, library=knowledge_in_force().library)


@require_POST
@permission_required("clients.change_redflag", raise_exception=True)
def seen(request: PracticeRequest, pk: int) -> HttpResponse:
    """Note that somebody of the practice has looked at what stopped a client's form."""
    intake = _found(request, pk)
    see_red_flags(intake, by=request.user)
    messages.success(request, "Noted that you have seen it.")
    return redirect("clients:intake", pk=intake.pk)


def _accepted(request: PracticeRequest, intake: Intake, form: ReviewForm) -> HttpResponse:
    """To what follows from the review: details to be told, and coming sessions that are newly affected."""
    _say(request, done=form.save(by=request.user), words="Reviewed. The answers count from now on.")
    details = ",".join(map(str, form.to_tell()))
    return redirect(reverse("sessions:reviewed", args=[intake.pk]) + (f"?details={details}" if details else ""))


def _say(request: PracticeRequest, *, done: bool, words: str) -> None:
    messages.success(request, words if done else "Somebody has reviewed this already.")


@permission_required("clients.view_intake", raise_exception=True)
def answers(request: PracticeRequest, pk: int) -> HttpResponse:
    """The answers as they were given, with the words that were agreed to; to read and to print."""
    intake = _found(request, pk)
    pad = {"wide": WIDE, "high": HIGH}
    context = {"intake": intake, "submission": submission_of(intake), "red_flags": _red_flags(intake), **pad}
    return show(request, "clients/intake_answers.html", intake.client, **context)
