"""The page on which a person sets, changes or gives up their PIN."""

from __future__ import annotations

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from reflexpractice.accounts.models import SigningPin, User
from reflexpractice.signing.forms import PasswordForm, PinForm
from reflexpractice.signing.setting import remove_pin

TOO_OFTEN = "Too many wrong passwords. Wait five minutes."


@sensitive_post_parameters()
def pin(request: HttpRequest) -> HttpResponse:
    """Set or change the PIN, or give it up; each time with the password."""
    person: User = request.user  # type: ignore[assignment]
    wants_none = request.method == "POST" and request.POST.get("act") == "remove"
    setting = PinForm(None if request.method == "GET" or wants_none else request.POST, person=person)
    removing = PasswordForm(request.POST if wants_none else None, person=person, prefix="remove")
    asked = removing if wants_none else setting
    status = 200
    if asked.is_bound:
        key = f"sign:{person.pk}"
        if not ratelimit.consume(request, action="login_failed", key=key):
            messages.error(request, TOO_OFTEN)
            return redirect("signing_pin")
        valid = asked.is_valid()
        if not asked.has_error("password", "password"):
            ratelimit.clear(request, action="login_failed", key=key)
        if valid:
            return _keep(request, person, asked)
        status = 422
    own = SigningPin.objects.filter(person=person).first()
    context = {"form": setting, "removing": removing, "own": own}
    return render(request, "account/signing_pin.html", context, status=status)


def _keep(request: HttpRequest, person: User, form: PasswordForm) -> HttpResponse:
    if isinstance(form, PinForm):
        form.save()
        messages.success(request, "Your PIN is set. Sign your notes with it.")
    else:
        remove_pin(person=person)
        messages.success(request, "Your PIN is gone. Sign your notes with your password.")
    return redirect("signing_pin")
