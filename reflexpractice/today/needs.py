"""What waits for a practitioner, the most pressing first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from clients.models import Clearance, Client, Intake, RedFlag
from knowledge.wording import listed
from reflexpractice.today.visits import Status, Visit
from sessions.ageing import Age, age_of
from sessions.models import Note, Notice, Outlook, ReminderSettings, TreatmentSession
from sessions.models.diary import runs_the_diary
from sessions.models.home_visit import still_out
from sessions.notices.sending import is_set_up

if TYPE_CHECKING:
    from reflexpractice.accounts.models import User
    from sessions.models.note import NoteQuerySet

MOST_LISTED = 50


@dataclass(frozen=True, slots=True)
class Need:
    """Something that waits."""

    count: int
    words: str
    detail: str
    url: str
    icon: str
    kind: str


def needs_of(user: User, visits: Sequence[Visit]) -> list[Need]:
    """What waits for this person; only what is there."""
    every = (
        _home_visits(user, treats=True),
        _red_flags(user),
        _notes(user),
        _to_co_sign(user),
        _returned(user),
        _intakes(user),
        _clearances(user),
        _newly_affected(user),
        _stale(visits),
        _letters(user, treats=True),
        _stopped(user),
    )
    return [need for needs in every for need in needs]


def needs_of_the_desk(user: User) -> list[Need]:
    """What waits that has nothing to do with health: all that reception is shown."""
    return [*_home_visits(user, treats=False), *_letters(user, treats=False)]


def _home_visits(user: User, *, treats: bool) -> Iterator[Need]:
    """Practitioners who are at somebody's home; red from the moment at which they wanted to be out."""
    visits = still_out().filter(client__in=Client.objects.visible_to(user))
    for visit in _some(visits if runs_the_diary(user) or not treats else visits.filter(practitioner=user)):
        is_late = visit.out_by < timezone.now()
        if is_late or getattr(visit, "home_visit", None):
            words = "Not checked out of a home visit" if is_late else "At a home visit"
            detail = f"{visit.practitioner}, out by {timezone.localtime(visit.out_by):%H:%M}"
            url = reverse("sessions:visit", args=[visit.pk])
            yield Need(1, words, detail, url, "bell" if is_late else "shield", "avoid" if is_late else "info")


def _letters(user: User, *, treats: bool) -> Iterator[Need]:
    """Reminders that are not known to have gone off, of visits still to come."""
    waiting = Notice.objects.visible_to(user).reminders().about_the_present_time().in_doubt()
    waiting = waiting.filter(session__status=Status.BOOKED, starts_at__gt=timezone.now())
    own = waiting.filter(session__practitioner=user) if treats else waiting
    rows = _some(own.select_related("session__client").order_by("starts_at"))
    if rows:
        words = _counted(rows, "reminder perhaps not sent", "reminders perhaps not sent")
        names = _names(row.session.client.name for row in rows)
        yield Need(len(rows), words, names, reverse("sessions:visit", args=[rows[0].session_id]), "mail", "caution")


def _stopped(user: User) -> Iterator[Need]:
    """Reminders that are on and that nobody sends; for whoever can do something about it."""
    if user.has_perm("treatments.change_remindersettings"):
        reminders = ReminderSettings.current()
        if reminders.is_on and (reminders.has_stopped or not is_set_up()):
            url = reverse("sessions:reminders")
            yield Need(1, "Reminders do not go off", "See what is missing", url, "mail", "unknown")


def _some(rows: QuerySet[Any]) -> list[Any]:
    return list(rows[:MOST_LISTED])


def _red_flags(user: User) -> Iterator[Need]:
    rows = _some(RedFlag.objects.visible_to(user).unseen().select_related("intake__client").order_by("raised_at"))
    if rows:
        names = _names(row.intake.client.name for row in rows)
        words = _counted(rows, "warning sign in a form", "warning signs in forms")
        yield Need(len(rows), words, names, reverse("clients:intake", args=[rows[0].intake_id]), "caution", "avoid")


def _notes(user: User) -> Iterator[Need]:
    unsigned = TreatmentSession.objects.visible_to(user).unsigned().filter(practitioner=user)
    rows = _some(unsigned.select_related("client").order_by("starts_at"))
    if rows:
        oldest = rows[0]
        words = _counted(rows, "note to sign", "notes to sign")
        age = age_of(oldest)
        detail = f"Oldest: {oldest.client.name}, {age.words}"
        yield Need(len(rows), words, detail, reverse("sessions:note", args=[oldest.pk]), "sign", age.kind)


def _to_co_sign(user: User) -> Iterator[Need]:
    """Notes of assistants that wait for a supervisor; one's own are for somebody else."""
    if not user.has_perm("treatments.co_sign_note"):
        return
    waiting = Note.objects.visible_to(user).to_co_sign().exclude(signed_by=user)
    yield from _half_signed(waiting, "note to co-sign", "notes to co-sign")


def _returned(user: User) -> Iterator[Need]:
    """One's own notes that came back with a remark."""
    back = Note.objects.visible_to(user).returned().filter(signed_by=user)
    yield from _half_signed(back, "note came back with a remark", "notes came back with a remark")


def _half_signed(notes: NoteQuerySet, one: str, many: str) -> Iterator[Need]:
    rows = _some(notes.select_related("session__client").order_by("signed_at"))
    if rows:
        oldest = rows[0]
        age = Age(oldest.signed_at)
        detail = f"Oldest: {oldest.session.client.name}, {age.words}"
        url = reverse("sessions:record", args=[oldest.session_id])
        yield Need(len(rows), _counted(rows, one, many), detail, url, "pen", age.kind)


def _intakes(user: User) -> Iterator[Need]:
    waiting = Intake.objects.visible_to(user).waiting().defer("answers", "form")
    rows = _some(waiting.select_related("client").order_by("submitted_at"))
    if rows:
        words = _counted(rows, "intake to review", "intakes to review")
        names = _names(row.client.name for row in rows)
        yield Need(len(rows), words, names, reverse("clients:review", args=[rows[0].pk]), "document", "info")


def _clearances(user: User) -> Iterator[Need]:
    rows = _some(Clearance.objects.visible_to(user).waiting().select_related("client").order_by("asked_on"))
    if rows:
        words = _counted(rows, "clearance waiting", "clearances waiting")
        names = _names(row.client.name for row in rows)
        yield Need(len(rows), words, names, reverse("clients:clearances", args=[rows[0].client_id]), "mail", "avoid")


def _newly_affected(user: User) -> Iterator[Need]:
    """Sessions that were fine, or known to be difficult, and have become graver since."""
    affected = Outlook.objects.visible_to(user).with_news().filter(session__practitioner=user)
    rows = _some(affected.select_related("session__client").defer("known", "news").order_by("session__starts_at"))
    if rows:
        words = _counted(rows, "session newly affected", "sessions newly affected")
        names = _names(row.session.client.name for row in rows)
        yield Need(len(rows), words, names, reverse("sessions:plan", args=[rows[0].session_id]), "clearance", "avoid")


def _stale(visits: Iterable[Visit]) -> Iterator[Need]:
    """Visits of the day whose client has no intake in force."""
    rows = [visit.session for visit in visits if visit.session.status == Status.BOOKED and _is_old(visit)]
    if rows:
        words = _counted(rows, "health check out of date", "health checks out of date")
        names = _names(row.client.name for row in rows)
        url = f"{reverse('clients:ask', args=[rows[0].client_id])}?session={rows[0].pk}"
        yield Need(len(rows), words, names, url, "unknown", "unknown")


def _is_old(visit: Visit) -> bool:
    facts = visit.check.sheet.facts if visit.check else ()
    return any(fact.condition in ("intake_stale", "intake_missing") for fact in facts)


def _names(names: Iterable[str]) -> str:
    return listed(list(dict.fromkeys(names)), at_most=2)


def _counted(rows: Sequence[object], one: str, many: str) -> str:
    count = f"{MOST_LISTED} or more" if len(rows) == MOST_LISTED else str(len(rows))
    return f"{count} {one if len(rows) == 1 else many}"
