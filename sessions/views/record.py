"""The record of a session, to read, to print, and to add to."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from clients.header import header_for
from reflexpractice.accounts import typed
from reflexpractice.audit.chain import record as write_event
from sessions.forms.note import AmendmentForm
from sessions.models import TreatmentSession
from sessions.record_page import record_page
from sessions.views.log import locked, may_write
from sessions.views.reading import visible
from sessions.write_up import Locked, open_note

may_read = permission_required("treatments.view_note", raise_exception=True)


@require_GET
@may_read
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole session as it is kept."""
    session = visible(request, pk)
    write_event("session.read", session, by=request.user, client=session.client_id)  # type: ignore[arg-type]
    words = typed.taken_up(request)
    return _page(request, session, AmendmentForm(words), was_typed=bool(words))


@typed.kept_for("sessions:record")
@require_POST
@may_write
def amend(request: HttpRequest, pk: int) -> HttpResponse:
    """Add to a signed note."""
    session = visible(request, pk)
    form = AmendmentForm(request.POST)
    if not form.is_valid():
        return _page(request, session, form, status=422)
    try:
        form.save(note=open_note(session), by=request.user)  # type: ignore[arg-type]
    except Locked as error:
        return locked(request, session, error)
    messages.success(request, "Added to the record.")
    return redirect(session)


def _page(
    request: HttpRequest,
    session: TreatmentSession,
    form: AmendmentForm,
    *,
    was_typed: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        "page": record_page(session),
        "form": form,
        "was_typed": was_typed,
        "who": header_for(session.client, request.user),  # type: ignore[arg-type]
        "printed_at": timezone.now(),
    }
    return render(request, "sessions/record.html", context, status=status)
