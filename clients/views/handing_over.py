"""Handing the device to a client, with the practice out of sight until its person takes it back."""

from __future__ import annotations

import datetime as dt
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth import login, logout
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from clients.forms.give_back import PasswordForm
from clients.models import Client
from clients.views.intake_door import KEY as INTAKE
from clients.views.intake_door import public
from clients.views.pages import PracticeRequest
from reflexpractice.accounts.models import User

KEY = "handed_over"
LASTS = dt.timedelta(hours=3)
MOST_WRONG = 5


def hand_over_device(request: PracticeRequest, *, client: Client) -> None:
    """Sign out, so that nothing of the practice opens, and remember who may take the device back, and to which page."""
    person = request.user.pk
    logout(request)
    request.session[KEY] = {"by": person, "client": client.pk, "at": timezone.now().isoformat(), "wrong": 0}


def _handed_over(request: HttpRequest) -> dict[str, Any]:
    """Who handed the device over, and when; nothing when that was long ago, or too many passwords were wrong."""
    kept: dict[str, Any] = request.session.get(KEY, {})
    if not kept or kept["wrong"] >= MOST_WRONG or timezone.now() - dt.datetime.fromisoformat(kept["at"]) > LASTS:
        return {}
    return kept


@public
@require_http_methods(["GET", "POST"])
def give_back(request: HttpRequest) -> HttpResponse:
    """Ask the person who handed the device over for the password; then the practice is open again."""
    kept = _handed_over(request)
    person = User.objects.filter(pk=kept.get("by", 0), is_active=True).first()
    if person is None:
        request.session.pop(KEY, None)
        return redirect("account_login")
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if _knows_password(request, person, form):
            return _open_again(request, person, kept["client"])
        request.session[KEY] = {**kept, "wrong": kept["wrong"] + 1}
    return render(request, "clients/intake/give_back.html", {"form": form, "person": person})


def _knows_password(request: HttpRequest, person: User, form: PasswordForm) -> bool:
    """Whether the password is this person's; tries count as at the sign-in."""
    try:
        found = get_adapter(request).authenticate(request, email=person.email, password=form.cleaned_data["password"])
    except ValidationError as error:
        form.add_error("password", error)
        return False
    if found is None or found.pk != person.pk:
        form.refuse()
        return False
    return True


def _open_again(request: HttpRequest, person: User, client: int) -> HttpResponse:
    for key in (KEY, INTAKE):
        request.session.pop(key, None)
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect("sessions:for_client", pk=client)
