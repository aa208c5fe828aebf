"""What the safety check says now and nobody has read for this session."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from clients.findings import Card
from reflexpractice.audit.chain import record
from sessions.checking import SessionCheck
from sessions.models import Acknowledgement, TreatmentSession
from sessions.planning.questions import to_read

if TYPE_CHECKING:
    from reflexpractice.accounts.models import User


def news(session: TreatmentSession, check: SessionCheck) -> list[Card]:
    """Findings to be read that are not the ones read before the start: a fact or a rule has changed since."""
    read = {row.fingerprint for row in session.acknowledgements.all()}
    return [card for card in to_read(check) if card.must_be_read and card.fingerprint not in read]


def read_news(session: TreatmentSession, check: SessionCheck, *, fingerprints: Collection[str], by: User) -> list[Card]:
    """Note which of the news was read, in the words that were shown; what is left is the answer."""
    left = []
    for card in news(session, check):
        if card.fingerprint not in fingerprints:
            left.append(card)
            continue
        read = Acknowledgement.objects.create(
            session=session, finding=card.code[:80], fingerprint=card.fingerprint, words=card.words, by=by
        )
        detail = {"finding": read.finding, "fingerprint": read.fingerprint}
        record("finding.read", read, by=by, client=session.client_id, detail=detail)
    return left
