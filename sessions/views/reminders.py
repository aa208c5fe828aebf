"""Reminders: what the practice writes, what came of it, and who was told otherwise."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from clients.views.pages import PracticeRequest
from sessions.forms.reminders import ReminderForm
from sessions.models import Notice, ReminderSettings
from sessions.notices.reminders import example
from sessions.notices.sending import is_set_up, settle
from sessions.notices.wording import GAPS

MOST_LISTED = 50

may_change = permission_required("treatments.change_remindersettings", raise_exception=True)
may_settle = permission_required("treatments.change_notice", raise_exception=True)


@may_change
@require_http_methods(["GET", "POST"])
def reminders(request: PracticeRequest) -> HttpResponse:
    """Change the text and the hours; look at it first; read what went off."""
    form = ReminderForm(request.POST or None)
    is_sound = form.is_valid()
    if is_sound and "preview" not in request.POST:
        form.save(by=request.user)
        messages.success(request, "Saved.")
        return redirect("sessions:reminders")
    now = ReminderSettings.current()
    subject, text = (form.cleaned_data[name] if is_sound else getattr(now, name) for name in ("subject", "text"))
    sent = Notice.objects.visible_to(request.user).reminders().select_related("session__client")
    context = {
        "form": form,
        "now": now,
        "is_set_up": is_set_up(),
        "gaps": GAPS.items(),
        "example": example(subject, text, getattr(request, "practice", None)),
        "is_preview": is_sound,
        "notices": sent[:MOST_LISTED],
    }
    return render(request, "sessions/reminders.html", context)


@may_settle
@require_POST
def settle_notice(request: PracticeRequest, pk: int) -> HttpResponse:
    """The client was told in another way."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user).select_related("session"), pk=pk)
    settle(notice=notice, by=request.user)
    messages.success(request, "Noted: the client knows.")
    return redirect("sessions:visit", notice.session_id)
