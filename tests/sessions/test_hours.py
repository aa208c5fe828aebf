"""Working hours and absences, and what they mean for booking."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from sessions.booking import book_session, move_session
from sessions.diary.hours import end_absence, in_the_way, note_absence
from sessions.diary.refusals import Away, OutsideHours
from sessions.models import Absence, TreatmentSession, WorkingHours
from tests.factories import ClientFactory, SessionFactory, UserFactory

pytestmark = pytest.mark.django_db

HOURS = reverse("sessions:hours")
TEN = dt.datetime(2026, 12, 1, 10, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def mira(client):
    mira = UserFactory(name="Mira Lindqvist")
    client.force_login(mira)
    return mira


def works(person, begins, ends, weekday=1):
    return WorkingHours.objects.create(practitioner=person, weekday=weekday, begins=dt.time(begins), ends=dt.time(ends))


def book(person, starts_at=TEN, **how):
    return book_session(client=ClientFactory(), practitioner=person, starts_at=starts_at, minutes=60, by=person, **how)


def test_visit_within_two_hours_that_touch_is_booked(mira):
    works(mira, 9, 10), works(mira, 10, 12)

    assert book(mira, TEN - HOUR / 2).status == TreatmentSession.Status.BOOKED


def test_visit_outside_working_hours_is_refused_unless_it_is_meant(mira):
    works(mira, 12, 17)

    with pytest.raises(OutsideHours):
        book(mira)
    book(mira, anyway=True)

    assert TreatmentSession.objects.count() == 1


def test_hours_are_those_of_the_clock_on_the_wall_in_summer_too(mira):
    works(mira, 10, 11, weekday=3)

    assert book(mira, dt.datetime(2027, 7, 1, 9, tzinfo=dt.UTC)).pk
    with pytest.raises(OutsideHours):
        book(mira, dt.datetime(2027, 7, 8, 10, tzinfo=dt.UTC))


def test_nobody_is_booked_or_moved_into_an_absence(mira):
    visit = book(mira, TEN + 5 * HOUR)
    note_absence(practitioner=mira, starts_at=TEN, ends_at=TEN + HOUR, by=mira)

    with pytest.raises(Away) as refusal:
        book(mira, TEN + HOUR / 2, anyway=True)
    with pytest.raises(Away):
        move_session(session=visit, starts_at=TEN - HOUR / 2, minutes=60, by=mira)

    assert str(refusal.value) == (
        "Mira Lindqvist is away from 1 December 10:00 to 1 December 11:00. "
        "Choose another time, or change the absence first."
    )


def test_closed_practice_books_nobody(mira):
    note_absence(practitioner=None, starts_at=TEN, ends_at=TEN + HOUR, by=mira)

    with pytest.raises(Away):
        book(UserFactory())


def test_absence_taken_back_frees_the_time(mira):
    absence = note_absence(practitioner=mira, starts_at=TEN, ends_at=TEN + HOUR, by=mira)

    end_absence(absence=absence, by=mira)

    assert book(mira).pk


def test_absence_leaves_visits_and_says_which_are_in_its_way(mira):
    early, late = book(mira), book(mira, TEN + 3 * HOUR)
    SessionFactory(starts_at=TEN)

    absence = note_absence(practitioner=mira, starts_at=TEN + HOUR / 2, ends_at=TEN + 2 * HOUR, by=mira)

    assert list(in_the_way(absence)) == [early]
    assert late.status == TreatmentSession.Status.BOOKED


def test_hours_are_added_on_several_days_and_taken_back(client, mira):
    client.post(HOURS, {"act": "hours", "weekdays": ["0", "3"], "begins": "09:00", "ends": "13:00"})
    thursday = WorkingHours.objects.get(weekday=3)
    client.post(reverse("sessions:remove_hours", args=[thursday.pk]))

    assert [str(row) for row in WorkingHours.objects.of(mira)] == ["Monday 09:00–13:00"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"begins": "13:00", "ends": "09:00", "weekdays": ["0"]}, {"ends": ["order"]}),
        ({"begins": "x", "ends": "09:00", "weekdays": ["0"]}, {"begins": ["invalid"]}),
        ({"begins": "08:00", "ends": "09:00", "weekdays": ["9"]}, {"weekdays": ["invalid_choice"]}),
    ],
)
def test_hours_that_cannot_be_are_told_at_their_field(client, mira, said, expected):
    page = client.post(HOURS, {"act": "hours", **said})

    errors = page.context["form"].errors.as_data()
    assert {name: [error.code for error in found] for name, found in errors.items()} == expected
    assert not WorkingHours.objects.exists()


def absence(**changes):
    first = timezone.localdate() + dt.timedelta(days=10)
    fields = {"first_day": first, "last_day": first + dt.timedelta(days=1), **changes}
    return {"act": "absence", **{f"absence-{name}": value for name, value in fields.items()}}


def test_days_away_are_whole_days(client, mira):
    client.post(HOURS, absence(reason="Course"))

    noted = Absence.objects.get()
    assert (noted.practitioner, noted.reason) == (mira, "Course")
    assert noted.ends_at - noted.starts_at == dt.timedelta(days=2)


def test_absence_that_ends_before_it_begins_is_refused(client, mira):
    page = client.post(HOURS, absence(last_day=timezone.localdate() + dt.timedelta(days=9)))

    assert [error.code for error in page.context["absence_form"].errors.as_data()["last_day"]] == ["order"]


def test_practitioner_does_not_close_the_practice(client, mira):
    client.post(HOURS, absence(everybody="on"))

    assert Absence.objects.get().practitioner == mira


def test_reception_keeps_everybodys_hours_and_closes_the_practice(client):
    mira = UserFactory()
    client.force_login(UserFactory(reception=True))
    page = reverse("sessions:hours_of", args=[mira.pk])

    client.post(page, {"act": "hours", "weekdays": ["0"], "begins": "09:00", "ends": "13:00"})
    client.post(page, absence(everybody="on"))

    assert WorkingHours.objects.get().practitioner == mira
    assert Absence.objects.get().practitioner is None


def test_practitioner_neither_sees_nor_changes_a_colleagues_hours(client, mira):
    tom = UserFactory()
    row = works(tom, 9, 10)
    away = note_absence(practitioner=tom, starts_at=TEN, ends_at=TEN + HOUR, by=tom)
    closed = note_absence(practitioner=None, starts_at=TEN, ends_at=TEN + HOUR, by=tom)

    assert client.get(reverse("sessions:hours_of", args=[tom.pk])).status_code == 404
    assert client.post(reverse("sessions:remove_hours", args=[row.pk])).status_code == 404
    assert client.post(reverse("sessions:remove_absence", args=[away.pk])).status_code == 404
    assert client.post(reverse("sessions:remove_absence", args=[closed.pk])).status_code == 404
    assert (WorkingHours.objects.count(), Absence.objects.count()) == (1, 2)
