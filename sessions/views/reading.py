"""Finding the session a page is about."""

from __future__ import annotations

from django.db.models import Prefetch
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from clients.facts import with_facts
from clients.models import Client
from sessions.models import Acknowledgement, Override, TreatmentSession


def visible(request: HttpRequest, pk: int) -> TreatmentSession:
    """The session with what its check and its pages need, if this user may see it; otherwise 404."""
    rows = TreatmentSession.objects.visible_to(request.user).select_related("practitioner", "note__signed_by")
    return get_object_or_404(
        rows.prefetch_related(
            Prefetch("client", with_facts(Client.objects.all())),
            Prefetch("overrides", Override.objects.select_related("by")),
            Prefetch("acknowledgements", Acknowledgement.objects.select_related("by").order_by("at", "pk")),
            "planned_zones",
            "note__findings",
            "note__scores",
        ),
        pk=pk,
    )
