"""Visits that repeat: on the clock on the wall, each checked for its own day, changed alone or together."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from sessions.booking import NotBooked, SlotTaken, book_session
from sessions.diary.prospects import prospects_of
from sessions.diary.series import Reach, book_series, cancel_series, days_of, move_series, reached
from sessions.models import Note, Series, SlotHold, TreatmentSession
from tests.factories import ClientFactory, NoteFactory, SessionFactory, UserFactory, answer

pytestmark = pytest.mark.django_db

LONDON = ZoneInfo("Europe/London")
MARCH = dt.date(2027, 3, 15)
WEEK = dt.timedelta(weeks=1)


def at(day, hour=10, minute=0):
    return dt.datetime.combine(day, dt.time(hour, minute), LONDON)


def local(sessions):
    return [f"{timezone.localtime(row.starts_at):%d %b %H:%M}" for row in sessions]


@pytest.fixture
def series(mira):
    """Four Mondays at ten; the clock changes after the second."""
    return book_series(
        client=ClientFactory(seen_by=mira),
        practitioner=mira,
        moments=[at(MARCH + number * WEEK) for number in range(4)],
        minutes=60,
        weeks_apart=1,
        by=mira,
    )


def visits(series):
    return list(series.sessions.order_by("starts_at"))


@pytest.mark.parametrize(
    ("ending", "days"),
    [
        ({"times": 3}, [15, 29, 12]),
        ({"until": dt.date(2027, 4, 11)}, [15, 29]),
        ({"until": dt.date(2027, 4, 12)}, [15, 29, 12]),
    ],
)
def test_series_ends_after_so_many_visits_or_at_a_date(ending, days):
    assert [day.day for day in days_of(MARCH, weeks_apart=2, **ending)] == days


def test_series_is_never_longer_than_a_year_of_weeks():
    assert len(days_of(MARCH, weeks_apart=1, times=9999)) == 52


def test_series_stays_at_its_time_when_the_clock_changes(series):
    assert local(visits(series)) == ["15 Mar 10:00", "22 Mar 10:00", "29 Mar 10:00", "05 Apr 10:00"]
    assert [row.starts_at.astimezone(dt.UTC).hour for row in visits(series)] == [10, 10, 9, 9]


def test_series_is_booked_whole_or_not_at_all(mira):
    SessionFactory(practitioner=mira, starts_at=at(MARCH + WEEK), minutes=60)

    with pytest.raises(SlotTaken):
        book_series(
            client=ClientFactory(),
            practitioner=mira,
            moments=[at(MARCH), at(MARCH + WEEK)],
            minutes=60,
            weeks_apart=1,
            by=mira,
        )

    assert (TreatmentSession.objects.count(), Series.objects.count(), SlotHold.objects.count()) == (1, 0, 0)


def test_series_pressed_twice_is_booked_once(series, mira):
    again = book_series(
        client=series.client,
        practitioner=mira,
        moments=[row.starts_at for row in visits(series)],
        minutes=60,
        weeks_apart=1,
        by=mira,
    )

    assert again == series
    assert TreatmentSession.objects.count() == 4


@pytest.mark.parametrize(
    ("reach", "changed"), [(Reach.THIS, [1]), (Reach.FOLLOWING, [1, 2, 3]), (Reach.ALL, [0, 1, 2, 3])]
)
def test_change_reaches_this_the_following_or_all(series, reach, changed):
    rows = visits(series)

    assert list(reached(rows[1], reach)) == [rows[number] for number in changed]


def test_following_visits_move_as_many_days_and_to_the_same_time(series, mira):
    second = visits(series)[1]

    move_series(
        session=second,
        reach=Reach.FOLLOWING,
        starts_at=at(MARCH + WEEK + dt.timedelta(days=1), 14, 30),
        minutes=45,
        by=mira,
    )

    assert local(visits(series)) == ["15 Mar 10:00", "23 Mar 14:30", "30 Mar 14:30", "06 Apr 14:30"]
    assert [row.minutes for row in visits(series)] == [60, 45, 45, 45]


def test_visits_that_move_together_do_not_stand_in_each_others_way(series, mira):
    first = visits(series)[0]

    move_series(session=first, reach=Reach.ALL, starts_at=at(MARCH + WEEK), minutes=60, by=mira)

    assert local(visits(series)) == ["22 Mar 10:00", "29 Mar 10:00", "05 Apr 10:00", "12 Apr 10:00"]
    assert SlotHold.objects.filter(whose="practitioner").count() == 4 * 12


def test_one_taken_time_leaves_all_visits_where_they_were(series, mira):
    SessionFactory(practitioner=mira, starts_at=at(MARCH + 2 * WEEK, 15), minutes=60)

    with pytest.raises(SlotTaken):
        move_series(session=visits(series)[0], reach=Reach.ALL, starts_at=at(MARCH, 15), minutes=60, by=mira)

    assert local(visits(series)) == ["15 Mar 10:00", "22 Mar 10:00", "29 Mar 10:00", "05 Apr 10:00"]
    assert SlotHold.objects.filter(whose="practitioner").count() == 4 * 12


def test_visit_that_was_worked_stays_with_its_note_when_all_are_cancelled(series, mira):
    first, second, *_ = visits(series)
    TreatmentSession.objects.filter(pk=first.pk).update(status="finished", started_at=first.starts_at)
    note = NoteFactory(session=first)

    cancel_series(session=second, reach=Reach.ALL, reason="Moves away", by=mira)

    assert [row.status for row in visits(series)] == ["finished", "cancelled", "cancelled", "cancelled"]
    assert list(Note.objects.all()) == [note]
    assert TreatmentSession.objects.count() == 4


def test_cancelled_visits_leave_their_times_free(series, mira):
    second = visits(series)[1]
    cancel_series(session=second, reach=Reach.FOLLOWING, reason="", by=mira)

    booked = book_session(client=ClientFactory(), practitioner=mira, starts_at=second.starts_at, minutes=60, by=mira)

    assert booked.pk


def test_visit_that_has_begun_moves_nothing(series, mira):
    first = visits(series)[0]
    TreatmentSession.objects.filter(pk=first.pk).update(status="started", started_at=first.starts_at)

    with pytest.raises(NotBooked):
        move_series(session=first, reach=Reach.ALL, starts_at=at(MARCH, 15), minutes=60, by=mira)


def planned(client, practitioner, days):
    return [TreatmentSession(client=client, practitioner=practitioner, starts_at=at(day), minutes=60) for day in days]


def test_each_date_is_checked_for_its_own_day(pregnant, mira):
    today = timezone.localdate()

    rows = prospects_of(
        planned(pregnant, mira, [today, today + 4 * WEEK, today + 8 * WEEK, today + 13 * WEEK]),
        user=mira,
        at=dt.time(10),
    )

    titles = [next(chip.words for chip in row.chips if chip.words.startswith("Pregnant")) for row in rows]
    assert titles == ["Pregnant, 24 weeks", "Pregnant, 28 weeks", "Pregnant, 32 weeks", "Pregnant, 37 weeks"]
    assert rows[0].news == ()
    assert any(words.startswith("Pregnan") for words in rows[2].news + rows[3].news)


def test_dates_say_what_stands_in_their_way(amara, mira):
    today = timezone.localdate()
    SessionFactory(practitioner=mira, starts_at=at(today + WEEK), minutes=60)

    rows = prospects_of(planned(amara, mira, [today, today + WEEK]), user=mira, at=dt.time(10))

    assert [(row.is_free, row.code) for row in rows] == [(True, ""), (False, "taken")]


def test_reception_is_told_to_ask_for_a_review_and_not_why(pregnant, mira):
    today = timezone.localdate()
    answer(pregnant, "pregnancy_high_risk")

    [row] = prospects_of(planned(pregnant, mira, [today]), user=UserFactory(reception=True), at=dt.time(10))

    assert [chip.words for chip in row.chips] == ["Practitioner review needed"]
    assert row.news == ()
    assert row.is_wise


def test_hour_that_is_left_out_becomes_the_hour_after(amara, mira):
    [row] = prospects_of(
        [
            TreatmentSession(
                client=amara, practitioner=mira, starts_at=dt.datetime(2027, 3, 28, 1, 30, tzinfo=dt.UTC), minutes=60
            )
        ],
        user=mira,
        at=dt.time(1, 30),
    )

    assert row.is_shifted
