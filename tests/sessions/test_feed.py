"""The calendar feed: one secret address a practitioner, opened here by a real calendar parser."""

import datetime as dt
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from reflexpractice.audit.models import Event
from sessions.booking import book_session, cancel_session, move_session, no_show
from sessions.diary.feed import close_feed, open_feed, show_names
from sessions.models import CalendarFeed, TreatmentSession
from sessions.views.feed import READS_AN_HOUR
from tests.factories import ClientFactory, PracticeFactory, RoomFactory, SessionFactory, UserFactory

pytestmark = pytest.mark.django_db

PAGE = reverse("sessions:feed_address")
LONDON = ZoneInfo("Europe/London")


@pytest.fixture(autouse=True)
def nobody_has_tried():
    cache.clear()


@pytest.fixture
def mira():
    PracticeFactory()
    return UserFactory(name="Mira Lindqvist")


@pytest.fixture
def amara(mira):
    return ClientFactory(name="Amara Okafor", wishes="her migraine", seen_by=mira)


@pytest.fixture
def token(mira):
    return open_feed(practitioner=mira, by=mira)


def at(hour, minute=0, days=30):
    day = timezone.localdate() + dt.timedelta(days=days)
    return dt.datetime.combine(day, dt.time(hour, minute), LONDON)


def booked(mira, amara, starts_at=None, **where):
    return book_session(
        client=amara, practitioner=mira, starts_at=starts_at or at(10), minutes=60, anyway=True, by=mira, **where
    )


def read(token, **headers):
    return Browser().get(reverse("sessions:feed", args=[token]), headers=headers)


def events(token):
    answer = read(token)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return icalendar.Calendar.from_ical(answer.content).events


def test_a_visit_is_there_with_initials_place_and_local_time(mira, amara, token):
    room = RoomFactory(name="Blue room", location__name="High Street")
    visit = booked(mira, amara, room=room, location=room.location)

    [event] = events(token)

    assert (event["SUMMARY"], event["LOCATION"]) == ("AO", "Blue room, High Street")
    assert (event.start, event.end) == (visit.starts_at, visit.ends_at)
    assert (event["DTSTART"].params["TZID"], event["SEQUENCE"], event["STATUS"]) == ("Europe/London", 0, "CONFIRMED")
    assert event["URL"].endswith(reverse("sessions:visit", args=[visit.pk]))
    assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt == visit.created_at.replace(microsecond=0)


def test_programs_are_asked_to_look_every_hour_and_told_the_time_zone(mira, token):
    text = read(token).content.decode()

    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\nX-PUBLISHED-TTL:PT1H\r\n" in text
    assert [zone["TZID"] for zone in icalendar.Calendar.from_ical(text).timezones] == ["Europe/London"]


def test_nothing_about_health_and_no_way_to_the_client_is_in_it(mira, amara, token):
    booked(mira, amara, aim="her migraine", home_address="3 Harbour Street", access_notes="key under the mat")

    text = read(token).content.decode()

    assert "LOCATION:Home visit" in text
    assert [word for word in ("migraine", "Harbour", "mat", "Okafor", "Amara") if word in text] == []


def test_first_names_are_a_choice(mira, amara, token):
    booked(mira, amara)

    show_names(practitioner=mira, names="first_name", by=mira)

    assert [event["SUMMARY"] for event in events(token)] == ["Amara"]


def test_every_change_raises_the_sequence_and_keeps_the_uid(mira, amara, token):
    visit = booked(mira, amara)
    seen = [(event["UID"], event["SEQUENCE"], event["STATUS"]) for event in events(token)]

    move_session(session=visit, starts_at=at(14), minutes=45, anyway=True, by=mira)
    [moved] = events(token)
    cancel_session(session=visit, reason="", by=mira)
    cancel_session(session=visit, reason="", by=mira)
    [cancelled] = events(token)

    uid = seen[0][0]
    assert seen == [(uid, 0, "CONFIRMED")]
    assert (moved["UID"], moved["SEQUENCE"], moved.start) == (uid, 1, at(14))
    assert (cancelled["UID"], cancelled["SEQUENCE"], cancelled["STATUS"]) == (uid, 2, "CANCELLED")
    assert moved["LAST-MODIFIED"].dt <= cancelled["LAST-MODIFIED"].dt


def test_a_client_who_did_not_come_leaves_the_time_free(mira, amara, token):
    visit = SessionFactory(practitioner=mira, client=amara, starts_at=timezone.now() - dt.timedelta(hours=2))
    no_show(session=visit, by=mira)

    [event] = events(token)

    assert (event["SUMMARY"], event["TRANSP"], event["SEQUENCE"]) == ("AO (did not come)", "TRANSPARENT", 1)


@pytest.mark.parametrize(("hour", "written"), [(0, "20271031T013000"), (1, "20271031T013000Z")])
def test_an_hour_that_comes_twice_is_the_one_that_was_meant(mira, amara, token, time_machine, hour, written):
    time_machine.move_to(dt.datetime(2027, 10, 1, 12, tzinfo=dt.UTC))
    moment = dt.datetime(2027, 10, 31, hour, 30, tzinfo=dt.UTC)
    SessionFactory(practitioner=mira, client=amara, starts_at=moment)

    [event] = events(token)

    assert event.start.astimezone(dt.UTC) == moment
    assert event["DTSTART"].to_ical().decode() == written


def test_only_ones_own_visits_within_the_window_are_in_it(mira, amara, token):
    SessionFactory(practitioner=UserFactory(), client=amara)
    SessionFactory(practitioner=mira, client=ClientFactory())
    for days in (-61, 401):
        SessionFactory(practitioner=mira, client=amara, starts_at=at(10, days=days))
    near = [SessionFactory(practitioner=mira, client=amara, starts_at=at(10, days=days)) for days in (-59, 399)]

    assert [event.start for event in events(token)] == [visit.starts_at for visit in near]


def test_unchanged_is_said_in_a_word_and_a_change_is_noticed(mira, amara, token):
    visit = booked(mira, amara)
    etag = read(token)["ETag"]

    unchanged = read(token, if_none_match=etag)
    move_session(session=visit, starts_at=at(16), minutes=60, anyway=True, by=mira)
    changed = read(token, if_none_match=etag)

    assert (unchanged.status_code, unchanged.content, unchanged["ETag"]) == (304, b"", etag)
    assert changed.status_code == 200
    assert changed["Referrer-Policy"] == "no-referrer"


def test_the_number_of_queries_does_not_grow(mira, amara, token):
    def count():
        with CaptureQueriesContext(connection) as asked:
            read(token)
        return len(asked)

    booked(mira, amara)
    read(token)
    one = count()
    for hour in (12, 14):
        booked(mira, amara, at(hour))

    assert count() == one


def test_a_new_address_closes_the_one_before_and_off_closes_both(mira, token):
    newer = open_feed(practitioner=mira, by=mira)
    answers = [read(each).status_code for each in (token, newer)]
    close_feed(practitioner=mira, by=mira)

    assert answers == [404, 200]
    assert read(newer).status_code == 404
    assert close_feed(practitioner=mira, by=mira) is False
    acts = Event.objects.filter(act__startswith="calendar_feed").order_by("number").values_list("act", flat=True)
    assert list(acts) == ["calendar_feed.opened", "calendar_feed.renewed", "calendar_feed.closed"]


def test_the_token_is_kept_nowhere(token):
    feed = CalendarFeed.objects.get()

    assert len(token) == 43
    assert token not in (feed.token_hash, str(feed), *(str(event.detail) for event in Event.objects.all()))


def test_whoever_left_has_no_calendar(mira, token):
    mira.is_active = False
    mira.save()

    assert read(token).status_code == 404


def test_wrong_addresses_and_too_many_readings_are_slowed_down(mira, token, monkeypatch, caplog):
    wrong = [read(f"{token}x").status_code for _ in range(21)]
    right = read(token).status_code
    monkeypatch.setattr("sessions.views.feed.READS_AN_HOUR", 1)
    again = read(token)

    assert wrong == [404] * 20 + [429]
    # Whoever has the right address is not held up by others who have not.
    assert right == 200
    assert (again.status_code, again["Retry-After"]) == (429, "3600")
    assert READS_AN_HOUR == 120
    assert token not in caplog.text


def test_a_feed_cannot_be_posted_to(token):
    assert Browser().post(reverse("sessions:feed", args=[token])).status_code == 405


def test_page_makes_shows_once_and_switches_off(client, mira):
    client.force_login(mira)

    assert CalendarFeed.objects.count() == 0
    made = client.post(PAGE, {"act": "new"})
    address = made.context["address"]

    assert address.startswith("http://testserver/sessions/feed/")
    assert address in made.content.decode()
    assert made["Referrer-Policy"] == "no-referrer"
    assert "address" not in client.get(PAGE).context
    assert Browser().get(address).status_code == 200

    client.post(PAGE, {"act": "names", "names": "first_name"})
    assert CalendarFeed.objects.get().names == "first_name"
    refused = client.post(PAGE, {"act": "names", "names": "diagnosis"})
    assert list(refused.context["form"].errors) == ["names"]

    client.post(PAGE, {"act": "off"})
    assert CalendarFeed.objects.count() == 0
    assert Browser().get(address).status_code == 404


def test_admin_place_counts_as_a_change(client, mira, amara):
    owner = UserFactory(owner=True, is_staff=True)
    client.force_login(owner)
    visit = booked(mira, amara)
    room = RoomFactory()

    client.post(reverse("admin:treatments_treatmentsession_change", args=[visit.pk]), {"location": room.location_id})

    assert TreatmentSession.objects.get(pk=visit.pk).sequence == 1
