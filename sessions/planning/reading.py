"""Reading what the safety check found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from reflexpractice.audit.chain import record
from sessions.checking import check_session
from sessions.models import Acknowledgement, TreatmentSession
from sessions.planning.desk import PlanRefused, take
from sessions.planning.questions import to_read

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reflexpractice.accounts.models import User


class NotThere(PlanRefused):
    """The finding has changed since it was shown, so it must be read as it is now."""

    code = "changed"

    def __init__(self) -> None:
        super().__init__("The safety check has changed since you read this. Please read the note as it stands now.")


@transaction.atomic
def acknowledge(*, session: TreatmentSession, fingerprint: str, by: User) -> Acknowledgement:
    """Note that a finding was read, with the words that were shown; reading twice is reading once.

    NotThere when no finding of the present check has this fingerprint.
    """
    held = take(session)
    card = next((card for card in to_read(check_session(held)) if card.fingerprint == fingerprint), None)
    if card is None:
        raise NotThere
    read, new = Acknowledgement.objects.get_or_create(
        session=held, fingerprint=fingerprint, defaults={"finding": card.code[:80], "words": card.words, "by": by}
    )
    if new:
        record(
            "finding.read",
            on=read,
            by=by,
            client=held.client_id,
            detail={"finding": read.finding, "fingerprint": fingerprint},
        )
    return read


def read_in(session: TreatmentSession) -> Mapping[str, Acknowledgement]:
    """What has been read for this session, by fingerprint."""
    return {row.fingerprint: row for row in Acknowledgement.objects.filter(session=session)}


def carried_over(session: TreatmentSession, *, reader: User) -> Mapping[str, Acknowledgement]:
    """What the reader had read for the client's last signed session: unchanged, it need not be read again.

    A colleague reads for themselves.
    """
    last = (
        TreatmentSession.objects.filter(client=session.client_id)
        .signed()
        .exclude(pk=session.pk)
        .order_by("-starts_at", "-pk")
    )
    rows = Acknowledgement.objects.filter(session__in=last.values("pk")[:1], by=reader)
    return {row.fingerprint: row for row in rows}


def keep_carried_over(session: TreatmentSession, *, reader: User, fingerprints: set[str]) -> None:
    """Copy into this session what was read before and still holds, with the time when it was read."""
    own = read_in(session)
    for before in carried_over(session, reader=reader).values():
        if before.fingerprint in fingerprints and before.fingerprint not in own:
            copy = Acknowledgement.objects.create(
                session=session,
                finding=before.finding,
                fingerprint=before.fingerprint,
                words=before.words,
                by=before.by,
            )
            # The time of reading is set by the database on creation; what counts is when it was read.
            Acknowledgement.objects.filter(pk=copy.pk).update(at=before.at)
