"""The record of a session, to read, to print, and to add to."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from clients.header import header_for
from reflexpractice.accounts import typed
from reflexpractice.accounts.models import User
from reflexpractice.audit.chain import record as write_event
from sessions.forms.note import AmendmentForm, CoSignForm, ReturnForm
from sessions.models import TreatmentSession
from sessions.record_page import RecordPage, record_page
from sessions.views.log import locked, may_write
from sessions.views.reading import visible
from sessions.write_up import Locked, open_note

TYPED = ("words", "justification", "subjective", "objective", "assessment", "plan")
"""Fields of a finding and of a note that hold somebody's words."""

may_read = permission_required("treatments.view_note", raise_exception=True)


def came_late(words: QueryDict) -> AmendmentForm:
    """What was typed for a note that has been signed since, offered as an addition to it."""
    place = words.get("zone", "").replace(":", " ").replace("_", " ").capitalize()
    texts = [words.get(name, "").strip() for name in TYPED]
    said = "\n".join(text for text in (place, *texts) if text)
    return AmendmentForm({"words": said, "reason": "Written before the note was signed, sent after it."})


@require_GET
@may_read
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole session as it is kept."""
    session = visible(request, pk)
    write_event("session.read", session, by=request.user, client=session.client_id)  # type: ignore[arg-type]
    # A note that was signed meanwhile takes no more findings, and leads from its feet to here.
    words = typed.taken_up(request, reverse("sessions:log", args=[pk]))
    if words and "zone" in words:
        return show(request, session, form=came_late(words), was_typed=True)
    if words and "covers" in words:
        return show(request, session, returning=ReturnForm(words, auto_id="return_%s"), was_typed=True)
    return show(request, session, form=AmendmentForm(words), was_typed=bool(words))


@typed.kept_for("sessions:record")
@require_POST
@may_write
def amend(request: HttpRequest, pk: int) -> HttpResponse:
    """Add to a signed note."""
    session = visible(request, pk)
    form = AmendmentForm(request.POST)
    if not form.is_valid():
        return show(request, session, form=form, status=422)
    try:
        form.save(note=open_note(session), by=request.user)  # type: ignore[arg-type]
    except Locked as error:
        return locked(request, session, error)
    messages.success(request, "Added to the record.")
    return redirect(session)


def show(
    request: HttpRequest,
    session: TreatmentSession,
    *,
    form: AmendmentForm | None = None,
    co_signing: CoSignForm | None = None,
    returning: ReturnForm | None = None,
    was_typed: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The record, with whatever was typed into one of its forms."""
    person: User = request.user  # type: ignore[assignment]
    page = record_page(session)
    context = {
        "page": page,
        "form": form or AmendmentForm(),
        "was_typed": was_typed,
        "who": header_for(session.client, person),
        "printed_at": timezone.now(),
        **(_second_reading(page, person, co_signing, returning) if page.may_co_sign(person) else {}),
    }
    return render(request, "sessions/record.html", context, status=status)


def _second_reading(
    page: RecordPage, person: User, co_signing: CoSignForm | None, returning: ReturnForm | None
) -> dict[str, object]:
    """The two answers a supervisor can give; both name what was on this page."""
    covers = {"covers": page.last_link}
    return {
        "co_signing": co_signing or CoSignForm(person=person, initial=covers),
        "returning": returning or ReturnForm(initial=covers, auto_id="return_%s"),
        "covers": page.last_link,
    }
