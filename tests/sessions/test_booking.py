"""Booking, moving and cancelling visits."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from reflexpractice.audit.models import Event
from sessions.booking import NotBooked, SlotTaken, book_session, cancel_session, move_session, no_show
from sessions.clock import readings
from sessions.models import TreatmentSession
from tests.factories import ClientFactory, SessionFactory, UserFactory

pytestmark = pytest.mark.django_db

TEN = dt.datetime(2026, 12, 1, 10, tzinfo=dt.UTC)
HALF_PAST = TEN + dt.timedelta(minutes=30)
ELEVEN = TEN + dt.timedelta(hours=1)


def test_booking_makes_the_practitioner_one_of_the_care_team():
    mira, owner, client = UserFactory(), UserFactory(owner=True), ClientFactory()

    session = book_session(client=client, practitioner=mira, starts_at=TEN, minutes=60, by=owner)

    assert session.status == TreatmentSession.Status.BOOKED
    assert list(client.care_team.all()) == [mira]
    assert [event.act for event in Event.objects.all()] == ["session.booked"]


def test_overlapping_visit_is_refused_and_names_the_time():
    mira = UserFactory(name="Mira Lindqvist")
    SessionFactory(practitioner=mira, starts_at=TEN, minutes=60)

    with pytest.raises(SlotTaken) as refusal:
        book_session(client=ClientFactory(), practitioner=mira, starts_at=HALF_PAST, minutes=60, by=mira)

    assert str(refusal.value) == (
        "Mira Lindqvist has another session from 10:00 to 11:00 on 1 December. Choose another time."
    )
    assert TreatmentSession.objects.count() == 1


def test_visits_may_touch():
    mira = UserFactory()
    SessionFactory(practitioner=mira, starts_at=TEN, minutes=60)

    session = book_session(client=ClientFactory(), practitioner=mira, starts_at=ELEVEN, minutes=30, by=mira)

    assert session.starts_at == ELEVEN


def test_cancelled_visit_leaves_its_time_free():
    mira = UserFactory()
    SessionFactory(practitioner=mira, starts_at=TEN, status=TreatmentSession.Status.CANCELLED)

    session = book_session(client=ClientFactory(), practitioner=mira, starts_at=TEN, minutes=60, by=mira)

    assert session.starts_at == TEN


def test_colleagues_may_work_at_the_same_time():
    SessionFactory(practitioner=UserFactory(), starts_at=TEN)
    tom = UserFactory()

    session = book_session(client=ClientFactory(), practitioner=tom, starts_at=TEN, minutes=60, by=tom)

    assert session.practitioner == tom


def test_booking_the_same_visit_twice_is_booking_it_once():
    mira, client = UserFactory(), ClientFactory()
    visit = {"client": client, "practitioner": mira, "starts_at": TEN, "minutes": 60, "by": mira}

    first, second = book_session(**visit), book_session(**visit)

    assert second == first
    assert TreatmentSession.objects.count() == 1


def test_short_visit_has_no_more_work_than_minutes():
    mira = UserFactory()

    session = book_session(client=ClientFactory(), practitioner=mira, starts_at=TEN, minutes=30, by=mira)

    assert session.work_minutes == 30


def test_visit_moves_and_older_pages_of_its_plan_no_longer_count():
    session = SessionFactory(starts_at=TEN, minutes=60)

    move_session(session=session, starts_at=HALF_PAST, minutes=45, by=session.practitioner)

    session.refresh_from_db()
    assert (session.starts_at, session.minutes, session.plan_version) == (HALF_PAST, 45, 1)


def test_visit_that_was_started_does_not_move():
    session = SessionFactory(starts_at=TEN, started=True)

    with pytest.raises(NotBooked):
        move_session(session=session, starts_at=ELEVEN, minutes=60, by=session.practitioner)

    session.refresh_from_db()
    assert session.starts_at == TEN


def test_cancelling_keeps_the_reason_and_may_be_pressed_twice():
    session = SessionFactory()

    for _ in range(2):
        cancel_session(session=session, reason="Has a cold", by=session.practitioner)

    session.refresh_from_db()
    assert (session.status, session.ended_reason) == (TreatmentSession.Status.CANCELLED, "Has a cold")
    assert [event.act for event in Event.objects.all()] == ["session.cancelled"]


def test_client_who_did_not_come_is_noted():
    session = SessionFactory()

    no_show(session=session, by=session.practitioner)

    session.refresh_from_db()
    assert session.status == TreatmentSession.Status.NO_SHOW


def test_started_session_cannot_be_cancelled():
    session = SessionFactory(started=True)

    with pytest.raises(NotBooked):
        cancel_session(session=session, reason="", by=session.practitioner)


@pytest.mark.parametrize(
    ("day", "at", "meant"),
    [
        (dt.date(2026, 6, 1), dt.time(10), ["09:00"]),
        (dt.date(2026, 3, 29), dt.time(1, 30), ["00:30", "01:30"]),
        (dt.date(2026, 10, 25), dt.time(1, 30), ["00:30", "01:30"]),
    ],
    ids=["usual", "left out in spring", "twice in autumn"],
)
def test_local_time_is_read_as_every_moment_it_can_mean(day, at, meant):
    with timezone.override(ZoneInfo("Europe/London")):
        found = readings(day, at)

    assert [f"{moment:%H:%M}" for moment in found] == meant
