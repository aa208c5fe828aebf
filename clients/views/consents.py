"""What a client agreed to, refused and took back."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from clients.consenting import BY_EMAIL, PHOTOS, agrees_to_email
from clients.forms.consents import AgreeForm, PhotoConsentForm, WithdrawForm
from clients.models import Consent
from clients.views.pages import PracticeRequest, find, show, way_back


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
    groups = [group for group in groups if group[1]]
    return show(request, "clients/consents.html", client, groups=groups, by_email=agrees_to_email(client))


@require_http_methods(["GET", "POST"])
@permission_required("clients.add_consent", raise_exception=True)
def agree_email(request: PracticeRequest, pk: int) -> HttpResponse:
    """Note that a client agrees to get advice sheets by e-mail."""
    client = find(request, pk)
    if agrees_to_email(client):
        messages.info(request, "This has been agreed to.")
        return redirect(way_back(request, reverse("clients:consents", args=[pk])))
    form = AgreeForm(request.POST if request.method == "POST" else None, initial={"signed_name": client.name})
    if form.is_valid():
        form.save(client=client, asked=BY_EMAIL, by=request.user)
        messages.success(request, "Recorded: advice by e-mail.")
        return redirect(way_back(request, reverse("clients:consents", args=[pk])))
    return show(request, "clients/consent_email.html", client, form=form, asked=BY_EMAIL, next=way_back(request, ""))


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


@require_http_methods(["GET", "POST"])
@permission_required("clients.add_consent", raise_exception=True)
def agree_photos(request: PracticeRequest, pk: int) -> HttpResponse:
    """Note that a client agrees to photos of the feet; agreed to twice is once."""
    client = find(request, pk)
    next_page = way_back(request, reverse("clients:consents", args=[pk]))
    sent = request.POST if request.method == "POST" else None
    form = PhotoConsentForm(sent, client=client, initial={"signed_name": client.name})
    if form.is_valid():
        form.save(client=client, asked=PHOTOS, by=request.user)
        messages.success(request, "Recorded: photos of the feet.")
        return redirect(next_page)
    return show(request, "clients/consent_photos.html", client, form=form, asked=PHOTOS, next=next_page)
