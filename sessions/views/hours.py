"""When people work, and when they are away."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from clients.views.pages import PracticeRequest
from reflexpractice.accounts.models import User
from sessions.diary.hours import end_absence, in_the_way, remove_hours
from sessions.forms.booking import practitioners
from sessions.forms.hours import AbsenceForm, HoursForm
from sessions.models import Absence, WorkingHours
from sessions.models.diary import runs_the_diary

may_see = permission_required("treatments.view_workinghours", raise_exception=True)
may_change = permission_required("treatments.change_workinghours", raise_exception=True)


@may_see
def hours(request: PracticeRequest, pk: int | None = None) -> HttpResponse:
    """The hours of a practitioner, one's own unless one keeps everybody's, and the absences to come."""
    person = _person(request, pk)
    if person is None:
        return render(request, "sessions/hours_nobody.html")
    asked = request.POST.get("act") if request.method == "POST" else None
    form = HoursForm(request.POST if asked == "hours" else None)
    absence_form = AbsenceForm(
        request.POST if asked == "absence" else None, prefix="absence", may_close=runs_the_diary(request.user)
    )
    if form.is_valid():
        form.save(practitioner=person, by=request.user)
        return redirect(_page_of(person))
    if absence_form.is_valid():
        absence = absence_form.save(practitioner=person, by=request.user)
        messages.success(request, _noted(absence))
        return redirect(_page_of(person))
    return render(request, "sessions/hours.html", _context(request, person, form, absence_form))


@may_change
@require_POST
def remove(request: PracticeRequest, pk: int) -> HttpResponse:
    """These hours are no longer worked."""
    row = get_object_or_404(WorkingHours.objects.visible_to(request.user).select_related("practitioner"), pk=pk)
    person = row.practitioner
    remove_hours(hours=row, by=request.user)
    return redirect(_page_of(person))


@may_change
@require_POST
def remove_absence(request: PracticeRequest, pk: int) -> HttpResponse:
    """Somebody is there after all; that the practice is closed is for those to say who keep everybody's hours."""
    absences = Absence.objects.visible_to(request.user)
    if not runs_the_diary(request.user):
        absences = absences.of(request.user)
    absence = get_object_or_404(absences.select_related("practitioner"), pk=pk)
    person = absence.practitioner
    end_absence(absence=absence, by=request.user)
    return redirect(_page_of(person) if person else reverse("sessions:hours"))


def _person(request: PracticeRequest, pk: int | None) -> User | None:
    people = practitioners()
    if not runs_the_diary(request.user):
        people = people.filter(pk=request.user.pk)
    if pk is not None:
        return get_object_or_404(people, pk=pk)
    return people.filter(pk=request.user.pk).first() or people.first()


def _context(request: PracticeRequest, person: User, form: HoursForm, absence_form: AbsenceForm) -> dict[str, object]:
    to_come = Absence.objects.for_practitioner(person).filter(ends_at__gt=timezone.now())
    return {
        "person": person,
        "people": practitioners() if runs_the_diary(request.user) else [],
        "may_close": runs_the_diary(request.user),
        "hours": WorkingHours.objects.of(person),
        "absences": [(absence, list(in_the_way(absence))) for absence in to_come[:50]],
        "form": form,
        "absence_form": absence_form,
    }


def _noted(absence: Absence) -> str:
    count = in_the_way(absence).count()
    if not count:
        return "The absence is noted."
    return f"The absence is noted. {count} visit{'s are' if count > 1 else ' is'} booked in that time: see below."


def _page_of(person: User) -> str:
    return reverse("sessions:hours_of", args=[person.pk])
