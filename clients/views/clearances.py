"""What doctors and midwives were asked, and answered."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clients.clearance_letter import Letter, letter_for
from clients.clearing import withdraw_clearance
from clients.forms.clearances import AnswerForm, AskForm
from clients.models import Clearance
from clients.views.pages import PracticeRequest, find, show, way_back, with_library
from clients.visits import booked_ahead
from knowledge.library import Library
from reflexpractice.audit.chain import record
from reflexpractice.typesetting import to_pdf


@require_GET
@permission_required("clients.view_clearance", raise_exception=True)
def clearances(request: PracticeRequest, pk: int) -> HttpResponse:
    """What waits for an answer, what is in force, and what was."""
    client = find(request, pk)
    rows = list(client.clearances.select_related("condition", "recorded_by"))
    today = timezone.localdate()
    waiting = [row for row in rows if row.is_waiting]
    valid = [row for row in rows if row.holds_on(today)]
    past = [row for row in rows if row not in waiting and row not in valid]
    return show(request, "clients/clearances.html", client, waiting=waiting, valid=valid, past=past)


@require_http_methods(["GET", "POST"])
@permission_required("clients.add_clearance", raise_exception=True)
@with_library
def add_clearance(request: PracticeRequest, pk: int, *, library: Library) -> HttpResponse:
    """Record whom you asked, and the answer where it is there already."""
    client = find(request, pk)
    wanted = {"condition": request.GET.get("condition", ""), "asked_of": client.doctor}
    data = request.POST if request.method == "POST" else None
    form = AskForm(data, client=client, library=library, initial=wanted)
    if form.is_valid():
        saved = form.put(by=request.user)
        messages.success(request, f"Recorded: asked {saved.asked_of}.")
        return redirect(_letter_of(saved) if saved.is_waiting else way_back(request, _all(saved)))
    return show(request, "clients/clearance_add.html", client, form=form, next=way_back(request, ""))


@require_http_methods(["GET", "POST"])
@permission_required("clients.change_clearance", raise_exception=True)
def answer_clearance(request: PracticeRequest, pk: int) -> HttpResponse:
    """Record what was answered; once."""
    clearance = _find(request, pk)
    if not clearance.is_waiting:
        messages.info(request, "This question has its answer.")
        return redirect(_all(clearance))
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        form.put(clearance, by=request.user)
        messages.success(request, f"Recorded what {clearance.asked_of} answered.")
        return redirect(way_back(request, _all(clearance)))
    context = {"form": form, "clearance": clearance, "next": way_back(request, "")}
    return show(request, "clients/clearance_answer.html", clearance.client, **context)


@require_POST
@permission_required("clients.change_clearance", raise_exception=True)
def take_back(request: PracticeRequest, pk: int) -> HttpResponse:
    """Withdraw a question or a clearance that does not hold."""
    clearance = _find(request, pk)
    withdraw_clearance(clearance=clearance, by=request.user)
    messages.success(request, "Withdrawn. It lifts nothing any more.")
    return redirect(_all(clearance))


@require_GET
@permission_required("clients.view_clearance", raise_exception=True)
@with_library
def letter(request: PracticeRequest, pk: int, *, library: Library) -> HttpResponse:
    """The letter with the question, to print or to copy into an e-mail."""
    clearance = _find(request, pk)
    if not clearance.is_waiting:
        messages.info(request, "This question has its answer.")
        return redirect(_all(clearance))
    written = _written(request, clearance)
    mail = f"mailto:?{urlencode({'subject': written.subject, 'body': written.text}, quote_via=quote)}"
    context = {"clearance": clearance, "letter": written, "mail": mail}
    return show(request, "clients/clearance_letter.html", clearance.client, **context)


@require_GET
@permission_required("clients.view_clearance", raise_exception=True)
@with_library
def letter_pdf(request: PracticeRequest, pk: int, *, library: Library) -> HttpResponse:
    """The letter as a PDF; that it was made is written down."""
    clearance = _find(request, pk)
    if not clearance.is_waiting:
        return redirect(_all(clearance))
    pdf = to_pdf("clients/clearance_letter", _written(request, clearance).as_dict())
    record("clearance.letter_made", on=clearance, by=request.user, client=clearance.client_id)
    named = {"Content-Disposition": f'attachment; filename="question-{clearance.pk}.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=named)


def _written(request: PracticeRequest, clearance: Clearance) -> Letter:
    """The letter for the next visit; for today when none is booked."""
    visit = booked_ahead(clearance.client)
    day = timezone.localdate(visit) if visit else timezone.localdate()
    return letter_for(clearance, day=day, by=request.user)


def _letter_of(clearance: Clearance) -> str:
    return reverse("clients:clearance_letter", args=[clearance.pk])


def _all(clearance: Clearance) -> str:
    return reverse("clients:clearances", args=[clearance.client_id])


def _find(request: PracticeRequest, pk: int) -> Clearance:
    rows = Clearance.objects.visible_to(request.user).select_related("client", "condition")
    return get_object_or_404(rows, pk=pk)
