"""Booking, moving and cancelling on the page, by those who treat and by reception."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from sessions.models import TreatmentSession, WorkingHours
from tests.factories import (
    ClientFactory,
    LocationFactory,
    PracticeFactory,
    RoomFactory,
    SessionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

BOOK = reverse("sessions:book")


@pytest.fixture
def mira(client):
    mira = UserFactory(name="Mira Lindqvist")
    client.force_login(mira)
    return mira


def in_days(number: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=number)


def fields(whom, who, **changes):
    return {
        "client": whom.pk,
        "practitioner": who.pk,
        "day": in_days(3).isoformat(),
        "at": "10:45",
        "minutes": "60",
        **changes,
    }


def codes(form):
    return {name: [error.code for error in errors] for name, errors in form.errors.as_data().items()}


def test_client_is_found_by_name_and_chosen(client, mira):
    amara = ClientFactory(name="Amara Okafor", seen_by=mira)
    ClientFactory(name="Amara Unseen")

    page = client.get(BOOK, {"q": "amara"})

    assert list(page.context["found"]) == [amara]


def test_visit_is_booked(client, mira):
    amara = ClientFactory(seen_by=mira)

    done = client.post(BOOK, fields(amara, mira, aim="Better sleep"))

    session = TreatmentSession.objects.get()
    assert done.url == reverse("sessions:for_client", args=[amara.pk])
    assert (timezone.localtime(session.starts_at).strftime("%H:%M"), session.aim) == ("10:45", "Better sleep")


def test_taken_time_is_refused_at_the_field(client, mira):
    amara = ClientFactory(seen_by=mira)
    client.post(BOOK, fields(amara, mira))

    page = client.post(BOOK, fields(amara, mira, at="11:15"))

    assert codes(page.context["form"]) == {"at": ["taken"]}
    assert TreatmentSession.objects.count() == 1


def test_somebody_elses_client_cannot_be_booked(client, mira):
    stranger = ClientFactory()

    assert client.get(BOOK, {"client": stranger.pk}).status_code == 404
    assert client.post(BOOK, fields(stranger, mira)).status_code == 404


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"day": ""}, {"day": ["required"]}),
        ({"day": "9999-12-31"}, {"day": ["far"]}),
        ({"day": "0001-01-01", "at": "00:00"}, {"day": ["far"]}),
        ({"at": "25:00"}, {"at": ["invalid"]}),
        ({"at": "10:47"}, {"at": ["step"]}),
        ({"minutes": "1"}, {"minutes": ["min_value"]}),
        ({"minutes": "61"}, {"minutes": ["step"]}),
        ({"buffer_minutes": "125"}, {"buffer_minutes": ["max_value"]}),
        ({"travel_minutes": "7"}, {"travel_minutes": ["step"]}),
        ({"home_address": "x" * 301}, {"home_address": ["max_length"]}),
        ({"minutes": "9" * 400}, {"minutes": ["max_value"]}),
        ({"aim": "x\x00"}, {"aim": ["null_characters_not_allowed"]}),
        ({"aim": "x" * 121}, {"aim": ["max_length"]}),
        ({"practitioner": "0"}, {"practitioner": ["invalid_choice"]}),
    ],
)
def test_mistakes_are_told_at_their_field(client, mira, changes, expected):
    page = client.post(BOOK, fields(ClientFactory(seen_by=mira), mira, **changes))

    assert codes(page.context["form"]) == expected
    assert TreatmentSession.objects.count() == 0


def test_time_that_comes_twice_asks_which_one_is_meant(client, mira):
    PracticeFactory(time_zone="Europe/London")
    amara = ClientFactory(seen_by=mira)
    autumn = fields(amara, mira, day="2027-10-31", at="01:30")

    asked = client.post(BOOK, autumn)
    choices = asked.context["form"].fields["which"].choices
    done = client.post(BOOK, {**autumn, "which": choices[1][0]})

    assert codes(asked.context["form"]) == {"which": ["clock_change"]}
    assert [words for _, words in choices] == ["31 Oct 2027, 01:30 (BST)", "31 Oct 2027, 01:30 (GMT)"]
    assert done.status_code == 302
    assert TreatmentSession.objects.get().starts_at == dt.datetime(2027, 10, 31, 1, 30, tzinfo=dt.UTC)


def test_reception_books_for_a_practitioner_and_is_not_asked_what_for(client):
    mira, amara = UserFactory(), ClientFactory()
    LocationFactory(name="Room 1")
    client.force_login(UserFactory(reception=True))

    page = client.get(BOOK, {"client": amara.pk})
    client.post(BOOK, fields(amara, mira))

    assert [field.name for field in page.context["form"].often] == [
        "client", "practitioner", "day", "at", "minutes", "location",
    ]  # fmt: skip
    assert TreatmentSession.objects.get().practitioner == mira


def test_content_editor_books_nothing(client):
    client.force_login(UserFactory(editor=True))

    assert client.get(BOOK).status_code == 403


def test_visit_is_moved(client, mira):
    session = SessionFactory(client=ClientFactory(seen_by=mira), practitioner=mira)

    client.post(
        reverse("sessions:move", args=[session.pk]),
        {"day": in_days(5).isoformat(), "at": "09:00", "minutes": "45"},
    )

    session.refresh_from_db()
    assert timezone.localtime(session.starts_at).strftime("%H:%M") == "09:00"
    assert session.minutes == 45


def test_started_visit_says_that_it_cannot_be_moved(client, mira):
    session = SessionFactory(client=ClientFactory(seen_by=mira), practitioner=mira, started=True)

    page = client.post(
        reverse("sessions:move", args=[session.pk]),
        {"day": in_days(5).isoformat(), "at": "09:00", "minutes": "45"},
    )

    assert codes(page.context["form"]) == {"at": ["not_booked"]}


@pytest.mark.parametrize(("what", "status"), [("cancelled", "cancelled"), ("no_show", "no_show")])
def test_visit_is_taken_out_of_the_diary(client, mira, what, status):
    session = SessionFactory(client=ClientFactory(seen_by=mira), practitioner=mira)

    client.post(reverse("sessions:cancel", args=[session.pk]), {"what": what, "reason": "Has a cold"})

    session.refresh_from_db()
    assert (session.status, session.ended_reason) == (status, "Has a cold")


@pytest.mark.parametrize("name", ["move", "cancel"])
def test_stranger_does_not_find_the_visit(client, mira, name):
    session = SessionFactory()

    assert client.get(reverse(f"sessions:{name}", args=[session.pk])).status_code == 404


def test_room_brings_its_place_with_it(client, mira):
    room = RoomFactory()

    client.post(BOOK, fields(ClientFactory(seen_by=mira), mira, room=room.pk))

    session = TreatmentSession.objects.get()
    assert (session.room, session.location) == (room, room.location)


def test_room_of_another_place_and_room_for_a_home_visit_are_refused(client, mira):
    room, elsewhere = RoomFactory(), LocationFactory()
    amara = ClientFactory(seen_by=mira)

    other = client.post(BOOK, fields(amara, mira, room=room.pk, location=elsewhere.pk))
    at_home = client.post(BOOK, fields(amara, mira, room=room.pk, home_address="3 Harbour Street"))

    assert codes(other.context["form"]) == {"room": ["elsewhere"]}
    assert codes(at_home.context["form"]) == {"room": ["at_home"]}


def test_home_visit_keeps_address_way_in_and_travel(client, mira):
    said = {"home_address": "3 Harbour Street", "access_notes": "Second bell", "travel_minutes": "20"}

    client.post(BOOK, fields(ClientFactory(seen_by=mira), mira, **said))

    session = TreatmentSession.objects.get()
    assert (session.home_address, session.access_notes) == ("3 Harbour Street", "Second bell")
    assert (session.travel_minutes, session.buffer_minutes) == (20, 0)


def test_time_outside_working_hours_is_booked_when_it_is_meant(client, mira):
    amara, day = ClientFactory(seen_by=mira), in_days(3)
    WorkingHours.objects.create(practitioner=mira, weekday=day.weekday(), begins=dt.time(12), ends=dt.time(17))

    refused = client.post(BOOK, fields(amara, mira))
    meant = client.post(BOOK, fields(amara, mira, anyway="on"))

    assert codes(refused.context["form"]) == {"at": ["outside_hours"]}
    assert 'name="anyway"' in refused.content.decode()
    assert meant.status_code == 302


def test_tap_on_a_free_time_fills_in_day_time_and_person(client, mira):
    amara, tom = ClientFactory(seen_by=mira), UserFactory(name="Tom")

    page = client.get(BOOK, {"client": amara.pk, "day": "2027-01-04", "at": "10:30", "with": tom.pk})

    form = page.context["form"]
    assert (form["day"].value(), form["at"].value()) == (dt.date(2027, 1, 4), dt.time(10, 30))
    assert form["practitioner"].value() == tom.pk


@pytest.mark.parametrize(
    "nonsense", [{"at": "25:99"}, {"at": "x"}, {"with": "x"}, {"with": "9" * 30}, {"day": "2027-02-30"}]
)
def test_tap_that_makes_no_sense_is_left_out(client, mira, nonsense):
    amara = ClientFactory(seen_by=mira)

    page = client.get(BOOK, {"client": amara.pk, **nonsense})

    assert page.context["form"]["practitioner"].value() == mira.pk
