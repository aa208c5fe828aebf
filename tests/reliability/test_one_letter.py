"""Several look for what is due at the same moment: each letter goes off once, on SQLite and on PostgreSQL."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.utils import timezone

from reflexpractice.audit.chain import faults
from sessions.home_visits import choose_buddy
from sessions.models import Buddy, Notice, ReminderSettings
from sessions.notices import reminders
from sessions.ticking import tick
from tests.factories import ClientFactory, SessionFactory, UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.reliability]

AT_ONCE, VISITS = 3, 5


def at_once(act: Callable[[], object]) -> None:
    ready = Barrier(AT_ONCE)

    def do(_: int) -> None:
        try:
            connection.ensure_connection()
            ready.wait(timeout=20)
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        list(threads.map(do, range(AT_ONCE)))


@pytest.fixture
def visits():
    ReminderSettings.objects.create(pk=1, is_on=True)
    mira = UserFactory()
    return [
        SessionFactory(
            practitioner=mira,
            client=ClientFactory(email=f"client{number}@client.example", seen_by=mira),
            starts_at=timezone.now() + dt.timedelta(hours=2 + number),
            sequence=1,
        )
        for number in range(VISITS)
    ]


def addressed() -> list[str]:
    return sorted(letter.to[0] for letter in mail.outbox)


def test_three_ticks_at_once_send_each_letter_once(visits):
    at_once(tick)

    assert addressed() == [visit.client.email for visit in visits]
    assert set(Notice.objects.values_list("state", "tries")) == {("sent", 1)}
    assert faults() == []


def test_the_database_alone_lets_one_of_three_send(visits, monkeypatch):
    # Nobody sees what the others have begun.
    monkeypatch.setattr(reminders.Notice.objects, "filter", lambda **_: Notice.objects.none())

    at_once(reminders.send_reminders)

    assert addressed() == [visit.client.email for visit in visits]


def test_three_who_try_again_at_once_send_each_letter_once(visits, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "open", lambda *_: (_ for _ in ()).throw(ConnectionRefusedError()))
        tick()
    Notice.objects.update(next_try_at=timezone.now())

    at_once(tick)

    assert addressed() == [visit.client.email for visit in visits]
    assert set(Notice.objects.values_list("state", "tries")) == {("sent", 2)}


def test_three_ticks_at_once_tell_a_buddy_once():
    mira = UserFactory()
    choose_buddy(practitioner=mira, person=None, email="ann@example.com", grace_minutes=30, again_minutes=15, by=mira)
    Buddy.objects.update(chosen_at=timezone.now() - dt.timedelta(days=1))
    hours_ago = timezone.now() - dt.timedelta(hours=2)
    for number in range(2):
        SessionFactory(practitioner=mira, starts_at=hours_ago, minutes=30, home_address=f"{number} Harbour Street")

    at_once(tick)

    assert addressed() == ["ann@example.com"] * 2
