"""The calendar: who sees what, by day, week and list, and what can be booked."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sessions.diary.hours import note_absence
from sessions.diary.week import calendar_of
from sessions.models import TreatmentSession, WorkingHours
from tests.factories import ClientFactory, RoomFactory, SessionFactory, UserFactory

pytestmark = pytest.mark.django_db

CALENDAR = reverse("sessions:calendar")
LONDON = ZoneInfo("Europe/London")
MONDAY = dt.date(2027, 3, 1)


def at(hour, minute=0, day=MONDAY):
    return dt.datetime.combine(day, dt.time(hour, minute), LONDON)


@pytest.fixture
def mira(client):
    mira = UserFactory(name="Mira Lindqvist")
    client.force_login(mira)
    return mira


def works(person, begins, ends, weekday=0):
    WorkingHours.objects.create(practitioner=person, weekday=weekday, begins=dt.time(begins), ends=dt.time(ends))


def told(user, person=None, day=MONDAY):
    """The entries of a day: kind, from, to."""
    [column] = calendar_of(user, [person or user], [day]).columns
    return [
        (entry.kind, f"{entry.starts_at.astimezone(LONDON):%H:%M}", f"{entry.ends_at.astimezone(LONDON):%H:%M}")
        for entry in column.entries
    ]


def test_free_time_is_what_is_left_of_the_hours(mira):
    works(mira, 9, 12)
    SessionFactory(practitioner=mira, client=ClientFactory(seen_by=mira), starts_at=at(9, 30), minutes=60)

    assert told(mira) == [
        ("free", "09:00", "09:30"),
        ("visit", "09:30", "10:30"),
        ("free", "10:30", "11:00"),
        ("free", "11:00", "11:30"),
        ("free", "11:30", "12:00"),
    ]


def test_time_kept_free_around_a_visit_cannot_be_booked(mira):
    works(mira, 9, 12)
    SessionFactory(
        practitioner=mira,
        client=ClientFactory(seen_by=mira),
        starts_at=at(10),
        minutes=60,
        travel_minutes=60,
        buffer_minutes=15,
    )

    assert told(mira) == [
        ("kept", "09:00", "10:00"),
        ("visit", "10:00", "11:00"),
        ("kept", "11:00", "11:15"),
        ("free", "11:15", "12:00"),
    ]


def test_nothing_is_free_during_an_absence(mira):
    works(mira, 9, 17)
    note_absence(practitioner=mira, starts_at=at(0), ends_at=at(0, day=MONDAY + dt.timedelta(days=1)), by=mira)

    assert told(mira) == [("away", "08:00", "18:00")]


def test_weekdays_from_nine_to_five_are_free_where_no_hours_are_set(mira):
    entries = told(mira)

    assert (entries[0], entries[-1], len(entries)) == (("free", "09:00", "09:30"), ("free", "16:30", "17:00"), 16)
    assert told(mira, day=MONDAY + dt.timedelta(days=5)) == []


def test_past_is_not_offered(mira):
    assert told(mira, day=dt.date(2026, 1, 5)) == []


def test_somebody_elses_client_is_only_busy(mira):
    tom = UserFactory()
    works(tom, 9, 10)
    SessionFactory(practitioner=tom, client=ClientFactory(name="Amara Unseen"), starts_at=at(9), minutes=60)

    assert told(mira, tom) == [("busy", "09:00", "10:00")]


def test_cancelled_visits_leave_no_mark(mira):
    works(mira, 9, 10)
    SessionFactory(
        practitioner=mira,
        client=ClientFactory(seen_by=mira),
        starts_at=at(9),
        status=TreatmentSession.Status.CANCELLED,
    )

    assert told(mira) == [("free", "09:00", "09:30"), ("free", "09:30", "10:00")]


def test_early_and_late_visits_widen_the_hours_shown(mira):
    own = {"practitioner": mira, "client": ClientFactory(seen_by=mira)}
    SessionFactory(**own, starts_at=at(6, 30), minutes=60)
    SessionFactory(**own, starts_at=at(23, 30), minutes=60)

    calendar = calendar_of(mira, [mira], [MONDAY])

    assert (calendar.first_hour, calendar.last_hour) == (6, 24)
    assert calendar.columns[0].visits[-1].place == "h-23 m-30 th-24 tm-0"


@pytest.mark.parametrize(("view", "days"), [("day", 1), ("week", 7), ("agenda", 28)])
def test_each_view_shows_its_days(client, mira, view, days):
    page = client.get(CALENDAR, {"view": view, "day": MONDAY.isoformat()})

    columns = page.context["calendar"].columns
    assert [column.day for column in columns] == [MONDAY + dt.timedelta(days=number) for number in range(days)]


def test_week_begins_on_monday(client, mira):
    page = client.get(CALENDAR, {"view": "week", "day": "2027-03-04"})

    assert page.context["day"] == MONDAY


@pytest.mark.parametrize("asked", [{"day": "x"}, {"day": "9999-12-31"}, {"view": "x"}, {"who": "x"}, {"who": "9" * 30}])
def test_nonsense_shows_a_calendar_all_the_same(client, mira, asked):
    assert client.get(CALENDAR, asked).status_code == 200


def test_free_time_leads_to_booking_it(client, mira):
    works(mira, 9, 10)

    page = client.get(CALENDAR, {"view": "day", "day": MONDAY.isoformat()}).content.decode()

    assert f'href="{reverse("sessions:book")}?day=2027-03-01&amp;at=09:30&amp;with={mira.pk}"' in page


def test_reception_sees_everybodys_day_without_what_it_is_for(client):
    mira, tom = UserFactory(name="Mira"), UserFactory(name="Tom")
    SessionFactory(practitioner=tom, client=ClientFactory(name="Amara Okafor"), starts_at=at(9), aim="Tense neck")
    client.force_login(UserFactory(reception=True))

    page = client.get(CALENDAR, {"view": "day", "day": MONDAY.isoformat()})

    assert {column.practitioner for column in page.context["calendar"].columns} == {mira, tom}
    assert "Amara Okafor" in page.content.decode()
    assert "Tense neck" not in page.content.decode()


def test_content_editor_sees_no_calendar(client):
    client.force_login(UserFactory(editor=True))

    assert client.get(CALENDAR).status_code == 403


@pytest.mark.parametrize("view", ["day", "week", "agenda"])
def test_number_of_queries_does_not_grow(client, mira, view):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as made:
            client.get(CALENDAR, {"view": view, "day": MONDAY.isoformat()})
        return len(made)

    def visit(hour):
        SessionFactory(
            practitioner=mira, client=ClientFactory(seen_by=mira), starts_at=at(hour), minutes=30, room=RoomFactory()
        )

    queries()
    visit(9)
    one = queries()
    visit(10)
    visit(11)

    assert queries() == one


def test_visit_page_tells_where_and_how_to_get_in(client, mira):
    session = SessionFactory(
        practitioner=mira,
        client=ClientFactory(seen_by=mira),
        home_address="3 Harbour Street",
        access_notes="Second bell",
    )

    page = client.get(reverse("sessions:visit", args=[session.pk])).content.decode()

    assert "3 Harbour Street" in page
    assert "Second bell" in page
    assert reverse("sessions:move", args=[session.pk]) in page


def test_stranger_does_not_find_the_visit(client, mira):
    assert client.get(reverse("sessions:visit", args=[SessionFactory().pk])).status_code == 404


@pytest.mark.parametrize("page", ["day", "week", "agenda", "visit", "move", "cancel", "book"])
def test_reception_is_told_that_a_review_is_needed_and_whoever_treats_is_not(client, page):
    mira = UserFactory(name="Mira Lindqvist")
    amara = ClientFactory(seen_by=mira)
    visit = SessionFactory(practitioner=mira, client=amara, starts_at=at(9), minutes=60)
    book = f"{reverse('sessions:book')}?client={amara.pk}"
    views = {view: f"{CALENDAR}?view={view}&day={MONDAY}&who={mira.pk}" for view in ("day", "week", "agenda")}
    url = {**views, "book": book}.get(page) or reverse(f"sessions:{page}", args=[visit.pk])

    told = {}
    for person in (UserFactory(reception=True), mira):
        client.force_login(person)
        told[person] = client.get(url).content.decode().count("Practitioner review needed")

    assert list(told.values()) == [1, 0]
