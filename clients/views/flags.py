"""What is known of a client's health: reading, recording, changing, taking back."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from clients.answers import told
from clients.forms.flags import ConditionForm, EndFlagForm, FlagForm
from clients.models import Client, Flag
from clients.views.pages import PracticeRequest, find, flags_of, show, way_back, with_library
from knowledge.entries import Condition
from knowledge.library import Library


@require_GET
@permission_required("clients.view_flag", raise_exception=True)
@with_library
def flags(request: PracticeRequest, pk: int, *, library: Library) -> HttpResponse:
    """All facts with their history."""
    client = find(request, pk)
    rows = client.flags.select_related("condition", "recorded_by", "ended_by").order_by("-recorded_at", "-pk")
    answers = told(rows, day=timezone.localdate(), library=library)
    return show(request, "clients/flags.html", client, answers=answers)


@require_http_methods(["GET", "POST"])
@permission_required("clients.add_flag", raise_exception=True)
@with_library
def add_flag(request: PracticeRequest, pk: int, *, library: Library) -> HttpResponse:
    """Choose what it is about, then answer its questions."""
    client = find(request, pk)
    chosen = ConditionForm(request.GET if "condition" in request.GET else None, library=library)
    if not chosen.is_valid():
        context = {"form": chosen, "next": way_back(request, "")}
        return show(request, "clients/flag_choose.html", client, **context)
    condition = library.condition(chosen.cleaned_data["condition"])
    return _record(request, client, condition)


@require_http_methods(["GET", "POST"])
@permission_required("clients.change_flag", raise_exception=True)
@with_library
def change_flag(request: PracticeRequest, pk: int, *, library: Library) -> HttpResponse:
    """A new answer in the place of an old one; the old one stays in the history."""
    flag = _find(request, pk)
    condition = library.conditions_by_code.get(flag.condition_id)
    if condition is None or condition.kind != "asked":
        raise Http404
    if flag.ended_at is not None and request.method == "GET":
        messages.info(request, "This answer has been changed meanwhile. Look at it again.")
        return redirect(flags_of(flag.client))
    return _record(request, flag.client, condition, flag=flag)


def _record(
    request: PracticeRequest, client: Client, condition: Condition, *, flag: Flag | None = None
) -> HttpResponse:
    here = client.flags.current().positive().filter(condition=condition.code)
    form = FlagForm(
        request.POST if request.method == "POST" else None,
        client=client,
        condition=condition,
        by=request.user,
        flag=flag,
        has_others=flag is None and here.exists(),
    )
    back = way_back(request, flags_of(client))
    if form.is_valid() and (saved := form.save()):
        messages.success(request, f"Recorded: {condition.name}, {saved.get_status_display().lower()}.")
        return redirect(back)
    context = {"form": form, "condition": condition, "flag": flag, "back": back}
    return show(request, "clients/flag_form.html", client, **context)


@require_http_methods(["GET", "POST"])
@permission_required("clients.change_flag", raise_exception=True)
def end_flag(request: PracticeRequest, pk: int) -> HttpResponse:
    """Take back what was recorded wrongly, with the reason."""
    flag = _find(request, pk)
    form = EndFlagForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        form.save(flag, by=request.user)
        messages.success(request, f"Taken back: {flag.condition.name}. Ask the question again.")
        return redirect(flags_of(flag.client))
    return show(request, "clients/flag_end.html", flag.client, form=form, flag=flag)


def _find(request: PracticeRequest, pk: int) -> Flag:
    rows = Flag.objects.visible_to(request.user).select_related("client", "condition")
    return get_object_or_404(rows, pk=pk)
