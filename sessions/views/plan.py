"""The plan page: every press answers with the page, or with its parts where a script asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST

from clients.views.pages import PracticeRequest
from sessions.checking import check_session
from sessions.forms.plan import LimitsForm, OverrideForm
from sessions.models import TreatmentSession
from sessions.plan_page import PlanPage, plan_page
from sessions.plan_page.reading import for_planning
from sessions.planning import (
    LAST_PLAN,
    Chosen,
    PlanRefused,
    Refusal,
    acknowledge,
    apply_last_plan,
    apply_protocol,
    choose_zone,
    open_plan,
    plan_zones,
    set_zones,
    start,
)
from sessions.planning.desk import Key, key_of
from sessions.rechecking import see_news
from sessions.views.reading import tell_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sessions.checking import SessionCheck
    from sessions.outlooks import News

PARTS = ("toolbar", "panel")
may_plan = permission_required("treatments.change_plannedzone", raise_exception=True)


@may_plan
def plan(request: PracticeRequest, pk: int) -> HttpResponse:
    """The plan of a booked session; one that has begun is on its log page."""
    session = _visible(request, pk)
    if session.status != TreatmentSession.Status.BOOKED:
        return redirect(session if session.status in NOT_WORKED else reverse("sessions:log", args=[pk]))
    tell_of(request, session)
    check = check_session(session)
    opened = open_plan(session=session, check=check, by=request.user)
    if opened.changed:
        session = _visible(request, pk, client=session.client)
        check = check_session(session)
    news = see_news(session=session, check=check, by=request.user)
    said = " ".join(filter(None, [new_words(news, check), opened.words]))
    return _page(request, session, check, key=key_of(request.GET.get("zone", "")), said=said)


def new_words(news: Sequence[News], check: SessionCheck) -> str:
    """What has come since the plan was last looked at, as sentences."""
    return f"New for this session. {' '.join(f'{each.words(check.library)}.' for each in news)}" if news else ""


NOT_WORKED = [TreatmentSession.Status.CANCELLED, TreatmentSession.Status.NO_SHOW]


@require_POST
@may_plan
def zone(request: PracticeRequest, pk: int) -> HttpResponse:
    """A zone was tapped, several were ticked in the list, or one is to be added on both feet."""
    session = _visible(request, pk)
    names = ",".join(request.POST.getlist("zones")).split(",")
    keys = [key for name in names if (key := key_of(name))]
    try:
        said, one = _choose(request, session, keys)
    except PlanRefused as refusal:
        return _refused(request, session, refusal)
    shown = keys[0] if keys and "list" not in request.POST else None
    return _answer(request, session, said, key=shown, one=one)


def _choose(
    request: PracticeRequest, session: TreatmentSession, keys: Sequence[Key]
) -> tuple[str, Chosen | Refusal | None]:
    """Do what was asked for and say what came of it; for a single zone also as it is."""
    version = _version(request)
    if "list" in request.POST:
        refusals = set_zones(session=session, wanted=keys, by=request.user, version=version)
        return " ".join(["Plan saved.", *(refusal.words for refusal in refusals)]), None
    if "add" in request.POST:
        added = plan_zones(session=session, wanted=keys, by=request.user, version=version)
        return " ".join(each.words for each in added), None
    if len(keys) != 1:
        raise Http404
    [(side, code)] = keys
    done = choose_zone(session=session, zone=code, side=side, by=request.user, version=version)
    return done.words, done


@require_POST
@may_plan
def apply(request: PracticeRequest, pk: int) -> HttpResponse:
    """Begin from the last plan or from a protocol."""
    session = _visible(request, pk)
    code = request.POST.get("protocol", "")
    try:
        if code == LAST_PLAN:
            applied = apply_last_plan(session=session, by=request.user, version=_version(request))
        else:
            applied = apply_protocol(session=session, protocol=code, by=request.user, version=_version(request))
    except PlanRefused as refusal:
        return _refused(request, session, refusal)
    return _answer(request, session, applied.words)


@require_POST
@may_plan
def limits(request: PracticeRequest, pk: int) -> HttpResponse:
    """Set pressure, minutes and techniques."""
    session = _visible(request, pk)
    check = check_session(session)
    form = LimitsForm(request.POST, session=session, check=check)
    if not form.is_valid():
        return _page(request, session, check, limits=form, status=400)
    try:
        form.save(by=request.user, version=_version(request))
    except PlanRefused as refusal:
        return _refused(request, session, refusal)
    return _answer(request, session, "Pressure, minutes and techniques saved.")


@require_POST
@may_plan
def read(request: PracticeRequest, pk: int) -> HttpResponse:
    """A safety note was read."""
    session = _visible(request, pk)
    try:
        acknowledge(session=session, fingerprint=request.POST.get("fingerprint", "")[:64], by=request.user)
    except PlanRefused as refusal:
        return _refused(request, session, refusal)
    return _answer(request, session, "Noted as read.")


@may_plan
def override(request: PracticeRequest, pk: int) -> HttpResponse:
    """Include a zone with a reason; a page of its own where no script opens the dialog."""
    session = _visible(request, pk)
    key = key_of(request.POST.get("zone") or request.GET.get("zone", ""))
    if key is None:
        raise Http404
    form = OverrideForm(request.POST or None, session=session, key=key)
    if form.is_valid() and (done := form.save(by=request.user, version=_version(request))):
        return _answer(request, session, f"{done.zone_name}, {done.side}, included with your reason.", key=key)
    check = check_session(session)
    if by_script(request) and request.method == "POST":
        return _page(request, session, check, key=key, reason=form, status=400)
    page = plan_page(session, check, request.user, key=key, reason=form, with_map=False)
    if page.zone is None:
        raise Http404
    return render(request, "sessions/plan_reason.html", {"page": page, "form": form})


@require_POST
@may_plan
def begin(request: PracticeRequest, pk: int) -> HttpResponse:
    """Start the session."""
    session = _visible(request, pk)
    try:
        started = start(session=session, by=request.user, version=_version(request))
    except PlanRefused as refusal:
        return _refused(request, session, refusal)
    return redirect("sessions:log", started.pk)


def _refused(request: PracticeRequest, session: TreatmentSession, refusal: PlanRefused) -> HttpResponse:
    if refusal.code == "closed":
        messages.info(request, str(refusal))
        return redirect("sessions:plan", session.pk)
    return _answer(request, session, str(refusal))


def _answer(
    request: PracticeRequest,
    session: TreatmentSession,
    said: str,
    *,
    key: Key | None = None,
    one: Chosen | Refusal | None = None,
) -> HttpResponse:
    """The page as it stands now: its parts for a script, else the page itself by way of a redirect."""
    if by_script(request):
        fresh = _visible(request, session.pk, client=session.client)
        return _page(request, fresh, check_session(fresh), key=key, said=said, one=one)
    messages.success(request, said)
    where = reverse("sessions:plan", args=[session.pk])
    return redirect(f"{where}?zone={key[0]}:{key[1]}#zone" if key else where)


def _page(
    request: PracticeRequest,
    session: TreatmentSession,
    check: SessionCheck,
    *,
    key: Key | None = None,
    reason: OverrideForm | None = None,
    limits: LimitsForm | None = None,
    said: str = "",
    one: Chosen | Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    parts = by_script(request)
    page = plan_page(session, check, request.user, key=key, reason=reason, limits=limits, with_map=not parts)
    context = {"page": page, "said": said}
    if parts:
        return JsonResponse(_parts(request, page, context, one), status=status)
    return render(request, "sessions/plan_stop.html" if page.stop else "sessions/plan.html", context, status=status)


def _parts(
    request: PracticeRequest, page: PlanPage, context: dict[str, object], one: Chosen | Refusal | None
) -> dict[str, object]:
    """What the page's script puts in place, the states it paints, and how the change is taken back."""
    undo = f"{one.side}:{one.zone}" if isinstance(one, Chosen) and not one.reason_lost else ""
    return {
        "parts": {name: render_to_string(f"sessions/plan_{name}.html", context, request) for name in PARTS},
        "states": page.states,
        "sentence": context["said"],
        "undo": undo,
        # A refusal stands beside the map, on the zone's card.
        "toast": not isinstance(one, Refusal),
        "stop": bool(page.stop),
    }


def by_script(request: PracticeRequest) -> bool:
    """Whether the page's own script asks, which puts parts in place by itself."""
    return bool(request.htmx)  # type: ignore[attr-defined]


def _version(request: PracticeRequest) -> int | None:
    """The version of the plan the page showed; a page that names none is taken for an old one."""
    typed = request.POST.get("version", "")
    return int(typed) if typed.isdecimal() and len(typed) < 10 else -1


def _visible(request: PracticeRequest, pk: int, *, client: object = None) -> TreatmentSession:
    """The session, if this user may see it; with the client already read, whose facts then need no second reading."""
    session = get_object_or_404(for_planning(request.user), pk=pk)
    if client is not None:
        session.client = client  # type: ignore[assignment]
    return session
