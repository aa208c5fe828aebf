"""The log page: what was felt, zone by zone."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.views.decorators.http import require_GET, require_POST

from clients.header import header_for
from reflexpractice.accounts import typed
from sessions.forms.log import FindingForm
from sessions.forms.mark import mark_of
from sessions.log_page import LogPage, log_page
from sessions.models import Note, TreatmentSession
from sessions.planning.desk import Key, key_of
from sessions.views.reading import tell_of, visible
from sessions.write_up import Locked, finish, once, open_note
from sessions.write_up.once import Told

if TYPE_CHECKING:
    from reflexpractice.accounts.models import User

may_write = permission_required("treatments.change_note", raise_exception=True)


@require_GET
@may_write
def log(request: HttpRequest, pk: int) -> HttpResponse:
    """The feet while working; before the start the plan, after signing the record."""
    session = visible(request, pk, at_work=True)
    try:
        note = open_note(session)
    except Locked:
        return redirect("sessions:plan", pk)
    if note.is_signed:
        return redirect(session)
    tell_of(request, session)
    words = None if request.htmx else typed.taken_up(request)  # type: ignore[attr-defined]
    page = log_page(session, note, key=key_of((words or request.GET).get("zone", "")))
    if request.htmx:  # type: ignore[attr-defined]
        return _parts(request, page)
    return _page(request, page, FindingForm(words) if words else None, was_typed=bool(words))


@typed.kept_for("sessions:log")
@require_POST
@may_write
def log_zone(request: HttpRequest, pk: int) -> HttpResponse:
    """File what a zone felt like."""
    session = visible(request, pk, at_work=True)
    form = FindingForm(request.POST)
    try:
        note = open_note(session)
        filed = form.is_valid() and _file(request, session, note, form)
    except Locked as error:
        return locked(request, session, error)
    chosen = key_of(request.POST.get("zone", ""))
    page = log_page(session, Note.objects.get(pk=note.pk), key=chosen)
    if request.htmx:  # type: ignore[attr-defined]
        return _parts(request, page, None if filed else form)
    if not filed:
        return _page(request, page, form)
    return redirect(_address(session.pk, _after(page, chosen)))


def _file(request: HttpRequest, session: TreatmentSession, note: Note, form: FindingForm) -> bool:
    """File it, once for each key of the page; False when it was refused."""
    by: User = request.user  # type: ignore[assignment]

    def act() -> Told | None:
        return {"at": saved_at()} if form.save(note=note, by=by) else None

    return once(session=session, mark=mark_of(request.POST, act="zone"), by=by, act=act) is not None


@require_POST
@may_write
def end_work(request: HttpRequest, pk: int) -> HttpResponse:
    """The work is over: on to the note."""
    session = visible(request, pk)
    finish(session=session, by=request.user)  # type: ignore[arg-type]
    return redirect("sessions:note", pk)


def locked(request: HttpRequest, session: TreatmentSession, error: Locked) -> HttpResponse:
    """A signed note, or a session that has not begun: say so where the page can show it."""
    if request.htmx:  # type: ignore[attr-defined]
        return JsonResponse({"saved": False, "sentence": str(error), "locked": True}, status=409)
    messages.error(request, str(error))
    return redirect(session)


def saved_at() -> str:
    """The local time for "Saved 11:23"."""
    return time_format(timezone.localtime(), "H:i")


def _after(page: LogPage, key: Key | None) -> Key | None:
    """Without a script, filing one zone leads on to the next that has no finding."""
    return next((row.key for row in page.filed if not row.done), key)


def _address(pk: int, key: Key | None) -> str:
    where = reverse("sessions:log", args=[pk])
    return f"{where}?zone={key[0]}:{key[1]}" if key else where


def _context(page: LogPage, form: FindingForm | None) -> dict[str, object]:
    return {"page": page, "form": form or _form(page), "key": uuid4()}


def _form(page: LogPage) -> FindingForm:
    if page.zone is None:
        return FindingForm()
    finding = page.zone.finding
    told = ("tenderness", "textures", "words", "justification")
    initial = {name: getattr(finding, name) for name in told} if finding else {}
    return FindingForm(initial={**initial, "zone": page.zone.value})


def _page(
    request: HttpRequest, page: LogPage, form: FindingForm | None = None, *, was_typed: bool = False
) -> HttpResponse:
    session = page.session
    who = header_for(session.client, request.user, check=page.check, besides=session.pk)  # type: ignore[arg-type]
    context = {
        **_context(page, form),
        "session": session,
        "who": who,
        "saved_at": saved_at(),
        "was_typed": was_typed,
    }
    return render(request, "sessions/log.html", context, status=422 if form and not was_typed else 200)


def _parts(request: HttpRequest, page: LogPage, form: FindingForm | None = None) -> JsonResponse:
    """What the page's script puts in place, and what it paints; with `form`, why nothing was filed."""
    context = _context(page, form)
    parts = {name: render_to_string(f"sessions/log_{name}.html", context, request) for name in ("zone", "filed")}
    answer = {
        "saved": form is None,
        "parts": parts,
        "states": page.states,
        "pins": page.pins,
        "sentence": form.in_words if form else page.sentence,
        "at": saved_at(),
    }
    return JsonResponse(answer, status=422 if form else 200)
