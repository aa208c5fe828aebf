"""What a change of knowledge or of a client's answers does to the sessions that are still to come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from clients.checking import Knowledge, check_client
from clients.facts import with_facts
from clients.models import Client
from clients.ripple import facts_changed
from knowledge.library import Library
from knowledge.models import BrokenSeal, Release
from knowledge.publishing import library_for, library_previewed, library_published
from sessions.models import Outlook, TreatmentSession
from sessions.outlooks import Known, known_from, worse
from sessions.rechecking import recheck_future, to_come

if TYPE_CHECKING:
    from reflexpractice.accounts.models import User

SEEN_WITHIN = dt.timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Ripple:
    """How many clients and planned sessions a new library changes, and for how many of these it is stricter."""

    clients: int
    sessions: int
    stricter: int

    @property
    def words(self) -> str:
        """ "Publishing changes 4 clients and 3 planned sessions; 2 of the sessions are newly affected." """
        if not (self.clients or self.sessions):
            return "Publishing changes what is safe for no client and no planned session."
        said = f"Publishing changes {_counted(self.clients, 'client')} and {_counted(self.sessions, 'planned session')}"
        more = f"; {self.stricter} of the sessions {'is' if self.stricter == 1 else 'are'} newly affected"
        return f"{said}{more if self.stricter else ''}."


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def listen() -> None:
    """Hear of changes; called once, when the program starts."""
    facts_changed.connect(_facts_have_changed, dispatch_uid="sessions.facts_changed")
    library_published.connect(_library_was_published, dispatch_uid="sessions.library_published")
    library_previewed.connect(_library_is_previewed, dispatch_uid="sessions.library_previewed")


def _facts_have_changed(*, clients: Collection[int], by: User | None, **_: Any) -> None:
    recheck_future(TreatmentSession.objects.filter(client__in=clients), cause=Outlook.Cause.ANSWERS, by=by)


def _library_was_published(*, before: Release | None, by: User | None, **_: Any) -> None:
    recheck_future(TreatmentSession.objects.all(), cause=Outlook.Cause.RELEASE, by=by, before=_as_it_was(before))


def _as_it_was(release: Release | None) -> Knowledge | None:
    try:
        return Knowledge(library_for(release)) if release else None
    except BrokenSeal:
        return None


def _library_is_previewed(*, before: Library | None, after: Library, **_: Any) -> str:
    return ripple(before=before, after=after).words


def ripple(*, before: Library | None, after: Library) -> Ripple:
    """Compare the checks of two libraries: for clients of the last year today, for booked sessions on their day."""
    old, new = Knowledge(before) if before else None, Knowledge(after)
    return Ripple(_clients(old, new), *_sessions(old, new))


def _clients(old: Knowledge | None, new: Knowledge) -> int:
    today = timezone.localdate()
    lately = TreatmentSession.objects.filter(starts_at__gte=timezone.now() - SEEN_WITHIN).order_by()
    clients = with_facts(Client.objects.current().filter(pk__in=lately.values("client")))
    return sum(_known(client, today, old) != _known(client, today, new) for client in clients)


def _sessions(old: Knowledge | None, new: Knowledge) -> tuple[int, int]:
    changed = stricter = 0
    for session in to_come(TreatmentSession.objects.all()):
        before, after = _known(session.client, session.day, old), _known(session.client, session.day, new)
        changed += before != after
        stricter += bool(worse(before, after))
    return changed, stricter


def _known(client: Client, day: dt.date, knowledge: Knowledge | None) -> Known:
    return known_from(check_client(client, day, knowledge=knowledge)) if knowledge else {}
