"""A red flag stops the client's form at once, tells the practice, and loses nothing."""

import datetime as dt

import pytest
from django.core import mail
from django.test import Client as Browser

from clients.checking import check_client
from clients.intake.red_flags import red_flags_of, see_red_flags
from clients.models import Intake, RedFlag
from reflexpractice.accounts.models import Practice
from reflexpractice.audit.models import Event
from reflexpractice.today import day_of
from tests.clients.intake.filling import TODAY, fill_in, send_in
from tests.factories import UserFactory

CLOT = {"dvt": "on", "dvt-status": "suspected", "dvt-side": "left", "dvt-on_anticoagulant": "no", "dvt-cleared": "no",
        "rest": "no"}  # fmt: skip
UNSTABLE = {"heart_condition": "on", "heart_condition-unstable": "yes", "heart_condition-heart_failure": "no",
            "heart_condition-cleared": "no", "heart_event": "no", "rest": "no"}  # fmt: skip


def attack(days_ago):
    """A heart attack so many days ago, or without a date."""
    on = (TODAY - dt.timedelta(days=days_ago)).isoformat() if days_ago is not None else ""
    return UNSTABLE | {"heart_condition-unstable": "no", "heart_event": "yes", "heart_event-event_date": on,
                       "heart_event-cleared": "no"}  # fmt: skip


def stopped(phone, data=CLOT, slug="heart"):
    """Send a step; the red flag it raises."""
    answer = phone.post(f"/intake/step/{slug}/", data)
    assert answer.headers["Location"] == "/intake/stop/", answer
    return RedFlag.objects.unanswered().first()


def say(phone, red_flag, answer, **more):
    return phone.post("/intake/stop/", {"about": red_flag.pk, "answer": answer} | more)


def test_a_red_flag_stops_the_form_and_says_whom_to_call(phone, practitioner):
    Practice.objects.update(advice_number="111", emergency_number="999")
    red_flag = stopped(phone)

    page = phone.get("/intake/stop/").content.decode()

    assert (red_flag.condition, red_flag.rule, red_flag.call) == ("dvt", "DVT-01", "urgent")
    assert 'href="tel:111"' in page
    assert "999" in page


def test_an_emergency_names_the_emergency_number_first(phone, practitioner):
    Practice.objects.update(advice_number="111", emergency_number="999")
    stopped(phone, UNSTABLE)

    page = phone.get("/intake/stop/").content.decode()

    assert 'href="tel:999"' in page


@pytest.mark.parametrize(
    ("days_ago", "where"), [(10, "stop/"), (41, "stop/"), (42, "step/feet/"), (None, "step/feet/")]
)
def test_a_heart_attack_stops_the_form_for_six_weeks(phone, days_ago, where):
    answer = phone.post("/intake/step/heart/", attack(days_ago))

    assert answer.headers["Location"] == f"/intake/{where}"


def test_until_it_is_answered_every_other_page_leads_to_it(phone):
    fill_in(phone)
    stopped(phone)

    pages = ["step/feet/", "step/check/", "step/sign/", "go-on/"]

    assert [phone.get(f"/intake/{page}").headers["Location"] for page in pages] == ["/intake/stop/"] * 4


def test_having_read_it_the_client_goes_on_where_they_were(phone):
    red_flag = stopped(phone)

    answer = say(phone, red_flag, "told")

    red_flag.refresh_from_db()
    assert answer.headers["Location"] == "/intake/step/feet/"
    assert red_flag.answer == "told"
    assert phone.get("/intake/stop/").headers["Location"] == "/intake/go-on/"


def test_who_has_been_checked_says_by_whom_and_when(phone):
    red_flag = stopped(phone)

    say(phone, red_flag, "checked", checked_by="Dr Patel, on Monday")

    red_flag.refresh_from_db()
    assert red_flag.said == "Has been checked already: Dr Patel, on Monday"


def test_checked_by_nobody_is_asked_again(phone):
    red_flag = stopped(phone)

    answer = say(phone, red_flag, "checked")

    assert answer.context["form"].has_error("checked_by", "required")
    assert RedFlag.objects.unanswered().get() == red_flag


def test_a_mistake_leads_back_to_the_question_and_loses_nothing(phone):
    red_flag = stopped(phone)

    answer = say(phone, red_flag, "mistake")

    form = phone.get(answer.headers["Location"]).context["form"]
    assert answer.headers["Location"] == "/intake/step/heart/"
    assert (form["dvt"].value(), form["dvt-side"].value()) == ("on", "left")


def test_a_mistake_that_is_sent_again_stops_again(phone):
    say(phone, stopped(phone), "mistake")

    again = stopped(phone)

    assert [row.answer for row in RedFlag.objects.all()] == ["mistake", ""]
    assert again.rule == "DVT-01"


def test_a_mistake_put_right_is_taken_back(phone, priya):
    say(phone, stopped(phone), "mistake")

    answer = phone.post("/intake/step/heart/", {"rest": "no"})

    assert answer.headers["Location"] == "/intake/step/feet/"
    assert list(RedFlag.objects.standing()) == []


def test_an_answer_changed_later_is_taken_back_and_kept(phone):
    say(phone, stopped(phone), "told")

    phone.post("/intake/step/heart/", {"rest": "no"})

    assert RedFlag.objects.get().answer == "changed"


def test_the_same_answer_sent_twice_stops_once(phone):
    say(phone, stopped(phone), "told")

    answer = phone.post("/intake/step/heart/", CLOT)

    assert answer.headers["Location"] == "/intake/step/feet/"
    assert RedFlag.objects.count() == 1


def test_two_red_flags_of_one_step_are_told_one_after_the_other(phone):
    first = stopped(phone, CLOT | UNSTABLE)

    answer = say(phone, first, "told")

    assert answer.headers["Location"] == "/intake/stop/"
    assert say(phone, RedFlag.objects.unanswered().get(), "told").headers["Location"] == "/intake/step/feet/"


def test_an_answer_to_a_page_shown_before_the_last_one_counts_for_nothing(phone):
    first = stopped(phone, CLOT | UNSTABLE)
    say(phone, first, "told")

    say(phone, first, "mistake")

    assert [row.answer for row in RedFlag.objects.all()] == ["told", ""]


def test_whoever_came_from_the_check_of_all_answers_goes_back_there(phone):
    fill_in(phone)
    answer = phone.post("/intake/step/heart/?check", CLOT)

    onward = phone.post(answer.headers["Location"], {"about": RedFlag.objects.get().pk, "answer": "told"})

    assert answer.headers["Location"] == "/intake/stop/?check"
    assert onward.headers["Location"] == "/intake/step/check/"


def test_an_answer_kept_without_its_button_stops_the_sending(phone):
    fill_in(phone)
    phone.post("/intake/step/heart/keep/", CLOT)

    intake = send_only(phone)

    assert intake.status == Intake.Status.OPEN
    assert RedFlag.objects.unanswered().get().rule == "DVT-01"


def send_only(phone: Browser) -> Intake:
    from tests.clients.intake.filling import AGREED

    phone.post("/intake/step/sign/", AGREED)
    return Intake.objects.latest("created_at")


def test_the_practice_is_told_by_e_mail_without_a_word_about_whom_or_what(phone, priya):
    Practice.objects.update(email="hello@practice.example")

    stopped(phone)

    letter = mail.outbox[-1]
    assert letter.to == ["hello@practice.example"]
    for word in ("Priya", "Nair", "clot", "dvt", "heart"):
        assert word not in letter.subject + letter.body


def test_without_an_address_of_the_practice_those_who_treat_are_told(phone, practitioner):
    Practice.objects.update(email="")

    stopped(phone)

    assert mail.outbox[-1].to == [practitioner.email]


def test_it_waits_on_today_until_somebody_has_looked(phone, practitioner, priya):
    red_flag = stopped(phone)
    before = day_of(practitioner, TODAY).needs[0]

    see_red_flags(red_flag.intake, by=practitioner)

    assert (before.count, before.detail) == (1, "Priya Nair")
    assert before.url == f"/clients/intakes/{red_flag.intake_id}/"
    assert [need.icon for need in day_of(practitioner, TODAY).needs] == []


def test_a_check_is_not_complete_while_nobody_has_looked(phone, practitioner, priya):
    stopped(phone)

    check = check_client(priya, TODAY)

    assert "A warning sign in the client’s form has not been looked at." in check.why_incomplete


def test_somebody_of_the_practice_marks_it_as_seen(phone, practitioner):
    red_flag = stopped(phone)
    desk = Browser()
    desk.force_login(practitioner)

    desk.post(f"/clients/intakes/{red_flag.intake_id}/red-flags/seen/")

    red_flag.refresh_from_db()
    assert red_flag.seen_by == practitioner
    assert Event.objects.filter(act="red_flag.seen").count() == 1


def test_reception_neither_sees_nor_marks_it(phone):
    red_flag = stopped(phone)
    reception = UserFactory(reception=True)
    desk = Browser()
    desk.force_login(reception)

    answer = desk.post(f"/clients/intakes/{red_flag.intake_id}/red-flags/seen/")

    assert answer.status_code == 403
    assert list(RedFlag.objects.visible_to(reception)) == []
    assert day_of(reception, TODAY).needs == []


def test_the_review_begins_with_it(phone, practitioner, library):
    say(phone, stopped(phone), "checked", checked_by="Dr Patel")
    fill_in(phone, heart=CLOT)
    intake = send_only(phone)
    desk = Browser()
    desk.force_login(practitioner)

    page = desk.get(f"/clients/intakes/{intake.pk}/review/")

    assert [row.said for row in page.context["red_flags"]] == ["Has been checked already: Dr Patel"]
    assert page.context["form"].to_look_at[0][0].told.condition == "dvt"


def test_accepting_the_form_is_having_seen_it(phone, practitioner):
    from clients.intake import reviewing

    say(phone, stopped(phone), "told")
    fill_in(phone, heart=CLOT)
    intake = send_only(phone)

    reviewing.accept(intake, by=practitioner, decisions={}, details=[])

    assert RedFlag.objects.get().seen_by == practitioner


def test_answers_that_stopped_nobody_are_red_flags_all_the_same(phone, library):
    intake = send_in(phone)
    intake.answers["told"].append(
        {"condition": "phlebitis", "status": "yes", "asked_on": TODAY.isoformat(), "areas": [], "reference_on": None,
         "due_on": None}
    )  # fmt: skip

    found = red_flags_of(intake, library=library)

    assert [(row.pk, row.rule) for row in found] == [(None, "PHL-01")]


def test_a_character_nobody_can_keep_is_refused(phone):
    red_flag = stopped(phone)

    answer = say(phone, red_flag, "checked", checked_by="Dr\x00")

    assert answer.context["form"].has_error("checked_by", "character")
