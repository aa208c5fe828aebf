"""Two people want one time at the same moment: exactly one has it, on SQLite and on PostgreSQL."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from sessions.booking import CannotBook, book_session, cancel_session, move_session
from sessions.diary import slots
from sessions.models import SlotHold, TreatmentSession
from tests.factories import ClientFactory, RoomFactory, UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.reliability]

TEN = dt.datetime(2026, 12, 1, 10, tzinfo=dt.UTC)
PEOPLE = 4


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Do all of it at the same moment, each with its own connection; "done" or the code of the refusal, sorted."""
    ready = Barrier(len(acts))

    def do(act: Callable[[], object]) -> str:
        try:
            connection.ensure_connection()
            ready.wait(timeout=20)
            act()
        except CannotBook as refusal:
            return refusal.code
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return sorted(threads.map(do, acts))


def booking(practitioner, starts_at=TEN, minutes=60, **where):
    client = ClientFactory()
    return lambda: book_session(
        client=client, practitioner=practitioner, starts_at=starts_at, minutes=minutes, by=practitioner, **where
    )


@pytest.fixture
def nobody_looks(monkeypatch):
    """Nothing but the database stands between two bookings: nobody looks first, nobody takes turns."""
    monkeypatch.setattr(slots, "refuse_overlap", lambda session: None)
    monkeypatch.setattr(slots, "let_take_turns", lambda practitioners: None)


def test_one_of_several_bookings_gets_the_slot():
    mira = UserFactory()

    outcome = at_once(*[booking(mira) for _ in range(PEOPLE)])

    assert outcome == ["done", *["taken"] * (PEOPLE - 1)]
    assert TreatmentSession.objects.count() == 1


@pytest.mark.usefixtures("nobody_looks")
def test_database_alone_lets_one_of_several_bookings_through():
    mira = UserFactory()

    outcome = at_once(*[booking(mira, TEN + number * slots.STEP) for number in range(PEOPLE)])

    assert outcome == ["done", *["taken"] * (PEOPLE - 1)]
    assert TreatmentSession.objects.count() == 1
    assert SlotHold.objects.filter(whose="practitioner").count() == 12


def test_one_room_is_given_to_one_of_two_practitioners():
    room = RoomFactory()
    later = TEN + dt.timedelta(minutes=45)

    outcome = at_once(booking(UserFactory(), room=room), booking(UserFactory(), later, room=room))

    assert outcome == ["done", "taken"]


@pytest.mark.usefixtures("nobody_looks")
def test_database_alone_gives_one_room_to_one_of_two_practitioners():
    room = RoomFactory()

    outcome = at_once(booking(UserFactory(), room=room), booking(UserFactory(), room=room))

    assert outcome == ["done", "taken"]


def test_moving_and_booking_into_one_slot():
    mira = UserFactory()
    moved = booking(mira, TEN + dt.timedelta(hours=3))()

    outcome = at_once(booking(mira), lambda: move_session(session=moved, starts_at=TEN, minutes=60, by=mira))

    assert outcome == ["done", "taken"]


def test_same_booking_pressed_twice_is_one_visit():
    act = booking(UserFactory())

    outcome = at_once(act, act)

    assert outcome == ["done", "done"]
    assert TreatmentSession.objects.count() == 1


def test_two_who_swap_rooms_do_not_lock_each_other_out():
    blue, green, tom, mira = RoomFactory(), RoomFactory(), UserFactory(), UserFactory()
    first, second = booking(tom, room=blue)(), booking(mira, room=green)()

    outcome = at_once(
        lambda: move_session(session=first, starts_at=TEN, minutes=60, by=tom, room=green),
        lambda: move_session(session=second, starts_at=TEN, minutes=60, by=mira, room=blue),
    )

    assert outcome == ["taken", "taken"]
    assert SlotHold.objects.filter(whose="room").values("holder", "slot").distinct().count() == 24


def test_cancelled_slot_goes_to_one_of_two_who_wait():
    mira = UserFactory()
    cancel_session(session=booking(mira)(), reason="", by=mira)

    assert at_once(booking(mira), booking(mira)) == ["done", "taken"]
