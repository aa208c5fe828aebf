"""Today: who comes, what to leave out for each, and what waits."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clients.models import Client, Flag
from knowledge.library import Library
from reflexpractice.accounts.models import User
from reflexpractice.today import Day, day_of
from sessions.models import Note, Outlook, TreatmentSession
from tests.factories import (
    ClearanceFactory,
    ClientFactory,
    IntakeFactory,
    NoteFactory,
    SessionFactory,
    UserFactory,
    answer,
    healthy_client,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

NOON = dt.datetime(2026, 11, 18, 12, tzinfo=dt.UTC)
DAY = NOON.date()


@pytest.fixture
def noon() -> Any:
    """A Wednesday in November, when London keeps the world's time."""
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def mira(library: Library) -> User:
    user: User = UserFactory(name="Mira Lindqvist")
    return user


@pytest.fixture
def amara(library: Library, mira: User) -> Client:
    return healthy_client(library, seen_by=mira, name="Amara Okafor", wishes="Better sleep")


def at(hour: int, minute: int = 0, **fields: Any) -> TreatmentSession:
    """A visit of the day, of an hour."""
    session: TreatmentSession = SessionFactory(starts_at=NOON.replace(hour=hour, minute=minute), minutes=60, **fields)
    return session


def worked(hour: int, **fields: Any) -> TreatmentSession:
    begun = NOON.replace(hour=hour)
    return at(hour, status="finished", started_at=begun, finished_at=begun + dt.timedelta(minutes=50), **fields)


def seen(days_ago: int, client: Client, by: User) -> TreatmentSession:
    begun = NOON - dt.timedelta(days=days_ago)
    seen: TreatmentSession = SessionFactory(
        client=client, practitioner=by, starts_at=begun, started_at=begun, finished_at=begun, status="finished"
    )
    return seen


def rows(day: Day) -> list[str]:
    """The day from top to bottom: times of visits, and of the free time between."""
    return [
        f"{row.session.starts_at:%H:%M}" if hasattr(row, "session") else f"free {row.starts_at:%H:%M}-{row.until:%H:%M}"
        for row in day.rows
    ]


def needs(day: Day) -> dict[str, str]:
    return {need.words: need.detail for need in day.needs}


def test_visits_come_in_order_with_the_free_time_between(mira: User, amara: Client) -> None:
    for hour, minute in ((14, 0), (9, 0), (15, 10)):
        at(hour, minute, client=amara, practitioner=mira)

    assert rows(day_of(mira, DAY)) == ["09:00", "free 10:00-14:00", "14:00", "15:10"]


def test_a_practitioner_sees_their_own_day_only(mira: User, amara: Client) -> None:
    at(9, client=amara, practitioner=mira)
    at(10, client=amara)
    at(11, client=amara, practitioner=mira, status="cancelled")
    SessionFactory(client=amara, practitioner=mira, starts_at=NOON + dt.timedelta(days=1))

    assert rows(day_of(mira, DAY)) == ["09:00"]


def test_next_is_the_first_that_is_not_over(mira: User, amara: Client) -> None:
    at(9, client=amara, practitioner=mira)
    at(12, 45, client=amara, practitioner=mira)
    at(14, client=amara, practitioner=mira)

    day = day_of(mira, DAY)

    assert [visit.is_next for visit in day.visits] == [False, True, False]
    assert day.minutes_to_next == 45


def test_what_is_being_worked_comes_before_what_is_next(mira: User, amara: Client) -> None:
    at(11, client=amara, practitioner=mira, status="started", started_at=NOON.replace(hour=11, minute=5))
    at(12, 45, client=amara, practitioner=mira)

    day = day_of(mira, DAY)

    assert [visit.is_next for visit in day.visits] == [True, False]
    assert (day.visits[0].line, day.visits[0].step.words) == ("Started 11:05", "Continue")  # type: ignore[union-attr]
    assert day.minutes_to_next is None


def test_what_is_hours_away_is_not_counted_in_minutes(mira: User, amara: Client) -> None:
    at(16, client=amara, practitioner=mira)

    assert day_of(mira, DAY).minutes_to_next is None


def test_the_step_follows_what_is_known(mira: User, library: Library, amara: Client) -> None:
    unknown, told = ClientFactory(seen_by=mira), ClientFactory(seen_by=mira)
    intake = IntakeFactory(client=told, submitted=True)
    plain = at(13, client=amara, practitioner=mira)
    at(14, client=unknown, practitioner=mira)
    at(15, client=told, practitioner=mira)

    steps = [visit.step for visit in day_of(mira, DAY).visits]

    assert [(step.words, step.url) for step in steps if step] == [
        ("Plan session", f"/sessions/{plain.pk}/plan/"),
        ("Send intake", f"/clients/{unknown.pk}/send-intake/"),
        ("Review intake", f"/clients/intakes/{intake.pk}/review/"),
    ]


def test_the_step_after_the_work_is_the_note(mira: User, amara: Client) -> None:
    bare, draft, signed = (worked(hour, client=amara, practitioner=mira) for hour in (8, 9, 10))
    at(11, client=amara, practitioner=mira, status="no_show")
    NoteFactory(session=draft)
    NoteFactory(session=signed)
    Note.objects.filter(session=signed).update(signed_at=NOON, signed_by=mira, content_hash="0" * 64)

    visits = day_of(mira, DAY).visits

    assert [(visit.line, visit.step.words if visit.step else "") for visit in visits] == [
        ("Finished 08:50 · note has not been signed", "Finish note"),
        ("Finished 09:50 · note has not been signed", "Finish note"),
        ("Finished 10:50 · note signed", "Open"),
        ("Did not come", ""),
    ]
    assert [visit.step.url for visit in visits[:1] if visit.step] == [f"/sessions/{bare.pk}/note/"]


def test_a_card_tells_age_visit_and_wish(mira: User, amara: Client) -> None:
    worked(9, client=amara, practitioner=mira)
    at(13, client=amara, practitioner=mira)
    at(14, client=ClientFactory(seen_by=mira, born_on=None), practitioner=mira, aim="Tense neck")

    assert [(visit.about, visit.line) for visit in day_of(mira, DAY).visits[1:]] == [
        ("36 · 2nd visit", "Wants: Better sleep"),
        ("first visit", "Wants: Tense neck"),
    ]


def test_no_warnings_is_said_of_a_complete_check_only(mira: User, amara: Client) -> None:
    at(13, client=amara, practitioner=mira)
    at(14, client=ClientFactory(seen_by=mira), practitioner=mira)

    told = [[chip.words for chip in visit.chips] for visit in day_of(mira, DAY).visits]

    assert told[0] == ["No warnings"]
    assert "No warnings" not in told[1]
    assert told[1] != []


def test_warnings_stand_on_the_card_and_what_to_have_ready_beside_the_next(mira: User, amara: Client) -> None:
    answer(amara, "allergy_nut")
    Client.objects.filter(pk=amara.pk).update(preferences="Blanket, quiet room")
    at(13, client=amara, practitioner=mira)

    day = day_of(mira, DAY)

    assert [chip.kind for chip in day.visits[0].chips] == ["caution"]
    assert (day.before[0].split(":")[0], day.before[1:]) == (day.visits[0].chips[0].words, ["Blanket", "quiet room"])


def test_a_chip_says_what_to_leave_out_before_why(mira: User, amara: Client) -> None:
    answer(amara, "pregnancy", due_on=DAY + dt.timedelta(weeks=16))
    answer(amara, "stress_fracture", side="left")
    at(13, client=amara, practitioner=mira)

    [visit] = day_of(mira, DAY).visits

    assert [chip.words for chip in visit.chips] == [
        "Left foot: stress fracture of the foot or heel",
        "Toes, heels and more: pregnant, 24 weeks",
        "Ask 2 questions",
    ]


def test_what_was_recorded_since_the_last_visit_is_named(mira: User, amara: Client) -> None:
    seen(4, amara, mira)
    answer(amara, "allergy_nut")
    at(13, client=amara, practitioner=mira)

    assert [visit.news for visit in day_of(mira, DAY).visits] == ["New since 14 Nov: Nut allergy"]


@pytest.mark.parametrize(
    ("before", "now", "news"),
    [
        ({}, {}, ""),
        ({"areas": ["heel"]}, {"areas": ["heel"]}, ""),
        ({"areas": ["heel"]}, {"areas": ["heel", "toes"]}, "New since 14 Nov: Nut allergy"),
        ({}, {"due_on": DAY}, "New since 14 Nov: Nut allergy"),
        ({"due_on": DAY}, {"due_on": DAY}, ""),
    ],
)
def test_what_was_known_at_the_last_visit_is_no_news(
    mira: User, amara: Client, before: dict[str, Any], now: dict[str, Any], news: str
) -> None:
    first = answer(amara, "allergy_nut", **before)
    Flag.objects.filter(pk=first.pk).update(recorded_at=NOON - dt.timedelta(days=9))
    again = answer(amara, "allergy_nut", **now)
    Flag.objects.filter(pk=first.pk).update(replaced_by=again)
    seen(4, amara, mira)
    at(13, client=amara, practitioner=mira)

    assert [visit.news for visit in day_of(mira, DAY).visits] == [news]


def test_what_waits_is_counted_the_oldest_first(mira: User, amara: Client) -> None:
    for days in (5, 1):
        begun = NOON - dt.timedelta(days=days)
        SessionFactory(
            client=amara, practitioner=mira, starts_at=begun, started_at=begun, finished_at=begun, status="finished"
        )
    IntakeFactory(client=amara, submitted=True)
    ClearanceFactory(client=amara)
    at(14, client=ClientFactory(name="Priya Nair", seen_by=mira), practitioner=mira)

    day = day_of(mira, DAY)

    assert needs(day) == {
        "2 notes to sign": "Oldest: Amara Okafor, 5 days old, overdue",
        "1 intake to review": "Amara Okafor",
        "1 clearance waiting": "Amara Okafor",
        "1 health check out of date": "Priya Nair",
    }
    assert (day.waiting, [need.kind for need in day.needs]) == (5, ["avoid", "info", "avoid", "unknown"])


def test_a_session_that_has_become_graver_is_named(mira: User, amara: Client) -> None:
    session = at(14, client=amara, practitioner=mira)
    Outlook.objects.create(session=session, cause="answers", news=[], changed_at=NOON)

    day = day_of(mira, DAY)

    assert needs(day) == {"1 session newly affected": "Amara Okafor"}
    assert day.visits[0].is_newly_affected is True


def test_the_week_runs_from_monday_to_sunday(mira: User, amara: Client) -> None:
    for days in (-3, -2, 0, 4, 5):
        SessionFactory(client=amara, practitioner=mira, starts_at=NOON + dt.timedelta(days=days))
    at(15, client=amara, practitioner=mira, status="cancelled")

    week = day_of(mira, DAY).week

    assert week is not None
    assert (week.monday, week.sunday) == (dt.date(2026, 11, 16), dt.date(2026, 11, 22))
    assert (week.sessions, week.clients, week.signed) == (3, 1, 0)


def test_reception_sees_everybodys_day_and_no_health(mira: User, amara: Client) -> None:
    answer(amara, "pregnancy")
    IntakeFactory(client=amara, submitted=True)
    at(13, client=amara, practitioner=mira, aim="Morning sickness")
    later = at(15, client=amara, practitioner=UserFactory(name="Sam Osei"))
    browser = Browser()
    browser.force_login(UserFactory(reception=True))

    page = browser.get("/")
    day = page.context["day"]

    assert rows(day) == ["13:00", "15:00"]
    assert [(visit.check, visit.chips, visit.feet) for visit in day.visits] == [(None, [], None)] * 2
    assert [visit.line for visit in day.visits] == ["With Mira Lindqvist", "With Sam Osei"]
    assert day.visits[1].step.url == f"/sessions/{later.pk}/visit/"
    assert (day.needs, day.week, day.before) == ([], None, [])
    html = page.content.decode()
    assert [word for word in ("regnan", "sickness", "Needs you", "Better sleep") if word in html] == []
    assert html.count("Practitioner review needed") == 2


def test_who_may_not_book_is_not_asked_to(mira: User) -> None:
    browser = Browser()
    browser.force_login(UserFactory(editor=True))

    html = browser.get("/").content.decode()

    assert [url for url in ("/sessions/book/", "/sessions/calendar/", 'href="/clients/"') if url in html] == []
    assert "A quiet day" in html


@pytest.mark.parametrize(("person", "knowledge", "clients"), [("reception", 0, 1), ("editor", 1, 0), ("owner", 1, 1)])
def test_the_rail_leads_only_where_one_may_go(mira: User, person: str, knowledge: int, clients: int) -> None:
    browser = Browser()
    browser.force_login(UserFactory(**{person: True}))

    html = browser.get("/").content.decode()

    assert (html.count('href="/knowledge/"'), html.count('href="/clients/"')) == (knowledge, clients)


@pytest.mark.parametrize("typed", ["2026-11-17", "x", "0001-01-01", "9999-12-31", "2026-02-30", ""])
def test_another_day_is_asked_for_in_the_address(mira: User, typed: str) -> None:
    browser = Browser()
    browser.force_login(mira)

    day = browser.get("/", {"day": typed}).context["day"]

    assert (day.date, day.is_today) == ((dt.date(2026, 11, 17), False) if typed == "2026-11-17" else (DAY, True))


def test_a_day_is_the_practices_own(mira: User, amara: Client) -> None:
    with timezone.override("Pacific/Auckland"):
        at(13, client=amara, practitioner=mira)

        assert [day_of(mira, DAY + dt.timedelta(days=days)).visits != [] for days in (0, 1)] == [False, True]


def test_more_visits_cost_no_more_queries(mira: User, library: Library) -> None:
    browser = Browser()
    browser.force_login(mira)
    at(13, client=healthy_client(library, seen_by=mira), practitioner=mira)
    browser.get("/")
    with CaptureQueriesContext(connection) as one:
        browser.get("/")

    for hour in (14, 15):
        at(hour, client=healthy_client(library, seen_by=mira), practitioner=mira)

    with CaptureQueriesContext(connection) as three:
        browser.get("/")
    assert len(three) == len(one)
