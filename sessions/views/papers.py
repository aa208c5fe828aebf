"""A session, and a client's whole record, to take away: as PDF and as data."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from clients.header import header_for
from clients.models import Client
from reflexpractice.audit.chain import record
from sessions.dossier import dossier_pdf, dossier_zip
from sessions.record_page import record_page
from sessions.record_paper import record_pdf
from sessions.views.reading import visible

may_read = permission_required("treatments.view_note", raise_exception=True)


@require_GET
@may_read
def session_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The record of a session as PDF; that it was made is written down."""
    session = visible(request, pk)
    pdf = record_pdf(record_page(session), by=request.user)  # type: ignore[arg-type]
    record("session.pdf_made", session, by=request.user, client=session.client_id)  # type: ignore[arg-type]
    return _file(pdf, f"session-{session.pk}.pdf", "application/pdf")


@require_GET
@may_read
def dossier(request: HttpRequest, pk: int) -> HttpResponse:
    """What the whole record holds, and how to take it away."""
    client = _client(request, pk)
    record("client.read", client, by=request.user, client=client.pk)  # type: ignore[arg-type]
    context = {"client": client, "who": header_for(client, request.user)}  # type: ignore[arg-type]
    return render(request, "sessions/dossier.html", context)


@require_GET
@may_read
def dossier_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The whole record: "pdf" to read, anything else as data."""
    client = _client(request, pk)
    person, access = request.user, "access" in request.GET
    record("client.dossier_made", client, by=person, client=client.pk, detail={"kind": kind})  # type: ignore[arg-type]
    if kind == "pdf":
        pdf = dossier_pdf(client, by=person, access=access)  # type: ignore[arg-type]
        return _file(pdf, f"record-{client.pk}.pdf", "application/pdf")
    packed = dossier_zip(client, by=person, access=access)  # type: ignore[arg-type]
    return _file(packed, f"record-{client.pk}.zip", "application/zip")


def _client(request: HttpRequest, pk: int) -> Client:
    return get_object_or_404(Client.objects.visible_to(request.user), pk=pk)


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    """A file by a name that tells nothing of the person."""
    named = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=named)
