"""Booking and moving visits that repeat, on the page."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from sessions.diary.series import book_series
from sessions.models import Series, TreatmentSession
from tests.factories import ClientFactory, SessionFactory, UserFactory, answer

pytestmark = pytest.mark.django_db

REPEAT = reverse("sessions:repeat")
DAY = timezone.localdate() + dt.timedelta(days=7)


@pytest.fixture
def signed_in(client, mira):
    client.force_login(mira)
    return mira


def fields(whom, who, **changes):
    return {
        "client": whom.pk,
        "practitioner": who.pk,
        "day": DAY.isoformat(),
        "at": "10:00",
        "minutes": "60",
        "weeks_apart": "1",
        "times": "3",
        **changes,
    }


def codes(form):
    return {name: [error.code for error in errors] for name, errors in form.errors.as_data().items()}


def test_dates_are_shown_before_anything_is_booked(client, signed_in, amara):
    page = client.post(REPEAT, fields(amara, signed_in))

    assert [timezone.localdate(row.starts_at) for row, _ in page.context["form"].rows] == [
        DAY + dt.timedelta(weeks=number) for number in range(3)
    ]
    assert not TreatmentSession.objects.exists()


def test_ticked_dates_are_booked(client, signed_in, amara):
    rows = client.post(REPEAT, fields(amara, signed_in)).context["form"].prospects

    client.post(REPEAT, fields(amara, signed_in, book="1", dates=[rows[0].key, rows[2].key]))

    series = Series.objects.get()
    assert [row.starts_at for row in series.sessions.order_by("starts_at")] == [rows[0].starts_at, rows[2].starts_at]


def test_date_that_was_not_offered_is_not_booked(client, signed_in, amara):
    page = client.post(REPEAT, fields(amara, signed_in, book="1", dates=["2030-01-01T10:00:00+00:00", "x"]))

    assert codes(page.context["form"]) == {"__all__": ["none"]}
    assert not TreatmentSession.objects.exists()


def test_date_taken_in_the_meantime_books_nothing_and_says_so(client, signed_in, amara):
    rows = client.post(REPEAT, fields(amara, signed_in)).context["form"].prospects
    SessionFactory(practitioner=signed_in, starts_at=rows[1].starts_at)

    page = client.post(REPEAT, fields(amara, signed_in, book="1", dates=[row.key for row in rows]))

    assert codes(page.context["form"]) == {"__all__": ["taken"]}
    assert TreatmentSession.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"times": ""}, {"times": ["ends"]}),
        ({"until": "2030-01-01"}, {"times": ["ends"]}),
        ({"times": "", "until": DAY.isoformat()}, {"until": ["one"]}),
        ({"times": "1"}, {"times": ["min_value"]}),
        ({"times": "53"}, {"times": ["max_value"]}),
        ({"weeks_apart": "0"}, {"weeks_apart": ["min_value"]}),
        ({"weeks_apart": ""}, {"weeks_apart": ["required"]}),
        ({"day": "x"}, {"day": ["invalid"]}),
    ],
)
def test_mistakes_are_told_at_their_field(client, signed_in, amara, changes, expected):
    page = client.post(REPEAT, fields(amara, signed_in, **changes))

    assert codes(page.context["form"]) == expected


def test_somebody_elses_client_cannot_be_booked(client, signed_in):
    stranger = ClientFactory()

    assert client.post(REPEAT, fields(stranger, signed_in)).status_code == 404


@pytest.fixture
def visits(amara, signed_in):
    moments = [
        timezone.make_aware(dt.datetime.combine(DAY + dt.timedelta(weeks=number), dt.time(10))) for number in range(3)
    ]
    series = book_series(client=amara, practitioner=signed_in, moments=moments, minutes=60, weeks_apart=1, by=signed_in)
    return list(series.sessions.order_by("starts_at"))


def times():
    return [f"{timezone.localtime(row.starts_at):%H:%M}" for row in TreatmentSession.objects.order_by("starts_at")]


def test_moving_the_following_shows_the_dates_first(client, visits):
    page = reverse("sessions:move", args=[visits[1].pk])
    day = timezone.localdate(visits[1].starts_at).isoformat()
    said = {"reach": "following", "day": day, "at": "14:00", "minutes": "60"}

    looked = client.post(page, said)
    before = times()
    client.post(page, {**dict(looked.context["form"].typed), "confirmed": "1"})

    assert [row.was_at for row in looked.context["form"].prospects] == [row.starts_at for row in visits[1:]]
    assert before == ["10:00", "10:00", "10:00"]
    assert times() == ["10:00", "14:00", "14:00"]


def test_moving_only_this_one_moves_it_at_once(client, visits):
    day = timezone.localdate(visits[0].starts_at).isoformat()

    client.post(
        reverse("sessions:move", args=[visits[0].pk]),
        {"reach": "this", "day": day, "at": "14:00", "minutes": "60"},
    )

    assert times() == ["14:00", "10:00", "10:00"]


def test_following_visits_are_cancelled_together(client, visits):
    client.post(
        reverse("sessions:cancel", args=[visits[1].pk]),
        {"what": "cancelled", "reach": "following", "reason": "Away"},
    )

    statuses = TreatmentSession.objects.order_by("starts_at").values_list("status", flat=True)
    assert list(statuses) == ["booked", "cancelled", "cancelled"]


def test_nobody_misses_visits_that_are_still_to_come(client, visits):
    page = client.post(reverse("sessions:cancel", args=[visits[1].pk]), {"what": "no_show", "reach": "all"})

    assert codes(page.context["form"]) == {"reach": ["one"]}


def test_single_visit_is_not_asked_how_far(client, signed_in):
    session = SessionFactory(client=ClientFactory(seen_by=signed_in), practitioner=signed_in)

    page = client.get(reverse("sessions:move", args=[session.pk]))

    assert "reach" not in page.context["form"].fields


def test_reception_sees_dates_without_reasons(client, pregnant, mira):
    answer(pregnant, "pregnancy_high_risk")
    client.force_login(UserFactory(reception=True))

    page = client.post(REPEAT, fields(pregnant, mira)).content.decode()

    assert "Practitioner review needed" in page
    assert "regnan" not in page
