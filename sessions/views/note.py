"""The note: written, saved as it is typed, signed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

from allauth.core import ratelimit
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from clients.header import header_for
from reflexpractice.accounts import typed
from sessions.forms.log import ScoreForm
from sessions.forms.mark import mark_of, sent_before
from sessions.forms.note import NoteForm, SignForm
from sessions.forms.own_texts import TemplateChoice
from sessions.models import Note, NoteTemplate, TreatmentSession
from sessions.note_page import NUMBERS, NotePage
from sessions.views.log import locked, may_write, saved_at
from sessions.views.reading import tell_of, visible
from sessions.views.record import came_late
from sessions.views.record import show as show_record
from sessions.write_up import CARRIED, Conflict, Locked, carry_over, caught_up, once, open_note
from sessions.write_up.once import Told
from sessions.write_up.opening import SIGNED, hold
from sessions.write_up.own_texts import add_template

if TYPE_CHECKING:
    from reflexpractice.accounts.models import User

SAME = "This note says word for word what an earlier one says. If that is so, sign once more."
TOO_OFTEN = "Too many wrong passwords. Wait five minutes; what you wrote is saved."


@typed.kept_for("sessions:note")
@may_write
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """The four texts, the scales and the signature; a signed note is its record."""
    session = visible(request, pk)
    try:
        written = open_note(session)
    except Locked:
        return redirect("sessions:plan", pk)
    if request.method == "POST":
        return _save(request, session, written)
    words = typed.taken_up(request)
    form = NoteForm(words, note=written) if words else None
    if written.is_signed:
        if form is None or words is None:
            return redirect(session)
        if form.is_valid():
            return _with_both(request, session, form, SIGNED)
        return show_record(request, session, form=came_late(words), was_typed=True)
    tell_of(request, session)
    return _page(request, NotePage(session, written), form=form, was_typed=bool(words))


def _save(request: HttpRequest, session: TreatmentSession, written: Note) -> HttpResponse:
    form = NoteForm(request.POST, note=written)
    page = NotePage(session, written)
    if not form.is_valid():
        return _page(request, page, form=form, status=422)
    try:
        _keep(request, session, form)
    except (Locked, Conflict) as error:
        return _with_both(request, session, form, str(error))
    messages.success(request, "Saved.")
    return redirect("sessions:note", session.pk)


def _keep(request: HttpRequest, session: TreatmentSession, form: NoteForm) -> Told:
    """Save the draft, once for each key of the page. Raises Conflict or Locked."""
    by: User = request.user  # type: ignore[assignment]

    def act() -> Told:
        # Held first: of two that a leaving page sends at once, the second waits until the first is told.
        hold(form.note)
        _catch_up(request, session, form)
        return {"version": form.save(by=by).version, "at": saved_at()}

    return once(session=session, mark=mark_of(request.POST, act="note"), by=by, act=act) or {}


def _catch_up(request: HttpRequest, session: TreatmentSession, form: NoteForm) -> None:
    """Count as read what the page itself has saved without hearing so."""
    by: User = request.user  # type: ignore[assignment]
    version = form.cleaned_data["version"]
    form.cleaned_data["version"] = caught_up(session=session, keys=sent_before(request.POST), version=version, by=by)


def _with_both(request: HttpRequest, session: TreatmentSession, form: NoteForm, sentence: str) -> HttpResponse:
    """Both texts side by side; what was typed is never dropped."""
    fresh = _fresh(session)
    typed = {**form.cleaned_data, "version": fresh.version, "objective_before": fresh.objective}
    again = NoteForm(note=fresh, initial=typed)
    return _page(request, NotePage(session, fresh), form=again, theirs=fresh, sentence=sentence, status=409)


def _fresh(session: TreatmentSession) -> Note:
    fresh = Note.objects.get(session=session)
    fresh.session = session
    return fresh


@require_POST
@may_write
def autosave(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what is typed; the answer says what happened and which version stands now."""
    session = visible(request, pk)
    try:
        form = NoteForm(request.POST, note=open_note(session))
        if not form.is_valid():
            return JsonResponse({"saved": False, "sentence": form.in_words}, status=422)
        told = _keep(request, session, form)
    except Locked as error:
        return JsonResponse({"saved": False, "locked": True, "sentence": str(error)}, status=409)
    except Conflict as conflict:
        return JsonResponse(_both(conflict), status=409)
    saved = _fresh(session)
    return JsonResponse({"saved": True, **told, "objective": saved.objective, "ready": _ready(request, saved)})


def _ready(request: HttpRequest, written: Note) -> str:
    """What is there and what is missing, for the page's script to put in place."""
    page = NotePage(written.session, written)
    return render_to_string("sessions/note_ready.html", {"page": page, "session": written.session}, request)


def _both(conflict: Conflict) -> dict[str, object]:
    theirs = conflict.theirs
    return {"saved": False, "sentence": str(conflict), "version": theirs.version, "theirs": conflict.standing}


@require_POST
@may_write
def score(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a number on a scale."""
    session = visible(request, pk)
    try:
        written = open_note(session)
        form = ScoreForm(request.POST, goals=[scale.goal for scale in NotePage(session, written).scales])
        kept = _keep_score(request, session, written, form) if form.is_valid() else None
    except Locked as error:
        return locked(request, session, error)
    sentence = "" if kept else "Choose a number from 0 to 10."
    if request.htmx:  # type: ignore[attr-defined]
        answer = {"saved": bool(kept), **(kept or {}), "sentence": sentence, "ready": _ready(request, _fresh(session))}
        return JsonResponse(answer, status=200 if kept else 422)
    messages.success(request, "Saved.") if kept else messages.error(request, sentence)
    return redirect("sessions:note", pk)


def _keep_score(request: HttpRequest, session: TreatmentSession, written: Note, form: ScoreForm) -> Told | None:
    by: User = request.user  # type: ignore[assignment]

    def act() -> Told:
        form.save(note=written, by=by)
        return {"at": saved_at()}

    return once(session=session, mark=mark_of(request.POST, act="score"), by=by, act=act)


@typed.kept_for("sessions:note")
@require_POST
@may_write
def take_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Add what the last note says in a field to what is typed there."""
    field = request.POST.get("field", "")
    if field not in CARRIED:
        raise Http404
    return _fill(request, pk, partial(carry_over, field=field), at=field)


@typed.kept_for("sessions:note")
@require_POST
@may_write
def use_template(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the texts of a template after what is typed."""
    choice = TemplateChoice(request.POST, person=request.user)  # type: ignore[arg-type]
    if not choice.is_valid():
        messages.error(request, "That template is no longer there. Choose another one.")
        return note(request, pk)
    return _fill(request, pk, partial(add_template, template=choice.cleaned_data["template"]), at="subjective")


def _fill(request: HttpRequest, pk: int, act: Callable[..., Note], *, at: str) -> HttpResponse:
    """Save the texts of the page together with what an act adds to them, and come back to the place."""
    session = visible(request, pk)
    try:
        written = open_note(session)
    except Locked:
        return redirect("sessions:plan", pk)
    form = NoteForm(request.POST, note=written)
    if not form.is_valid():
        return _page(request, NotePage(session, written), form=form, status=422)
    try:
        _catch_up(request, session, form)
        act(note=written, by=request.user, **form.texts)
    except (Locked, Conflict) as error:
        return _with_both(request, session, form, str(error))
    return redirect(f"{reverse('sessions:note', args=[pk])}#id_{at}")


@typed.kept_for("sessions:note")
@sensitive_post_parameters("password", "pin")
@require_POST
@may_write
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Save what is on the page, then sign and lock."""
    session = visible(request, pk)
    try:
        page = NotePage(session, open_note(session))
    except Locked as error:
        return locked(request, session, error)
    if page.note.is_signed:
        return _signed_already(request, page)
    form = NoteForm(request.POST, note=page.note)
    if not form.is_valid():
        return _page(request, page, form=form, status=422)
    try:
        _keep(request, session, form)
    except (Locked, Conflict) as error:
        return _with_both(request, session, form, str(error))
    return _sign(request, NotePage(session, _fresh(session)))


def _signed_already(request: HttpRequest, page: NotePage) -> HttpResponse:
    """Pressed twice is pressed once; someone else's signature is shown beside what was typed."""
    form = NoteForm(request.POST, note=page.note)
    if page.note.signed_by == request.user or not form.is_valid():
        return redirect(page.session)
    return _with_both(request, page.session, form, SIGNED)


def _sign(request: HttpRequest, page: NotePage) -> HttpResponse:
    signature = SignForm(request.POST, news=page.news, person=request.user)
    if page.same and request.POST.get("same") != str(page.same.pk):
        signature.is_valid()
        signature.add_error(None, SAME)
        return _page(request, page, signature=signature, status=422)
    # Wrong PINs are counted with the PIN itself.
    key, by_password = f"sign:{request.user.pk}", signature.by_password
    if by_password and not ratelimit.consume(request, action="login_failed", key=key):
        signature.is_valid()
        signature.add_error("password", TOO_OFTEN)
        return _page(request, page, signature=signature, status=429)
    try:
        signed = signature.is_valid() and signature.save(note=page.note, by=request.user)  # type: ignore[arg-type]
    except Locked as error:
        return locked(request, page.session, error)
    if by_password and not signature.has_error("password", "password"):
        ratelimit.clear(request, action="login_failed", key=key)
    if not signed:
        return _page(request, NotePage(page.session, _fresh(page.session)), signature=signature, status=422)
    messages.success(request, f"Signed and locked {saved_at()}.")
    return redirect(page.session)


def _page(
    request: HttpRequest,
    page: NotePage,
    *,
    form: NoteForm | None = None,
    signature: SignForm | None = None,
    theirs: Note | None = None,
    sentence: str = "",
    was_typed: bool = False,
    status: int = 200,
) -> HttpResponse:
    form = form or NoteForm(note=page.note)
    person: User = request.user  # type: ignore[assignment]
    context = {
        "page": page,
        "session": page.session,
        "note": page.note,
        "form": form,
        "texts": page.texts(form, person),
        "templates": NoteTemplate.objects.visible_to(person),
        "signature": signature or SignForm(news=page.news, person=person),
        "numbers": NUMBERS,
        "theirs": theirs,
        "sentence": sentence,
        "was_typed": was_typed,
        "key": uuid4(),
        "who": header_for(page.session.client, person, check=page.check, besides=page.session.pk),
        "saved_at": saved_at(),
    }
    return render(request, "sessions/note.html", context, status=status)
