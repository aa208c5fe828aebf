"""A supervisor co-signs what an assistant has signed, or returns it with a remark."""

from __future__ import annotations

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from reflexpractice.accounts import typed
from reflexpractice.accounts.models import User
from sessions.forms.note import CoSignForm, ReturnForm
from sessions.views.log import locked, saved_at
from sessions.views.note import TOO_OFTEN
from sessions.views.reading import visible
from sessions.views.record import show
from sessions.write_up import Locked, open_note

may_co_sign = permission_required("treatments.co_sign_note", raise_exception=True)


@sensitive_post_parameters("password", "pin")
@require_POST
@may_co_sign
def co_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign below the assistant's signature."""
    session = visible(request, pk)
    person: User = request.user  # type: ignore[assignment]
    form = CoSignForm(request.POST, person=person)
    # Wrong PINs are counted with the PIN itself.
    key, by_password = f"sign:{person.pk}", form.by_password
    if by_password and not ratelimit.consume(request, action="login_failed", key=key):
        form.is_valid()
        form.add_error("password", TOO_OFTEN)
        return show(request, session, co_signing=form, status=429)
    try:
        done = form.is_valid() and form.save(note=open_note(session), by=person)
    except Locked as error:
        return locked(request, session, error)
    if by_password and not form.has_error("password", "password"):
        ratelimit.clear(request, action="login_failed", key=key)
    if not done:
        return show(request, session, co_signing=form, status=422)
    messages.success(request, f"Co-signed {saved_at()}.")
    return redirect(session)


@typed.kept_for("sessions:record")
@require_POST
@may_co_sign
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Return it with a remark."""
    session = visible(request, pk)
    form = ReturnForm(request.POST, auto_id="return_%s")
    if not form.is_valid():
        return show(request, session, returning=form, status=422)
    try:
        form.save(note=open_note(session), by=request.user)  # type: ignore[arg-type]
    except Locked as error:
        return locked(request, session, error)
    messages.success(request, "Returned with your remark.")
    return redirect(session)
