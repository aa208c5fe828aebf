"""Finding the session a page is about."""

from __future__ import annotations

from django.db.models import Prefetch
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from clients.facts import with_facts
from clients.models import Client
from reflexpractice.audit.chain import record
from sessions.models import Acknowledgement, Override, TreatmentSession


def visible(request: HttpRequest, pk: int, *, at_work: bool = False) -> TreatmentSession:
    """The session with what its check and its pages need, if this user may see it; otherwise 404.

    `at_work` leaves out what only the note and the record show.
    """
    rows = TreatmentSession.objects.visible_to(request.user).select_related("practitioner", "note__signed_by")
    rows = rows.prefetch_related(
        Prefetch("client", with_facts(Client.objects.all())),
        Prefetch("overrides", Override.objects.select_related("by")),
        "planned_zones",
        "note__findings",
    )
    if not at_work:
        read = Acknowledgement.objects.select_related("by").order_by("at", "pk")
        rows = rows.prefetch_related(Prefetch("acknowledgements", read), "note__scores")
    return get_object_or_404(rows, pk=pk)


def tell_of(request: HttpRequest, session: TreatmentSession) -> None:
    """An event when somebody opens what is another's to work; who works it is told of by what they do."""
    if session.practitioner_id != request.user.pk:
        record("session.read", session, by=request.user, client=session.client_id)  # type: ignore[arg-type]
