"""The aftercare sheet: step 3 of a session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clients.checking import knowledge_in_force
from clients.header import header_for
from reflexpractice.accounts import typed
from reflexpractice.audit.chain import record
from sessions.aftercare import CannotGive, Sheet, SheetConflict, draft_of, hold_sheet, is_whole
from sessions.aftercare.giving import PAPERS, pdf_of
from sessions.aftercare.sheet import map_of
from sessions.aftercare_page import AftercarePage
from sessions.forms.aftercare import AftercareForm, GiveForm
from sessions.forms.mark import mark_of, sent_before
from sessions.models import AftercareSheet
from sessions.views.log import saved_at
from sessions.views.reading import visible
from sessions.write_up import Locked, caught_up, once
from sessions.write_up.once import Told

if TYPE_CHECKING:
    from reflexpractice.accounts.models import User

may_give = permission_required("treatments.add_aftercaresheet", raise_exception=True)
may_read = permission_required("treatments.view_aftercaresheet", raise_exception=True)


@typed.kept_for("sessions:aftercare")
@require_http_methods(["GET", "POST"])
@may_give
def aftercare(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet as it is suggested, to change and to give; a POST keeps what was changed."""
    words = typed.taken_up(request) if request.method == "GET" else None
    page, form = _asked(request, pk, words)
    if page is None or form is None:
        return redirect("sessions:plan", pk)
    if request.method == "GET":
        return _show(request, page, form, was_typed=bool(words))
    saved = _kept(request, page, form)
    if isinstance(saved, HttpResponse):
        return saved
    if request.htmx:  # type: ignore[attr-defined]
        return _saved(request, *saved, form)
    messages.success(request, "Saved.")
    return redirect("sessions:aftercare", pk)


@typed.kept_for("sessions:aftercare")
@require_POST
@may_give
def give_aftercare(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what is on the page, then give the sheet."""
    page, form = _asked(request, pk)
    if page is None or form is None:
        return redirect("sessions:plan", pk)
    kept = _kept(request, page, form)
    if isinstance(kept, HttpResponse):
        return kept
    saved, _told = kept
    way = GiveForm(request.POST)
    if not way.is_valid():
        return _show(request, saved, form, sentence="Choose how to give the sheet.", status=422)
    try:
        sheet = way.save(session=saved.session, library=saved.check.library, by=request.user)  # type: ignore[arg-type]
    except CannotGive as error:
        fresh = _fresh(saved, key=way.cleaned_data["key"])
        return _show(request, saved, fresh, sentence=str(error), status=422)
    return redirect(sheet)


@require_GET
@may_read
def aftercare_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """A sheet as it was given; to read and to print once more."""
    sheet = _find(request, pk)
    record("aftercare.read", sheet, by=request.user, client=sheet.session.client_id)  # type: ignore[arg-type]
    content = Sheet.from_dict(sheet.content)
    context = {
        "given": sheet,
        "sheet": content,
        "session": sheet.session,
        "map": map_of(content, knowledge_in_force().library) if content.states else None,
        "is_whole": is_whole(sheet),
        "who": header_for(sheet.session.client, request.user),  # type: ignore[arg-type]
    }
    return render(request, "sessions/aftercare_given.html", context)


@require_GET
@may_read
def aftercare_pdf(request: HttpRequest, pk: int, paper: str) -> HttpResponse:
    """A sheet as it was given, as PDF on A4 or A5."""
    sheet = _find(request, pk)
    record("aftercare.pdf_made", sheet, by=request.user, client=sheet.session.client_id)  # type: ignore[arg-type]
    pdf = pdf_of(sheet, knowledge_in_force().library, paper=paper if paper in PAPERS else "a4")
    named = {"Content-Disposition": f'inline; filename="after-your-visit-{sheet.pk}.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=named)


def _find(request: HttpRequest, pk: int) -> AftercareSheet:
    rows = AftercareSheet.objects.visible_to(request.user).select_related("session__client", "given_by", "mailing")
    return get_object_or_404(rows, pk=pk)


def _asked(
    request: HttpRequest, pk: int, words: QueryDict | None = None
) -> tuple[AftercarePage | None, AftercareForm | None]:
    """The page and the form as sent, as typed before, or as it is; neither before the session was started."""
    session = visible(request, pk)
    try:
        page = AftercarePage(session, draft_of(session))
    except Locked as error:
        messages.error(request, str(error))
        return None, None
    sent = request.POST if request.method == "POST" else words
    return page, AftercareForm(*([sent] if sent else []), session=session, draft=page.draft, advice=page.advice)


def _fresh(page: AftercarePage, *, key: object) -> AftercareForm:
    """The form as it stands now, with the key of the page that asked."""
    form = AftercareForm(session=page.session, draft=page.draft, advice=page.advice)
    form.initial["key"] = key
    return form


def _kept(request: HttpRequest, page: AftercarePage, form: AftercareForm) -> tuple[AftercarePage, Told] | HttpResponse:
    """The page with what was typed kept, and what is told of it, once for each key of the page; or the answer that
    says why it is not, with the typed text in it."""
    by_script = request.htmx  # type: ignore[attr-defined]
    if not form.is_valid():
        return _not_saved(form) if by_script else _show(request, page, form, status=422)
    by: User = request.user  # type: ignore[assignment]

    def act() -> Told:
        # Held first: of two that a leaving page sends at once, the second waits until the first is told.
        hold_sheet(page.session)
        cleaned, keys = form.cleaned_data, sent_before(request.POST)
        cleaned["version"] = caught_up(session=page.session, keys=keys, version=cleaned["version"], by=by)
        return {"version": form.save(by=by).version, "at": saved_at()}

    try:
        told = once(session=page.session, mark=mark_of(request.POST, act="aftercare"), by=by, act=act) or {}
    except SheetConflict as conflict:
        if by_script:
            return _not_saved(form, conflict)
        # What was typed stays in the boxes; sent again, it is what its writer wants to stand.
        both = request.POST.copy()
        both["version"] = str(conflict.theirs.version)
        form = AftercareForm(both, session=page.session, draft=conflict.theirs, advice=page.advice)
        return _show(request, page, form, theirs=conflict.theirs.own_words or "–", sentence=str(conflict), status=409)
    return AftercarePage(page.session, draft_of(page.session)), told


def _saved(request: HttpRequest, page: AftercarePage, told: Told, form: AftercareForm) -> JsonResponse:
    """For the page's script: the sheet as it stands now."""
    sheet = render_to_string("sessions/aftercare_paper.html", {"sheet": page.sheet, "map": page.map}, request)
    return JsonResponse({"saved": True, "sheet": sheet, "claims": form.claims, **told})


def _not_saved(form: AftercareForm, conflict: SheetConflict | None = None) -> JsonResponse:
    if conflict is None:
        sentence = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return JsonResponse({"saved": False, "sentence": sentence}, status=422)
    stands = {"theirs": conflict.theirs.own_words or "–", "version": conflict.theirs.version}
    return JsonResponse({"saved": False, "sentence": str(conflict), **stands}, status=409)


def _show(
    request: HttpRequest,
    page: AftercarePage,
    form: AftercareForm,
    *,
    sentence: str = "",
    theirs: str = "",
    was_typed: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        "page": page,
        "session": page.session,
        "sheet": page.sheet,
        "map": page.map,
        "form": form,
        "groups": page.choices(form["advice"].value() or []),
        "sentence": sentence,
        "theirs": theirs,
        "was_typed": was_typed,
        "who": header_for(page.session.client, request.user),  # type: ignore[arg-type]
        "saved_at": saved_at(),
    }
    if request.method == "GET":
        record("session.read", page.session, by=request.user, client=page.session.client_id)  # type: ignore[arg-type]
    return render(request, "sessions/aftercare.html", context, status=status)
