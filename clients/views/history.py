"""Everything a client has ever sent in."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from clients.forms.signing import HIGH, WIDE
from clients.intake.submissions import submission_of
from clients.views.pages import PracticeRequest, find, show


@require_GET
@permission_required("clients.view_intake", raise_exception=True)
def intakes(request: PracticeRequest, pk: int) -> HttpResponse:
    """All intakes of a client, newest first: forms, answers, consents and reviews; to read and to print."""
    client = find(request, pk)
    sent = client.intakes.exclude(submitted_at=None).select_related("reviewed_by", "transcribed_by")
    submissions = [submission_of(intake) for intake in sent.prefetch_related("consents").order_by("-submitted_at")]
    return show(request, "clients/intakes.html", client, submissions=submissions, wide=WIDE, high=HIGH)
