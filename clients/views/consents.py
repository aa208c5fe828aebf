"""What a client agreed to, refused and took back."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods

from clients.forms.consents import WithdrawForm
from clients.models import Consent
from clients.views.pages import PracticeRequest, find, show


@require_GET
@permission_required("clients.view_consent", raise_exception=True)
def consents(request: PracticeRequest, pk: int) -> HttpResponse:
    """Every consent in the words that were shown; to read and to print."""
    client = find(request, pk)
    rows = list(client.consents.select_related("withdrawn_by"))
    groups = [
        ("In force", [row for row in rows if row.is_in_force]),
        ("Refused", [row for row in rows if not row.given]),
        ("Taken back", [row for row in rows if row.given and row.withdrawn_at]),
    ]
    return show(request, "clients/consents.html", client, groups=[group for group in groups if group[1]])


@require_http_methods(["GET", "POST"])
@permission_required("clients.change_consent", raise_exception=True)
def withdraw(request: PracticeRequest, pk: int) -> HttpResponse:
    """Note that a client takes a consent back."""
    rows = Consent.objects.visible_to(request.user).select_related("client")
    consent = get_object_or_404(rows, pk=pk)
    if not consent.is_in_force:
        messages.info(request, "This consent is not in force.")
        return redirect("clients:consents", pk=consent.client_id)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        done = form.save(consent, by=request.user)
        messages.success(request, "Taken back." if done else "This consent is not in force.")
        return redirect("clients:consents", pk=consent.client_id)
    return show(request, "clients/consent_withdraw.html", consent.client, form=form, consent=consent)
