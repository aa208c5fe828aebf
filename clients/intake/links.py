"""Links by which a client without an account reaches an intake: sent, opened, closed."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from clients.intake.coming_back import questions_for
from clients.models import Client, Intake, IntakeLink
from clients.models.intake import hash_token
from knowledge.library import seal_of
from knowledge.publishing import current_library
from reflexpractice.audit.chain import record

if TYPE_CHECKING:
    from reflexpractice.accounts.models import User

LASTS_DAYS = 14
WRONG_BIRTH_DATES = 5


@transaction.atomic
def send(*, client: Client, by: User) -> tuple[IntakeLink, str]:
    """A fresh link and its token of 256 bits, kept nowhere; earlier links end. An intake begun is gone on with."""
    Client.objects.select_for_update().get(pk=client.pk)
    intake = Intake.objects.filter(client=client, status=Intake.Status.OPEN).first()
    if intake is None:
        intake = Intake.objects.create(client=client, created_by=by)
    for earlier in IntakeLink.objects.filter(intake=intake, revoked_at=None):
        revoke(link=earlier, by=by)
    token = secrets.token_urlsafe(32)
    link = IntakeLink.objects.create(
        intake=intake,
        token_hash=hash_token(token),
        created_by=by,
        expires_at=timezone.now() + dt.timedelta(days=LASTS_DAYS),
    )
    record("intake_link.sent", on=link, by=by, client=client.pk)
    return link, token


@transaction.atomic
def transcribe(*, client: Client, by: User, filled_on: dt.date) -> IntakeLink:
    """Begin to copy a form that was filled in on paper; one begun on a phone ends with it. Nobody knows the token."""
    Client.objects.select_for_update().get(pk=client.pk)
    for begun in Intake.objects.select_for_update().filter(client=client, status=Intake.Status.OPEN):
        begun.status = Intake.Status.ENDED
        begun.save(update_fields=["status"])
        record("intake.ended", on=begun, by=by, client=client.pk)
    Intake.objects.create(client=client, created_by=by, transcribed_by=by, answers={"filled_on": filled_on.isoformat()})
    link, _token = send(client=client, by=by)
    return link


@transaction.atomic
def revoke(*, link: IntakeLink, by: User | None) -> bool:
    """Close a link for good; False when it was closed before."""
    if not IntakeLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now()):
        return False
    record("intake_link.revoked", on=link, by=by, client=link.intake.client_id)
    return True


def find(token: str) -> IntakeLink | None:
    """The link of a token, unless it was revoked or has run out; one whose intake was sent in is found."""
    link = IntakeLink.objects.select_related("intake__client").for_token(token).first()
    return link if link and (link.state in ("sent", "opened") or _says_thanks(link)) else None


def _says_thanks(link: IntakeLink) -> bool:
    return link.state == "used" and link.intake.status != Intake.Status.ENDED and link.expires_at > timezone.now()


@transaction.atomic
def open_link(link: IntakeLink, *, day: dt.date) -> None:
    """Begin or go on; the first opening draws up the questions for good. Raises NoRelease, BrokenSeal."""
    intake = Intake.objects.select_for_update().select_related("client").get(pk=link.intake_id)
    if not intake.form:
        library = current_library()
        intake.form = questions_for(library, client=intake.client, day=day).as_form()
        intake.form_hash, intake.release_number = seal_of(intake.form), library.number
        intake.save(update_fields=["form", "form_hash", "release_number"])
    if IntakeLink.objects.filter(pk=link.pk, opened_at=None).update(opened_at=timezone.now()):
        record("intake_link.opened", on=link, by=None, client=intake.client_id)


@transaction.atomic
def is_born_on(link: IntakeLink, born_on: dt.date | None) -> bool:
    """Whether the birth date is the client's; the fifth wrong one closes the link, also for a right one after it."""
    # One try at a time: dates sent at the same moment are no way round the limit.
    now = IntakeLink.objects.select_for_update().get(pk=link.pk)
    if now.revoked_at:
        return False
    if born_on is not None and born_on == link.intake.client.born_on:
        return True
    now.wrong_answers += 1
    now.save(update_fields=["wrong_answers"])
    if now.wrong_answers >= WRONG_BIRTH_DATES:
        revoke(link=link, by=None)
    return False
