"""What the client wants: goals that are scored at visits."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from clients.forms.goals import GoalForm
from clients.goal_setting import end_goal
from clients.models import Goal
from clients.views.pages import PracticeRequest, find, show


@require_http_methods(["GET", "POST"])
@permission_required("clients.add_goal", raise_exception=True)
def goals(request: PracticeRequest, pk: int) -> HttpResponse:
    """The goals of a client, and a place for a new one."""
    client = find(request, pk)
    form = GoalForm(request.POST if request.method == "POST" else None, client=client)
    if form.is_valid():
        messages.success(request, f"Added: {form.put(by=request.user).words}.")
        return redirect("clients:goals", pk=pk)
    every = list(client.goals.all())
    current = [goal for goal in every if goal.ended_on is None]
    ended = [goal for goal in every if goal.ended_on is not None]
    return show(request, "clients/goals.html", client, form=form, current=current, ended=ended)


@require_http_methods(["GET", "POST"])
@permission_required("clients.change_goal", raise_exception=True)
def rename_goal(request: PracticeRequest, pk: int) -> HttpResponse:
    """Say a goal in better words."""
    goal = _find(request, pk)
    form = GoalForm(request.POST if request.method == "POST" else None, instance=goal, client=goal.client)
    if form.is_valid():
        messages.success(request, f"Renamed: {form.put(by=request.user).words}.")
        return redirect("clients:goals", pk=goal.client_id)
    return show(request, "clients/goal_rename.html", goal.client, form=form)


@require_POST
@permission_required("clients.change_goal", raise_exception=True)
def finish_goal(request: PracticeRequest, pk: int) -> HttpResponse:
    """Stop scoring a goal."""
    goal = _find(request, pk)
    end_goal(goal=goal, by=request.user)
    messages.success(request, f"Not scored any more: {goal.words}.")
    return redirect("clients:goals", pk=goal.client_id)


def _find(request: PracticeRequest, pk: int) -> Goal:
    return get_object_or_404(Goal.objects.visible_to(request.user).select_related("client"), pk=pk)
