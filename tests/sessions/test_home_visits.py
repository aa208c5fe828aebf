"""Home visits: the card at the door, checking out, and who is told when nobody does."""

import datetime as dt
import smtplib

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.urls import reverse
from django.utils import timezone

from reflexpractice.audit.models import Event
from reflexpractice.today import day_of
from sessions.booking import CannotBook, cancel_session, move_session
from sessions.checking import check_session
from sessions.home_visits import NotThere, arrive, choose_buddy, leave, stay_longer
from sessions.models import Buddy, HomeVisit, Notice, TreatmentSession
from sessions.planning import gaps
from sessions.ticking import tick
from tests.factories import ClientFactory, PracticeFactory, SessionFactory, UserFactory, healthy_client

pytestmark = pytest.mark.django_db

BUDDY = reverse("sessions:buddy")
NOW = dt.datetime(2026, 11, 24, 14, 0, tzinfo=dt.UTC)
SURE = {"identity": "on", "surroundings": "on", "today": "on", "out_at": "15:10"}


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(NOW, tick=False)

    def at(hour, minute=0):
        time_machine.move_to(NOW.replace(hour=hour, minute=minute), tick=False)

    return at


@pytest.fixture
def mira():
    PracticeFactory(phone="020 7946 0000", emergency_number="999")
    return UserFactory(name="Mira Lindqvist")


@pytest.fixture
def visit(mira):
    """At Amara's home from 14:00 to 15:00."""
    amara = ClientFactory(name="Amara Okafor", wishes="her migraine", seen_by=mira)
    where = {"home_address": "3 Harbour Street", "access_notes": "Second bell"}
    return SessionFactory(practitioner=mira, client=amara, starts_at=NOW, minutes=60, aim="migraine", **where)


def choose(mira, **changes):
    told = {"person": None, "email": "ann@example.com", "grace_minutes": 30, "again_minutes": 15}
    return choose_buddy(practitioner=mira, by=mira, **{**told, **changes})


def there(visit, hour=15, minute=0, **more):
    return arrive(session=visit, out_by=NOW.replace(hour=hour, minute=minute), by=visit.practitioner, **more)


def kinds():
    return list(Notice.objects.order_by("pk").values_list("kind", "state"))


def test_buddy_is_told_once_after_the_grace_and_once_more(mira, visit, clock):
    choose(mira)
    there(visit)

    seen = []
    for minute in (29, 30, 30, 44, 45, 59):
        clock(15, minute)
        tick()
        seen.append(len(mail.outbox))

    assert seen == [0, 1, 1, 1, 2, 2]
    assert kinds() == [("overdue", "sent"), ("again", "sent")]
    assert {tuple(letter.to) for letter in mail.outbox} == {("ann@example.com",)}


def test_letter_names_practitioner_and_place_and_not_the_client(mira, visit, clock):
    choose(mira)
    there(visit)
    clock(15, 30)

    tick()

    [letter] = mail.outbox
    assert letter.subject == "Mira Lindqvist has not checked out of a home visit"
    for words in (
        "wanted to be out by Tuesday 24 November, 15:00",
        "Arrived: 14:00",
        "3 Harbour Street",
        "Second bell",
    ):
        assert words in letter.body
    assert [word for word in ("Amara", "Okafor", "migraine") if word in letter.body + letter.subject] == []


def test_who_checks_out_in_time_worries_nobody(mira, visit, clock):
    choose(mira)
    there(visit)
    clock(15, 5)
    leave(session=visit, by=mira)
    leave(session=visit, by=mira)

    clock(15, 50)
    tick()

    assert mail.outbox == []
    assert Event.objects.filter(act="home_visit.left").count() == 1


def test_checking_out_late_tells_the_buddy_that_all_is_well(mira, visit, clock):
    choose(mira)
    there(visit)
    clock(15, 30)
    tick()
    clock(15, 40)
    leave(session=visit, by=mira)

    for minute in (41, 59):
        clock(15, minute)
        tick()

    assert [letter.subject for letter in mail.outbox][1:] == ["Mira Lindqvist has checked out: all is well"]
    assert "at 15:40" in mail.outbox[1].body


def test_staying_longer_moves_the_moment(mira, visit, clock):
    choose(mira)
    there(visit)
    clock(14, 55)
    stay_longer(session=visit, by=mira)
    clock(15, 44)
    tick()
    before = len(mail.outbox)
    clock(15, 45)
    tick()

    assert (before, len(mail.outbox)) == (0, 1)


def test_an_arrival_that_nobody_noted_is_missed_too(mira, visit, clock):
    choose(mira)
    clock(15, 30)

    tick()

    assert "Arrived: not known. The arrival was not noted." in mail.outbox[0].body


def test_visits_before_a_buddy_was_chosen_and_those_of_yesterday_are_let_be(mira, visit, clock):
    clock(15, 30)
    choose(mira)
    yesterday = NOW - dt.timedelta(days=1)
    SessionFactory(practitioner=mira, client=visit.client, starts_at=yesterday, home_address="Elsewhere")

    tick()

    assert mail.outbox == []


def test_a_cancelled_visit_worries_nobody(mira, visit, clock):
    choose(mira)
    cancel_session(session=visit, reason="", by=mira)
    clock(15, 30)

    tick()

    assert mail.outbox == []


def test_somebody_of_the_practice_or_an_address_for_this_visit(mira, visit, clock):
    colleague = UserFactory(email="tom@practice.example")
    choose(mira, person=colleague, email="")
    there(visit, buddy_email="partner@example.com")
    second = SessionFactory(
        practitioner=mira, client=visit.client, starts_at=NOW - dt.timedelta(minutes=30), home_address="Elsewhere",
        minutes=60, started=True,
    )  # fmt: skip
    there(second)
    clock(15, 30)

    tick()

    assert sorted(letter.to[0] for letter in mail.outbox) == ["partner@example.com", "tom@practice.example"]


def test_nobody_is_written_to_where_nobody_was_chosen_but_today_is_red(mira, visit, clock):
    there(visit)
    before = [(need.words, need.kind) for need in day_of(mira, NOW.date()).needs if "home visit" in need.words]
    clock(15, 31)
    tick()
    reception = UserFactory(reception=True)

    assert before == [("At a home visit", "info")]
    assert mail.outbox == []
    for person in (mira, reception):
        [need] = [each for each in day_of(person, NOW.date()).needs if "home visit" in each.words]
        assert (need.words, need.detail, need.kind) == (
            "Not checked out of a home visit", "Mira Lindqvist, out by 15:00", "avoid",
        )  # fmt: skip
    assert [each for each in day_of(UserFactory(), NOW.date()).needs if "home visit" in each.words] == []

    leave(session=visit, by=reception)

    assert [each for each in day_of(mira, NOW.date()).needs if "home visit" in each.words] == []


def test_a_message_that_cannot_be_sent_is_tried_again_within_minutes(mira, visit, clock, monkeypatch):
    choose(mira)
    there(visit)
    clock(15, 30)

    def fail(*_):
        raise smtplib.SMTPDataError(451, b"later")

    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", fail)
        tick()
    failed = kinds()
    clock(15, 31)
    tick()

    assert failed == [("overdue", "failed")]
    assert kinds() == [("overdue", "sent")]


def test_card_at_the_door_notes_the_arrival_and_leads_to_the_plan(client, mira, visit):
    client.force_login(mira)
    url = reverse("sessions:arrive", args=[visit.pk])

    form = client.get(url).context["form"]
    answers = [client.post(url, SURE) for _ in range(2)]

    assert form["out_at"].value() == dt.time(15, 0)
    assert answers[0]["Location"] == reverse("sessions:plan", args=[visit.pk])
    row = HomeVisit.objects.get()
    assert (row.arrived_at, row.arrived_by, row.out_by) == (NOW, mira, NOW.replace(hour=15, minute=10))
    assert Event.objects.filter(act="home_visit.arrived").count() == 1


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"identity": ""}, "identity", "required"),
        ({"surroundings": ""}, "surroundings", "required"),
        ({"today": ""}, "today", "required"),
        ({"out_at": "13:00"}, "out_at", "past"),
        ({"out_at": "soon"}, "out_at", "invalid"),
        ({"buddy_email": "ann"}, "buddy_email", "invalid"),
    ],
)
def test_nobody_goes_in_unsure(client, mira, visit, changes, field, code):
    client.force_login(mira)

    page = client.post(reverse("sessions:arrive", args=[visit.pk]), {**SURE, **changes})

    assert page.context["form"].errors.as_data()[field][0].code == code
    assert HomeVisit.objects.count() == 0


@pytest.mark.parametrize(
    "changes",
    [{"home_address": ""}, {"status": "cancelled"}, {"starts_at": NOW + dt.timedelta(days=1)}],
)
def test_nobody_arrives_where_there_is_no_home_visit_now(visit, changes):
    TreatmentSession.objects.filter(pk=visit.pk).update(**changes)

    with pytest.raises(NotThere):
        there(visit)


def test_page_of_the_visit_checks_out_and_stays_longer(client, mira, visit, clock):
    choose(mira)
    there(visit)
    client.force_login(mira)
    url = reverse("sessions:visit", args=[visit.pk])

    tick()
    client.post(reverse("sessions:longer", args=[visit.pk]))
    page = client.get(url)
    state = page.context["at_home"]

    assert (state.out_by, state.late_at) == (NOW.replace(hour=15, minute=15), NOW.replace(hour=15, minute=45))
    assert "ann@example.com is told at 15:45" in page.content.decode()

    clock(15, 16)
    # Idle for so long, one is signed out.
    client.force_login(mira)
    assert client.get(url).context["at_home"].is_late
    client.post(reverse("sessions:check_out", args=[visit.pk]))
    assert "There from 14:00, out at 15:16." in client.get(url).content.decode()


def test_a_visit_that_was_never_noted_can_be_checked_out_by_reception(client, mira, visit, clock):
    clock(15, 20)
    client.force_login(UserFactory(reception=True))

    client.post(reverse("sessions:check_out", args=[visit.pk]))

    row = HomeVisit.objects.get()
    assert (row.arrived_at, row.left_at) == (None, timezone.now())


def test_work_at_home_does_not_begin_before_the_arrival_is_noted(library, mira, clock):
    amara = healthy_client(library, seen_by=mira)
    session = SessionFactory(practitioner=mira, client=amara, starts_at=NOW, home_address="3 Harbour Street")

    def missing():
        fresh = TreatmentSession.objects.get(pk=session.pk)
        return [gap.code for gap in gaps(fresh, check_session(fresh), read=())]

    before = missing()
    there(session)

    assert "arrival" in before
    assert set(before) - set(missing()) == {"arrival"}


def test_buddy_page_chooses_changes_and_takes_away(client, mira):
    client.force_login(mira)
    minutes = {"grace_minutes": "20", "again_minutes": "10"}

    client.post(BUDDY, {**minutes, "email": "ann@example.com"})
    chosen = Buddy.objects.get()
    colleague = UserFactory()
    both = client.post(BUDDY, {**minutes, "email": "ann@example.com", "person": colleague.pk})
    oneself = client.post(BUDDY, {**minutes, "person": mira.pk})
    client.post(BUDDY, {**minutes, "person": colleague.pk})

    assert (chosen.practitioner, chosen.email, chosen.grace_minutes) == (mira, "ann@example.com", 20)
    assert both.context["form"].errors.as_data()["email"][0].code == "one"
    assert oneself.context["form"].errors.as_data()["person"][0].code == "invalid_choice"
    assert (Buddy.objects.get().person, Buddy.objects.get().email) == (colleague, "")

    client.post(BUDDY, minutes)
    assert Buddy.objects.count() == 0
    acts = Event.objects.filter(act__startswith="buddy").order_by("number").values_list("act", flat=True)
    assert list(acts) == ["buddy.chosen", "buddy.chosen", "buddy.removed"]


def test_a_buddy_who_has_left_is_as_good_as_none(client, mira, visit):
    colleague = UserFactory(is_active=False)
    choose(mira, person=colleague, email="")
    client.force_login(mira)

    page = client.get(reverse("sessions:visit", args=[visit.pk]))

    assert "Nobody is told" in page.content.decode()


def test_the_page_says_when_no_letter_would_go_off(client, mira, visit, settings):
    choose(mira)
    client.force_login(mira)
    url = reverse("sessions:arrive", args=[visit.pk])
    silent = client.get(url).content.decode()
    tick()

    assert "No letter would go off:" in silent
    assert "No letter would go off:" not in client.get(url).content.decode()


def test_a_visit_is_neither_moved_nor_cancelled_while_somebody_is_there(mira, visit, clock):
    there(visit)
    new = {"starts_at": NOW + dt.timedelta(days=7), "minutes": 60, "anyway": True, "by": mira}

    for act in (lambda: move_session(session=visit, **new), lambda: cancel_session(session=visit, reason="", by=mira)):
        with pytest.raises(CannotBook) as refusal:
            act()
        assert refusal.value.code == "still_there"

    leave(session=visit, by=mira)
    move_session(session=visit, **new)

    # Next week somebody arrives anew.
    assert HomeVisit.objects.count() == 0


def test_a_message_about_a_visit_that_was_cancelled_since_is_not_tried_again(mira, visit, clock, monkeypatch):
    choose(mira)
    clock(15, 30)
    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", lambda *_: 0)
        tick()
    cancel_session(session=visit, reason="", by=mira)
    clock(15, 45)

    tick()

    assert (kinds(), mail.outbox) == ([("overdue", "failed")], [])
