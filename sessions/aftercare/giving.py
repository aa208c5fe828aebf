"""Giving a sheet: it is kept word for word first, and only then does it leave."""

from __future__ import annotations

import hmac
import logging
import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from clients.consenting import agrees_to_email
from knowledge.claims import claims_in, refusal
from reflexpractice.accounts.models import Practice
from reflexpractice.audit.chain import record
from reflexpractice.typesetting import to_pdf
from sessions.aftercare.drafting import draft_of
from sessions.aftercare.sheet import Sheet, compose, hash_of, map_of
from sessions.models import AftercareDraft, AftercareMailing, AftercareSheet, TreatmentSession

if TYPE_CHECKING:
    from knowledge.library import Library
    from reflexpractice.accounts.models import User

logger = logging.getLogger(__name__)

PAPERS = {"a4": "a4", "a5": "a5"}
How = AftercareSheet.How


class CannotGive(Exception):
    """The sheet stays here; the message says why and what to do."""


def give(*, session: TreatmentSession, key: uuid.UUID, how: str, library: Library, by: User) -> AftercareSheet:
    """Keep the sheet as it stands, and send it where it is to be sent. The same sheet with the same key is given once.

    CannotGive when a sentence of one's own makes a claim, or the client cannot be written to.
    """
    sheet, is_new = _keep(session=session, key=key, how=how, by=by)
    if is_new and sheet.how == How.EMAILED:
        _mail(sheet, library, by=by)
    return sheet


@transaction.atomic
def _keep(*, session: TreatmentSession, key: uuid.UUID, how: str, by: User) -> tuple[AftercareSheet, bool]:
    # One at a time for each session: of two presses the second finds the first.
    AftercareDraft.objects.get_or_create(session_id=draft_of(session).session_id)
    draft = AftercareDraft.objects.select_for_update().get(session=session)
    if why := why_not(draft, how):
        raise CannotGive(why)
    content = compose(session, draft)
    given = AftercareSheet.objects.filter(session=session, key=key, how=how, content_hash=content.hash).first()
    if given:
        return given, False
    sheet = AftercareSheet.objects.create(
        session=session,
        key=key,
        how=how,
        to=session.client.email if how == How.EMAILED else "",
        content=content.as_dict(),
        text=content.text,
        content_hash=content.hash,
        given_at=timezone.now(),
        given_by=by,
    )
    detail = {"how": sheet.how, "hash": sheet.content_hash}
    record("aftercare.given", sheet, by=by, client=session.client_id, detail=detail)
    return sheet, True


def why_not(draft: AftercareDraft, how: str) -> str:
    """Why this sheet cannot be given in this way; empty when it can."""
    if words := claims_in(draft.own_words):
        return refusal(words)
    return why_no_mail(draft.session) if how == How.EMAILED else ""


def why_no_mail(session: TreatmentSession) -> str:
    """Why the client cannot be sent the sheet; empty when they can."""
    name = session.client.first_name
    if not session.client.email:
        return f"There is no e-mail address for {name}. Print the sheet, or add the address."
    if not agrees_to_email(session.client):
        return f"{name} has not agreed to advice by e-mail. Ask, record the answer under Consents, then send it."
    if settings.EMAIL_BACKEND.endswith("console.EmailBackend"):
        return "This installation has no mail server yet, so nothing can be sent. Print the sheet."
    return ""


def _mail(sheet: AftercareSheet, library: Library, *, by: User) -> None:
    """Send a kept sheet, and write down what became of it. A stop in between leaves it as not known."""
    try:
        sent = bool(_letter(sheet, library).send())
    except (OSError, ValueError):
        # The line, or an address or a name that makes no head of a letter.
        logger.exception("Aftercare sheet %s could not be mailed.", sheet.pk)
        sent = False
    with transaction.atomic():
        AftercareMailing.objects.create(sheet=sheet, sent=sent, at=timezone.now())
        act = "aftercare.mailed" if sent else "aftercare.not_mailed"
        record(act, sheet, by=by, client=sheet.session.client_id)


def _letter(sheet: AftercareSheet, library: Library) -> EmailMessage:
    """The e-mail: subject and text say nothing about health; the sheet is attached."""
    practice = Practice.objects.first()
    name = practice.name if practice else "your practice"
    letter = EmailMessage(f"After your visit to {' '.join(name.split())}", letter_text(sheet, practice), to=[sheet.to])
    letter.attach("after-your-visit.pdf", pdf_of(sheet, library, paper="a4"), "application/pdf")
    return letter


def letter_text(sheet: AftercareSheet, practice: Practice | None) -> str:
    """What the e-mail says beside the sheet."""
    call = Sheet.from_dict(sheet.content).call
    lines = (
        f"Dear {sheet.session.client.first_name},",
        "the sheet for the time after your visit is attached.",
        f"If you feel unwell: {call[0].lower()}{call[1:]}",
        "Please do not answer with anything about your health: e-mail can be read on its way. Call us instead.",
        "\n".join(filter(None, (practice.name, practice.phone))) if practice else "",
    )
    return "\n\n".join(filter(None, lines))


def pdf_of(sheet: AftercareSheet, library: Library, *, paper: str) -> bytes:
    """A kept sheet as PDF, on A4 or A5."""
    content = Sheet.from_dict(sheet.content)
    drawing = map_of(content, library).svg() if content.states else ""
    data = {**content.as_dict(), "paper": PAPERS[paper], "map": drawing}
    return to_pdf("sessions/aftercare", data)


def is_whole(sheet: AftercareSheet) -> bool:
    """Whether a kept sheet still says what it said."""
    if not hmac.compare_digest(hash_of(sheet.content), sheet.content_hash):
        return False
    try:
        return Sheet.from_dict(sheet.content).text == sheet.text
    except (KeyError, TypeError):
        return False
