"""Sending a client the intake form, and taking a link back."""

from __future__ import annotations

import logging
from urllib.parse import quote, urlencode

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.mail import EmailMessage
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clients.intake import links
from clients.intake.coming_back import is_short
from clients.models import Client, IntakeLink
from clients.views.handing_over import hand_over_device
from clients.views.intake_door import enter
from clients.views.languages import KEY, keep_language, language_for, on_offer
from clients.views.pages import PracticeRequest, find, show
from knowledge.publishing import BrokenSeal, NoRelease

logger = logging.getLogger(__name__)

may_send = permission_required("clients.add_intakelink", raise_exception=True)


@may_send
@require_http_methods(["GET", "POST"])
def send_intake(request: PracticeRequest, pk: int) -> HttpResponse:
    """The links of a client. A new one is shown on this answer only: nobody can read it again."""
    client = find(request, pk)
    language = language_for(request, client)
    made = _make(request, client, language) if request.method == "POST" else {}
    sent = (
        IntakeLink.objects.visible_to(request.user).filter(intake__client=client).select_related("intake", "created_by")
    )
    return show(request, "clients/send_intake.html", client, links=sent, languages=on_offer(language), **made)


def _make(request: PracticeRequest, client: Client, language: str) -> dict[str, object]:
    link, token = links.send(client=client, by=request.user)
    address = request.build_absolute_uri(reverse("intake:start", args=[token]))
    if language != settings.LANGUAGE_CODE:
        address = f"{address}?{urlencode({KEY: language})}"
    with translation.override(language):
        subject, text = _letter(request, client, link, address)
    mailed = request.POST.get("how") == "email" and _mail(client, subject, text)
    return {
        "link": link,
        "address": address,
        "mailed": mailed,
        "not_mailed": request.POST.get("how") == "email" and not mailed,
        "mailto": f"mailto:{quote(client.email)}?subject={quote(subject)}&body={quote(text)}",
        "qr": segno.make(address, error="m").svg_data_uri(scale=5, border=3, dark="#000", light="#fff"),
    }


def _letter(request: PracticeRequest, client: Client, link: IntakeLink, address: str) -> tuple[str, str]:
    practice = getattr(request, "practice", None)
    subject = _("Your form for %(practice)s") % {"practice": practice or _("your visit")}
    context = {"client": client, "link": link, "address": address, "practice": practice, "again": is_short(link.intake)}
    return subject, render_to_string("clients/intake/letter.txt", context)


def _mail(client: Client, subject: str, text: str) -> bool:
    """Send the letter; whether it went off. It says nothing about health."""
    if not client.email:
        return False
    try:
        return bool(EmailMessage(subject, text, to=[client.email]).send())
    except OSError:
        logger.exception("An intake link could not be mailed to client %s.", client.pk)
        return False


@may_send
@require_POST
def revoke_link(request: PracticeRequest, pk: int) -> HttpResponse:
    """Take a link back."""
    link = get_object_or_404(IntakeLink.objects.visible_to(request.user).select_related("intake"), pk=pk)
    links.revoke(link=link, by=request.user)
    messages.success(request, "The link no longer opens.")
    return redirect("clients:send_intake", pk=link.intake.client_id)


@may_send
@require_POST
def hand_over(request: PracticeRequest, pk: int) -> HttpResponse:
    """Open the form on this device for the client, with all else out of sight."""
    client = find(request, pk)
    language = language_for(request, client)
    link, _token = links.send(client=client, by=request.user)
    try:
        links.open_link(link, day=timezone.localdate())
    except (NoRelease, BrokenSeal):
        messages.error(request, "No knowledge library is published yet, so there are no questions to ask.")
        return redirect("clients:send_intake", pk=client.pk)
    hand_over_device(request, client=client)
    enter(request, link, known=True)
    keep_language(request, language)
    return redirect("intake:resume")
