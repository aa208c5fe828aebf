"""Home visits: the arrival card, a little longer, out again; and whom to tell."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from clients.views.pages import PracticeRequest
from sessions.at_home import will_be_told
from sessions.forms.home_visits import ArriveForm, BuddyForm
from sessions.home_visits import leave, stay_longer
from sessions.models import Buddy, TreatmentSession
from sessions.notices.overdue import buddy_of

may_arrive = permission_required("treatments.add_homevisit", raise_exception=True)
may_leave = permission_required("treatments.change_homevisit", raise_exception=True)
may_choose = permission_required("treatments.change_buddy", raise_exception=True)


@may_arrive
@require_http_methods(["GET", "POST"])
def arrival(request: PracticeRequest, pk: int) -> HttpResponse:
    """The card that is filled in at the door."""
    session = _visible(request, pk)
    visit = getattr(session, "home_visit", None)
    if not session.is_home_visit or (visit and (visit.arrived_at or visit.left_at)):
        return redirect("sessions:visit", pk)
    form = ArriveForm(request.POST or None, session=session)
    if form.is_valid() and form.save(by=request.user):
        messages.success(request, "You are there. Remember to check out.")
        return redirect("sessions:plan", pk)
    context = {"form": form, "session": session, "buddy": buddy_of(session), "will_be_told": will_be_told()}
    return render(request, "sessions/arrival.html", context)


@may_leave
@require_POST
def longer(request: PracticeRequest, pk: int) -> HttpResponse:
    """A quarter of an hour more."""
    visit = stay_longer(session=_visible(request, pk), by=request.user)
    if visit:
        messages.success(request, f"Out by {timezone.localtime(visit.out_by):%H:%M}.")
    return redirect("sessions:visit", pk)


@may_leave
@require_POST
def check_out(request: PracticeRequest, pk: int) -> HttpResponse:
    """Out and safe; pressed by whoever is, or who has heard it from them."""
    if leave(session=_visible(request, pk), by=request.user):
        messages.success(request, "Checked out. Nobody has to worry.")
    return redirect("sessions:visit", pk)


@may_choose
@require_http_methods(["GET", "POST"])
def buddy(request: PracticeRequest) -> HttpResponse:
    """Who is told when one does not check out."""
    form = BuddyForm(request.POST or None, user=request.user)
    if form.is_valid():
        chosen = form.save()
        messages.success(request, f"Saved: {chosen} is told." if chosen else "Saved: nobody is told.")
        return redirect("sessions:buddy")
    now = Buddy.objects.filter(practitioner=request.user).select_related("person").first()
    return render(request, "sessions/buddy.html", {"form": form, "now": now, "will_be_told": will_be_told()})


def _visible(request: PracticeRequest, pk: int) -> TreatmentSession:
    sessions = TreatmentSession.objects.visible_to(request.user)
    return get_object_or_404(sessions.select_related("client", "home_visit", "practitioner__buddy__person"), pk=pk)
