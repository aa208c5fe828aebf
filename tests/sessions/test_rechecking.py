"""What a change of answers or rules does to the sessions that are still to come."""

import datetime as dt

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.clearing import answer_clearance, withdraw_clearance
from clients.flagging import end_flag, record_flag
from clients.models import Clearance, Client, Flag
from clients.ripple import in_one_go
from knowledge.library import Library
from knowledge.publishing import current_library, publish
from reflexpractice.accounts.models import User
from reflexpractice.audit.models import Event
from sessions.booking import book_session, move_session
from sessions.models import Outlook, TreatmentSession
from sessions.outlooks import News
from sessions.rechecking import recheck_future
from sessions.ripple import ripple
from tests.factories import ClearanceFactory, PlannedZoneFactory, SessionFactory, UserFactory, answer
from tests.factories.knowledge import RuleFactory, publish_shipped

Cause = Outlook.Cause


@pytest.fixture
def booked(visit: TreatmentSession) -> TreatmentSession:
    """Amara's next visit, as it was when it was booked."""
    recheck_future(TreatmentSession.objects.filter(pk=visit.pk), cause=Cause.BOOKED, by=visit.practitioner)
    return visit


def say(client: Client, condition: str, by: User, status: str = "yes") -> Flag:
    return record_flag(
        client=client, condition=condition, status=status, asked_on=timezone.localdate(), source="asked", by=by
    )


def leave_out_the_liver() -> None:
    """A new rule about pregnancy, not published yet."""
    scope = [("zone", "liver")]
    RuleFactory(condition=None, condition_id="pregnancy", scope=scope, effect="avoid", sources=["S0"])


def news_of(session: TreatmentSession) -> list[News]:
    return [News.of(stored) for stored in Outlook.objects.get(session=session).news]


def test_booking_is_where_it_begins_so_nothing_is_news(booked: TreatmentSession):
    outlook = Outlook.objects.get()

    assert (outlook.news, outlook.changed_at, outlook.needs_review) == ([], None, False)


def test_an_answer_that_speaks_against_zones_is_news_for_the_next_visit(booked: TreatmentSession, mira: User):
    say(booked.client, "dvt", mira, "suspected")

    assert [news.condition for news in news_of(booked)] == ["dvt"]
    assert list(Outlook.objects.visible_to(mira).with_news()) == [booked.outlook]
    event = Event.objects.get(act="session.affected")
    assert event.detail == {"cause": "answers", "conditions": ["dvt"]}


def test_an_answer_that_was_known_when_it_was_booked_is_no_news(pregnant: Client, visit: TreatmentSession, mira: User):
    recheck_future(TreatmentSession.objects.all(), cause=Cause.BOOKED, by=mira)

    say(pregnant, "gout", mira, "no")

    assert news_of(visit) == []


def test_news_names_the_zones_that_are_in_the_plan(booked: TreatmentSession, mira: User, library: Library):
    PlannedZoneFactory(session=booked, zone="uterus_prostate", side="right")

    answer(booked.client, "pregnancy_red_flags", "no")
    answer(booked.client, "pregnancy_high_risk", "no")
    record_flag(
        client=booked.client,
        condition="pregnancy",
        status="yes",
        due_on=timezone.localdate() + dt.timedelta(weeks=16),
        asked_on=timezone.localdate(),
        source="asked",
        by=mira,
    )

    [news] = news_of(booked)
    assert news.planned == ("right:uterus_prostate",)
    assert "1 of them in the plan" in news.words(library)


def test_what_is_taken_back_is_no_news_any_more(booked: TreatmentSession, mira: User):
    flag = say(booked.client, "dvt", mira)

    end_flag(flag=flag, by=mira, reason="Another client")
    say(booked.client, "dvt", mira, "no")

    outlook = Outlook.objects.get()
    assert (outlook.news, outlook.changed_at) == ([], None)


def test_a_question_that_is_open_again_is_news(booked: TreatmentSession, mira: User, library: Library):
    say(booked.client, "dvt", mira, "unknown")

    [news] = news_of(booked)
    assert (news.condition, news.asks) == ("?", ("dvt",))


def test_a_clearance_taken_back_is_news(pregnant: Client, visit: TreatmentSession, mira: User):
    answer(pregnant, "pregnancy_high_risk", "yes")
    clearance = ClearanceFactory(client=pregnant, condition_id="pregnancy_high_risk", given=True)
    recheck_future(TreatmentSession.objects.all(), cause=Cause.BOOKED, by=mira)

    withdraw_clearance(clearance=clearance, by=mira)

    assert [news.condition for news in news_of(visit)] == ["pregnancy_high_risk"]


def test_a_yes_is_no_news(pregnant: Client, visit: TreatmentSession, mira: User):
    answer(pregnant, "pregnancy_high_risk", "yes")
    clearance = ClearanceFactory(client=pregnant, condition_id="pregnancy_high_risk")
    recheck_future(TreatmentSession.objects.all(), cause=Cause.BOOKED, by=mira)

    answer_clearance(clearance=clearance, answer=Clearance.Answer.YES, answered_on=timezone.localdate(), by=mira)

    assert news_of(visit) == []


def test_a_visit_of_the_past_or_one_that_is_cancelled_is_left_alone(amara: Client, mira: User):
    SessionFactory(client=amara, practitioner=mira, starts_at=timezone.now() - dt.timedelta(days=2))
    SessionFactory(client=amara, practitioner=mira, status=TreatmentSession.Status.CANCELLED)

    say(amara, "dvt", mira)

    assert Outlook.objects.count() == 0


def test_many_answers_in_one_go_are_one_check(booked: TreatmentSession, mira: User):
    with in_one_go():
        say(booked.client, "dvt", mira)
        say(booked.client, "gout", mira)

    assert Event.objects.filter(act="session.affected").count() == 1
    assert {news.condition for news in news_of(booked)} == {"dvt", "gout"}


def test_the_number_of_queries_does_not_grow_with_the_visits(
    booked: TreatmentSession, amara: Client, mira: User, django_assert_num_queries
):
    def check() -> None:
        recheck_future(TreatmentSession.objects.all(), cause=Cause.ANSWERS, by=mira)

    with django_assert_num_queries(8):
        check()
    for days in (3, 4):
        SessionFactory(client=amara, practitioner=mira, starts_at=timezone.now() + dt.timedelta(days=days))
    recheck_future(TreatmentSession.objects.all(), cause=Cause.BOOKED, by=mira)
    with django_assert_num_queries(8):
        check()


def test_opening_the_plan_tells_the_news_once(booked: TreatmentSession, mira: User, client: Browser):
    say(booked.client, "gout", mira)
    client.force_login(mira)

    first = client.get(reverse("sessions:plan", args=[booked.pk]))
    again = client.get(reverse("sessions:plan", args=[booked.pk]))

    assert "New for this session. Gout" in first.content.decode()
    assert "New for this session" not in again.content.decode()
    assert list(Outlook.objects.with_news()) == []


def test_a_colleague_who_looks_does_not_take_the_news_away(booked: TreatmentSession, mira: User, client: Browser):
    say(booked.client, "gout", mira)
    colleague = UserFactory()
    booked.client.care_team.add(colleague)
    client.force_login(colleague)

    client.get(reverse("sessions:plan", args=[booked.pk]))

    assert Outlook.objects.with_news().count() == 1


def test_today_names_who_is_newly_affected(booked: TreatmentSession, mira: User, client: Browser):
    say(booked.client, "gout", mira)
    client.force_login(mira)

    day = client.get(reverse("today")).context["day"]

    [need] = [need for need in day.needs if "affected" in need.words]
    assert (need.words, need.detail) == ("1 session newly affected", "Amara Okafor")
    assert need.url == reverse("sessions:plan", args=[booked.pk])


def test_reception_sees_that_a_practitioner_must_look_but_not_why(
    booked: TreatmentSession, mira: User, client: Browser
):
    say(booked.client, "dvt", mira)
    client.force_login(UserFactory(reception=True))

    page = client.get(reverse("today")).content.decode()

    assert "Practitioner review needed" in page
    assert "thrombosis" not in page.lower()
    assert "dvt" not in page


def test_reception_sees_nothing_where_all_is_well(booked: TreatmentSession, client: Browser):
    client.force_login(UserFactory(reception=True))

    page = client.get(reverse("today")).content.decode()

    assert booked.client.name in page
    assert "Practitioner review needed" not in page


class TestPublishing:
    @pytest.fixture
    def library(self, db: None) -> Library:
        """The shipped library with all its rows, so that it can be published anew."""
        publish_shipped()
        return current_library()

    def test_a_new_rule_is_news_for_those_it_touches(self, pregnant: Client, mira: User):
        visit = SessionFactory(client=pregnant, practitioner=mira)
        leave_out_the_liver()

        publish(by=mira)

        [news] = news_of(visit)
        assert (news.condition, news.effect, news.zones) == ("pregnancy", "avoid", ("right:liver",))
        assert Outlook.objects.get().cause == Cause.RELEASE

    def test_a_new_rule_is_no_news_for_anybody_else(self, amara: Client, mira: User):
        visit = SessionFactory(client=amara, practitioner=mira)
        leave_out_the_liver()

        publish(by=mira)

        assert news_of(visit) == []

    def test_what_publishing_would_change_is_said_before(self, pregnant: Client, mira: User, client: Browser):
        SessionFactory(client=pregnant, practitioner=mira)
        leave_out_the_liver()
        client.force_login(UserFactory(owner=True, is_staff=True))

        page = client.get(reverse("admin:knowledge_release_publish")).content.decode()

        assert "Publishing changes 1 client and 1 planned session; 1 of the sessions is newly affected." in page
        assert Outlook.objects.count() == 0

    def test_the_same_library_changes_nothing(self, library: Library, pregnant: Client, mira: User):
        SessionFactory(client=pregnant, practitioner=mira)

        assert ripple(before=library, after=library).words == (
            "Publishing changes what is safe for no client and no planned session."
        )


class TestBooking:
    def test_a_booked_visit_has_its_outlook_at_once(self, amara: Client, mira: User):
        book(amara, mira, days=3)

        assert (Outlook.objects.get().needs_review, Outlook.objects.get().news) == (False, [])

    def test_moving_across_a_week_from_which_more_is_ruled_out_is_news(self, amara: Client, mira: User):
        answer(amara, "pregnancy_red_flags", "no")
        answer(amara, "pregnancy_high_risk", "no")
        answer(amara, "pregnancy", due_on=timezone.localdate() + dt.timedelta(weeks=26))
        visit = book(amara, mira, days=3)

        move_session(session=visit, starts_at=visit.starts_at + dt.timedelta(weeks=24), minutes=60, by=mira)

        assert Outlook.objects.get().cause == Cause.MOVED
        assert "pregnancy" in {news.condition for news in news_of(visit)}


def book(client: Client, practitioner: User, *, days: int) -> TreatmentSession:
    day = timezone.localdate() + dt.timedelta(days=days)
    starts_at = timezone.make_aware(dt.datetime.combine(day, dt.time(10)))
    return book_session(
        client=client, practitioner=practitioner, starts_at=starts_at, minutes=60, anyway=True, by=practitioner
    )
