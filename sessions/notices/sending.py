"""A letter is claimed, goes off, and what came of it is kept; nothing is ever sent twice to be on the safe side."""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import smtplib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import IntegrityError, transaction
from django.utils import timezone

from reflexpractice.audit.chain import record
from sessions.models import Notice

if TYPE_CHECKING:
    from reflexpractice.accounts.models import User
    from sessions.models import TreatmentSession

logger = logging.getLogger(__name__)

State = Notice.State
WAITS = (dt.timedelta(minutes=5), dt.timedelta(minutes=30))
"""How long until it is tried again, after the first and after the second time."""

WAITS_OF_ALARMS = tuple(dt.timedelta(minutes=number) for number in (1, 1, 2, 5, 5, 10))
"""When it is about a person's safety."""

FORGOTTEN_AFTER = dt.timedelta(minutes=15)
"""Longer than any sending takes: whoever sent it came to an end in between."""


@dataclass(frozen=True)
class Letter:
    to: str
    subject: str
    text: str


def is_set_up() -> bool:
    """Whether letters leave this computer at all, rather than being printed."""
    return not str(settings.EMAIL_BACKEND).endswith(("console.EmailBackend", "dummy.EmailBackend"))


def claim(session: TreatmentSession, kind: str) -> Notice | None:
    """The right to send this letter, for one of all who want it. Called within a transaction that holds the session."""
    try:
        with transaction.atomic():
            return Notice.objects.create(
                session=session, kind=kind, starts_at=session.starts_at, claimed_at=timezone.now()
            )
    except IntegrityError:
        return None


def claim_again(notice: Notice) -> bool:
    """The right to try once more, for one of all who want it."""
    mine = Notice.objects.filter(pk=notice.pk, state=State.FAILED, tries=notice.tries)
    if not mine.update(state=State.SENDING, tries=notice.tries + 1, claimed_at=timezone.now(), next_try_at=None):
        return False
    notice.refresh_from_db()
    return True


def send(notice: Notice, letter: Letter) -> str:
    """Send a claimed letter and keep what came of it; never within a transaction, which could be undone."""
    state = _send(letter)
    keep(notice, state)
    return state


def _send(letter: Letter) -> str:
    connection = get_connection()
    try:
        connection.open()
    except OSError:
        logger.warning("The mail server cannot be reached, so a letter was not sent.")
        return State.FAILED
    try:
        sent = EmailMessage(letter.subject, letter.text, to=[letter.to], connection=connection).send()
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, smtplib.SMTPNotSupportedError, ValueError):
        # The server said no, or it was never asked.
        return State.FAILED
    except OSError:
        # The line broke while the letter was on it: it may have arrived.
        return State.UNSURE
    finally:
        with contextlib.suppress(OSError):
            connection.close()
    return State.SENT if sent else State.FAILED


@transaction.atomic
def keep(notice: Notice, state: str) -> None:
    """Note what came of a letter."""
    if state == State.FAILED:
        every = WAITS if notice.kind in (Notice.Kind.FIRST, Notice.Kind.SECOND) else WAITS_OF_ALARMS
        waits = every[notice.tries - 1 : notice.tries]
        state = State.FAILED if waits else State.GIVEN_UP
        notice.next_try_at = timezone.now() + waits[0] if waits else None
    notice.state = state
    notice.save(update_fields=["state", "next_try_at"])
    detail = {"kind": notice.kind, "try": notice.tries}
    record(f"notice.{state}", on=notice, by=None, client=notice.session.client_id, detail=detail)


def find_forgotten() -> int:
    """Letters whose sender came to an end before saying whether they went off: nobody knows, and nobody sends again."""
    forgotten = Notice.objects.filter(state=State.SENDING, claimed_at__lt=timezone.now() - FORGOTTEN_AFTER)
    return sum(_forget(notice) for notice in forgotten.select_related("session"))


@transaction.atomic
def _forget(notice: Notice) -> bool:
    if not Notice.objects.filter(pk=notice.pk, state=State.SENDING, tries=notice.tries).update(state=State.UNSURE):
        return False
    record("notice.unsure", on=notice, by=None, client=notice.session.client_id, detail={"kind": notice.kind})
    return True


@transaction.atomic
def settle(*, notice: Notice, by: User) -> None:
    """Somebody has told the client otherwise; nothing is tried any more. Twice is once."""
    open_ = Notice.objects.in_doubt().filter(pk=notice.pk)
    if open_.update(settled_at=timezone.now(), next_try_at=None):
        record("notice.settled", on=notice, by=by, client=notice.session.client_id)
