"""Reminders by e-mail: who gets one and when, what it says, and what happens when it cannot be sent."""

import datetime as dt
import smtplib
import threading
from io import StringIO

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from reflexpractice.audit.models import Event
from reflexpractice.today import day_of
from sessions import ticking
from sessions.booking import cancel_session, move_session
from sessions.models import Notice, ReminderSettings, TreatmentSession
from sessions.notices.reminders import change_reminders
from sessions.notices.wording import faults, fill
from sessions.ticking import tick
from tests.factories import ClientFactory, LocationFactory, PracticeFactory, SessionFactory, UserFactory

pytestmark = pytest.mark.django_db

PAGE = reverse("sessions:reminders")
NOW = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)
SOUND = {"is_on": "on", "hours_before": "48", "subject": "{date}", "text": "Hello {first_name}"}


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(NOW, tick=False)
    return time_machine


@pytest.fixture
def mira():
    PracticeFactory(name="Feet First", phone="020 7946 0000")
    return UserFactory(name="Mira Lindqvist")


@pytest.fixture
def owner(mira):
    return UserFactory(owner=True)


@pytest.fixture
def amara(mira):
    return ClientFactory(name="Amara Okafor", email="amara@client.example", wishes="her migraine", seen_by=mira)


def turn_on(owner, **changes):
    return change_reminders(changes={"is_on": True, **changes}, by=owner)


def visit(mira, amara, *, hours=24, booked_days_ago=30, **fields):
    session = SessionFactory(practitioner=mira, client=amara, starts_at=NOW + dt.timedelta(hours=hours), **fields)
    created_at = NOW - dt.timedelta(days=booked_days_ago)
    TreatmentSession.objects.filter(pk=session.pk).update(created_at=created_at)
    session.refresh_from_db()
    return session


@pytest.fixture
def broken(monkeypatch):
    """`broken(error)` lets sending fail so; `broken(error, "open")` lets the server not be reached. None mends it."""
    methods = {name: getattr(EmailBackend, name) for name in ("send_messages", "open")}

    def break_(error, where="send_messages"):
        def fail(*_):
            raise error

        monkeypatch.setattr(EmailBackend, where, fail if error else methods[where])

    return break_


def states():
    return list(Notice.objects.order_by("pk").values_list("kind", "state", "tries"))


def test_nothing_goes_off_until_it_is_switched_on(mira, owner, amara):
    visit(mira, amara)
    tick()
    assert len(mail.outbox) == 0

    turn_on(owner)
    tick()

    assert len(mail.outbox) == 1


def test_letter_says_when_and_where_in_local_time_and_nothing_about_health(mira, owner, amara, clock):
    clock.move_to(dt.datetime(2026, 6, 9, 9, tzinfo=dt.UTC), tick=False)
    place = LocationFactory(name="High Street", address="12 High Street\nBath")
    SessionFactory(
        practitioner=mira, client=amara, location=place, aim="her migraine",
        starts_at=dt.datetime(2026, 6, 10, 9, 45, tzinfo=dt.UTC), sequence=1,
    )  # fmt: skip
    turn_on(owner)

    tick()

    [letter] = mail.outbox
    assert letter.to == ["amara@client.example"]
    assert letter.subject == "Your visit on Wednesday 10 June 2026 at 10:45"
    assert "High Street, 12 High Street Bath" in letter.body
    assert "please call 020 7946 0000." in letter.body
    assert "migraine" not in letter.body


def test_a_home_visit_is_at_your_home(mira, owner, amara):
    visit(mira, amara, home_address="3 Harbour Street")
    turn_on(owner, text="{place}")

    tick()

    assert mail.outbox[0].body == "at your home"


@pytest.mark.parametrize(
    ("client", "session"),
    [
        ({"wants_reminders": False}, {}),
        ({"email": ""}, {}),
        ({"archived_on": dt.date(2026, 11, 1)}, {}),
        ({}, {"status": "cancelled"}),
        ({}, {"status": "no_show"}),
        ({}, {"hours": 49}),
        ({}, {"hours": -1}),
        ({}, {"booked_days_ago": 0}),
    ],
)
def test_no_letter_to_whoever_does_not_want_or_need_one(mira, owner, amara, client, session):
    for name, value in client.items():
        setattr(amara, name, value)
    amara.save()
    visit(mira, amara, **session)
    turn_on(owner)

    tick()

    assert (len(mail.outbox), Notice.objects.count()) == (0, 0)


def test_however_often_it_is_looked_each_letter_goes_off_once(mira, owner, amara, clock):
    visit(mira, amara, hours=60)
    turn_on(owner, second_hours_before=2)

    for hour in range(62):
        clock.move_to(NOW + dt.timedelta(hours=hour), tick=False)
        tick()

    assert states() == [("first", "sent", 1), ("second", "sent", 1)]
    assert len(mail.outbox) == 2


def test_after_a_pause_only_the_nearer_of_two_letters_goes_off(mira, owner, amara):
    visit(mira, amara, hours=1)
    turn_on(owner, second_hours_before=2)

    tick()
    tick()

    assert states() == [("second", "sent", 1)]


def test_a_moved_visit_gets_a_new_letter_and_a_cancelled_one_none(mira, owner, amara):
    session = visit(mira, amara)
    turn_on(owner)
    tick()

    move_session(session=session, starts_at=NOW + dt.timedelta(hours=26), minutes=60, anyway=True, by=mira)
    tick()
    cancel_session(session=session, reason="", by=mira)
    tick()

    assert [letter.subject[-5:] for letter in mail.outbox] == ["09:00", "11:00"]


def test_a_letter_that_the_server_refuses_is_tried_three_times_and_shown(mira, owner, amara, clock, broken):
    visit(mira, amara)
    turn_on(owner)
    broken(smtplib.SMTPRecipientsRefused({}))

    seen = []
    for minutes in (0, 4, 6, 20, 36, 40, 600):
        clock.move_to(NOW + dt.timedelta(minutes=minutes), tick=False)
        tick()
        seen += states()

    assert [(state, tries) for _, state, tries in seen] == [
        ("failed", 1), ("failed", 1), ("failed", 2), ("failed", 2), ("given_up", 3), ("given_up", 3), ("given_up", 3),
    ]  # fmt: skip
    assert [need.words for need in day_of(mira, NOW.date()).needs] == ["1 reminder perhaps not sent"]
    assert "refuse" not in str(Event.objects.filter(act__startswith="notice").values_list("detail", flat=True))


def test_a_server_that_was_away_for_a_moment_gets_the_letter_later(mira, owner, amara, clock, broken):
    visit(mira, amara)
    turn_on(owner)
    broken(ConnectionRefusedError(), "open")
    tick()
    broken(None, "open")

    clock.move_to(NOW + dt.timedelta(minutes=6), tick=False)
    tick()

    assert states() == [("first", "sent", 2)]
    assert day_of(mira, NOW.date()).needs == []
    acts = Event.objects.filter(act__startswith="notice").order_by("number").values_list("act", flat=True)
    assert list(acts) == ["notice.failed", "notice.sent"]


@pytest.mark.parametrize("error", [smtplib.SMTPServerDisconnected(), TimeoutError()])
def test_a_line_that_broke_halfway_leaves_it_unsure_and_nothing_is_sent_again(mira, owner, amara, clock, broken, error):
    visit(mira, amara)
    turn_on(owner)
    broken(error)
    tick()
    broken(None)

    clock.move_to(NOW + dt.timedelta(hours=2), tick=False)
    tick()

    assert states() == [("first", "unsure", 1)]
    assert len(mail.outbox) == 0


def test_a_letter_cut_off_by_a_crash_is_unsure_and_not_sent_again(mira, owner, amara, clock, broken):
    visit(mira, amara)
    turn_on(owner)
    broken(SystemExit())
    with pytest.raises(SystemExit):
        tick()
    broken(None)
    assert states() == [("first", "sending", 1)]

    clock.move_to(NOW + dt.timedelta(minutes=16), tick=False)
    done = tick()

    assert done["unsure"] == 1
    assert states() == [("first", "unsure", 1)]
    assert len(mail.outbox) == 0


def test_a_failed_letter_about_an_earlier_time_is_not_tried_again(mira, owner, amara, clock, broken):
    session = visit(mira, amara)
    turn_on(owner)
    broken(smtplib.SMTPDataError(451, b"later"))
    tick()
    broken(None)

    move_session(session=session, starts_at=NOW + dt.timedelta(hours=30), minutes=60, anyway=True, by=mira)
    clock.move_to(NOW + dt.timedelta(minutes=10), tick=False)
    tick()

    assert [letter.subject[-5:] for letter in mail.outbox] == ["15:00"]
    assert [need.words for need in day_of(mira, NOW.date()).needs if need.icon == "mail"] == []


def test_nothing_is_claimed_while_letters_are_only_printed(mira, owner, amara, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    visit(mira, amara)
    turn_on(owner)
    said = StringIO()

    call_command("tick", stdout=StringIO(), stderr=said)

    assert Notice.objects.count() == 0
    assert said.getvalue().strip() == "Reminders are on, but e-mail is not set up: set EMAIL_URL."


def test_the_owner_sees_when_reminders_are_on_and_nobody_sends_them(owner, mira, clock):
    def words(person):
        return [need.words for need in day_of(person, NOW.date()).needs]

    turn_on(owner)
    before = words(owner)
    tick()
    after = words(owner)
    clock.move_to(NOW + dt.timedelta(minutes=31), tick=False)

    assert (before, after, words(owner)) == (["Reminders do not go off"], [], ["Reminders do not go off"])
    assert words(mira) == []


def test_while_the_program_is_open_it_looks_by_itself_whatever_happens(monkeypatch):
    looked, enough = [], threading.Event()

    def look():
        looked.append(threading.current_thread().name)
        if len(looked) == 1:
            raise RuntimeError
        enough.set()

    monkeypatch.setattr(ticking, "tick", look)
    monkeypatch.setattr(ticking, "EVERY", 0.001)

    with ticking.ticking():
        assert enough.wait(timeout=20)

    assert set(looked) == {"tick"}
    assert "tick" not in [thread.name for thread in threading.enumerate()]


def test_command_says_what_was_done(mira, owner, amara):
    visit(mira, amara)
    turn_on(owner)
    said = [StringIO(), StringIO()]

    for out in said:
        call_command("tick", stdout=out)

    assert [out.getvalue().strip() for out in said] == ["Sent: 1", "Nothing was due."]
    assert ReminderSettings.current().ticked_at == NOW


def test_queries_grow_with_letters_only(mira, owner, amara):
    turn_on(owner)

    def count():
        with CaptureQueriesContext(connection) as asked:
            tick()
        return len(asked)

    visit(mira, amara)
    tick()
    one = count()
    for hours in (26, 28):
        visit(mira, amara, hours=hours)
    tick()

    assert count() == one


def test_somebody_calls_the_client_and_that_settles_it(client, mira, amara):
    session = visit(mira, amara)
    notice = Notice.objects.create(
        session=session, kind="first", starts_at=session.starts_at, state="unsure", claimed_at=NOW
    )
    reception = UserFactory(reception=True)
    client.force_login(reception)
    url = reverse("sessions:visit", args=[session.pk])

    assert [need.url for need in day_of(reception, NOW.date()).needs] == [url]
    assert "Nobody knows whether it arrived" in client.get(url).content.decode()
    for _ in range(2):
        answer = client.post(reverse("sessions:settle_notice", args=[notice.pk]))

    assert answer["Location"] == url
    assert day_of(reception, NOW.date()).needs == []
    assert Event.objects.filter(act="notice.settled").count() == 1


def test_page_keeps_words_and_hours(client, owner):
    client.force_login(owner)

    answer = client.post(PAGE, {**SOUND, "second_hours_before": "3"})

    now = ReminderSettings.current()
    assert answer.status_code == 302
    assert (now.is_on, now.hours_before, now.second_hours_before, now.subject) == (True, 48, 3, "{date}")
    assert Event.objects.filter(act="reminders.changed").count() == 1


def test_a_look_at_it_saves_nothing(client, owner):
    client.force_login(owner)

    page = client.post(PAGE, {**SOUND, "text": "Dear {first_name}, call {phone}", "preview": "1"})

    assert page.context["example"].text == "Dear Amara, call 020 7946 0000"
    assert ReminderSettings.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "field", "code"),
    [
        ({"text": "Hello {diagnosis}"}, "text", "gap"),
        ({"text": "Hello {first_name.__class__}"}, "text", "gap"),
        ({"text": "Hello {first_name}, reflexology cures colds."}, "text", "claim"),
        ({"text": "Hello {"}, "text", "gap"),
        ({"subject": "{}"}, "subject", "gap"),
        ({"subject": ""}, "subject", "required"),
        ({"hours_before": "0"}, "hours_before", "min_value"),
        ({"second_hours_before": "48"}, "second_hours_before", "order"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(client, owner, typed, field, code):
    client.force_login(owner)

    page = client.post(PAGE, {**SOUND, **typed})

    assert page.context["form"].errors.as_data()[field][0].code == code
    assert page.context["form"]["text"].value() == {**SOUND, **typed}["text"]
    assert ReminderSettings.objects.count() == 0


@pytest.mark.parametrize("person", ["practitioner", "reception", "editor"])
def test_only_the_owner_changes_what_the_practice_writes(client, mira, person):
    client.force_login(UserFactory(**({person: True} if person != "practitioner" else {})))

    assert client.post(PAGE, SOUND).status_code == 403


def test_gaps_are_filled_once_and_a_line_of_which_nothing_is_known_is_left_out():
    text = "Hello {first_name}\nCall {phone}\n\n{place}"

    assert fill(text, {"first_name": "{phone}", "phone": "", "place": "Bath"}) == "Hello {phone}\n\nBath"
    assert faults(text) == []
    assert faults("{date} {oops}")[0].startswith("“{oops}” is not known.")


def test_a_line_break_in_a_name_breaks_no_letter(mira, owner, amara):
    amara.called = "Amara\nBcc: all@example.com"
    amara.save()
    visit(mira, amara)
    turn_on(owner, subject="For {first_name}")

    tick()

    assert mail.outbox[0].subject == "For Amara Bcc: all@example.com"
    assert timezone.is_aware(Notice.objects.get().claimed_at)
