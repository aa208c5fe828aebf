"""The practitioner's word on an intake."""

import datetime as dt

import pytest
from django.test import Client as Browser

from clients import facts
from clients.intake import reviewing
from clients.models import Clearance, Client, Consent, Flag, Intake
from reflexpractice.audit.models import Event
from tests.clients.intake.filling import AGREED, TODAY, send_in
from tests.factories import FlagFactory, UserFactory

NUTS = {"allergy_nut": "on", "allergy_nut-severe": "yes", "allergy_nut-adrenaline_pen": "no", "rest": "no"}
PREGNANT = {
    "pregnancy": "yes", "pregnancy-due_date": (TODAY + dt.timedelta(days=100)).isoformat(), "pregnancy-cleared": "yes",
    "pregnancy_high_risk": "no", "pregnancy_red_flags": "no", "postnatal": "no",
}  # fmt: skip


def current(client, condition):
    return Flag.objects.current().get(client=client, condition=condition)


def accept(intake, practitioner, **options):
    return reviewing.accept(intake, by=practitioner, **{"decisions": {}, "details": []} | options)


def proposal(intake, condition):
    return next(each for each in reviewing.proposals(intake) if each.told.condition == condition)


def test_accepting_makes_every_answer_a_flag(phone, practitioner, priya):
    intake = send_in(phone, wishes=NUTS)

    accept(intake, practitioner)

    nuts = current(priya, "allergy_nut")
    assert (nuts.status, nuts.attributes) == ("yes", {"severe": "yes", "adrenaline_pen": "no"})
    assert (nuts.source, nuts.intake_id, nuts.asked_on, nuts.recorded_by) == ("intake", intake.pk, TODAY, practitioner)
    assert current(priya, "allergy_latex").status == "no"
    assert Flag.objects.current().filter(client=priya).count() == len(reviewing.proposals(intake))


def test_accepting_closes_the_review(phone, practitioner):
    intake = send_in(phone)

    accept(intake, practitioner, note="Talked it through.")

    intake.refresh_from_db()
    assert (intake.status, intake.reviewed_by, intake.review_note) == ("accepted", practitioner, "Talked it through.")
    assert Event.objects.filter(act="intake.accepted").count() == 1


def test_after_a_reviewed_form_nothing_is_left_to_ask(phone, practitioner, priya, library):
    intake = send_in(phone)

    accept(intake, practitioner)

    sheet = facts.on(Client.objects.get(pk=priya.pk), TODAY, library=library)
    assert sheet.problems == ()
    assert [fact.condition for fact in sheet.facts if fact.status == "unknown"] == []
    assert {fact.status for fact in sheet.facts} == {"no"}


def test_accepting_twice_is_once(phone, practitioner):
    intake = send_in(phone)

    done = [accept(intake, practitioner) for _ in range(2)]

    assert done == [True, False]
    assert Flag.objects.count() == len(reviewing.proposals(intake))


def test_what_is_left_out_changes_nothing(phone, practitioner, priya):
    intake = send_in(phone, wishes=NUTS)

    accept(intake, practitioner, decisions={"allergy_nut": "skip"})

    assert not Flag.objects.filter(condition="allergy_nut").exists()


def test_what_is_to_be_asked_is_not_known(phone, practitioner, priya):
    intake = send_in(phone, wishes=NUTS)

    accept(intake, practitioner, decisions={"allergy_nut": "ask"})

    assert current(priya, "allergy_nut").status == "unknown"


@pytest.mark.parametrize("decision", ["accept", "ask"])
def test_not_sure_never_makes_a_recorded_yes_disappear(phone, practitioner, priya, decision):
    recorded = FlagFactory(client=priya, condition_id="epilepsy", status="yes")
    intake = send_in(phone, other={"unsure": ["epilepsy"], "rest": "no"})

    accept(intake, practitioner, decisions={"epilepsy": decision})

    assert current(priya, "epilepsy") == recorded


def test_a_no_ends_an_earlier_yes_and_keeps_it_in_the_history(phone, practitioner, priya):
    earlier = FlagFactory(client=priya, condition_id="epilepsy", status="yes")
    intake = send_in(phone)

    accept(intake, practitioner)

    earlier.refresh_from_db()
    assert earlier.ended_at is not None
    assert earlier.replaced_by == current(priya, "epilepsy")


def test_what_the_form_does_not_ask_stays_recorded(phone, practitioner, priya):
    FlagFactory(
        client=priya, condition_id="pregnancy", status="yes", attributes={"practitioner_maternity_trained": "yes"}
    )
    intake = send_in(phone, pregnancy=PREGNANT)

    accept(intake, practitioner)

    assert current(priya, "pregnancy").attributes == {"practitioner_maternity_trained": "yes"}


def test_a_clients_word_that_the_midwife_agrees_is_no_clearance(phone, practitioner, priya):
    intake = send_in(phone, pregnancy=PREGNANT)

    said = proposal(intake, "pregnancy").says_cleared
    accept(intake, practitioner)

    assert said is True
    assert current(priya, "pregnancy").due_on == TODAY + dt.timedelta(days=100)
    assert Clearance.objects.count() == 0


def test_what_differs_from_the_record_is_marked(phone, priya):
    FlagFactory(client=priya, condition_id="epilepsy", status="yes")
    FlagFactory(client=priya, condition_id="gout", status="no")

    intake = send_in(phone)

    assert proposal(intake, "epilepsy").is_changed is True
    assert proposal(intake, "gout").is_changed is False
    assert proposal(intake, "cancer").is_changed is False


def test_several_answers_to_one_question_stay_several(phone, practitioner, priya):
    twins = PREGNANT | {
        "pregnancy_high_risk": "yes",
        "pregnancy_high_risk-reason": ["multiple", "recurrent_miscarriage"],
        "pregnancy_high_risk-cleared": "no",
    }
    intake = send_in(phone, pregnancy=twins)

    accept(intake, practitioner)

    assert current(priya, "pregnancy_high_risk").attributes == {"reason": ["multiple", "recurrent_miscarriage"]}


def test_details_are_taken_over_where_they_are_ticked(phone, practitioner, priya):
    intake = send_in(phone, you={"phone": "07700 900555", "address": "14 Mill Lane"})

    accept(intake, practitioner, details=["phone"])

    priya.refresh_from_db()
    assert (priya.phone, priya.address) == ("07700 900555", "")
    assert priya.phone_digits == "07700900555"


def test_medicines_are_shown_to_be_read(phone):
    intake = send_in(phone, other={"rest": "no", "medicines": "Iron tablets"})

    assert [(entry.label, text) for entry, text in reviewing.remarks(intake)] == [
        ("Which medicines do you take?", "Iron tablets")
    ]


def test_declined_answers_count_for_nothing(phone, practitioner):
    intake = send_in(phone, wishes=NUTS)

    reviewing.decline(intake, by=practitioner, reason="Filled in by somebody else.")

    intake.refresh_from_db()
    assert (intake.status, intake.review_note) == ("declined", "Filled in by somebody else.")
    assert Flag.objects.count() == 0
    assert Consent.objects.in_force().count() == 0
    assert accept(intake, practitioner) is False


@pytest.fixture
def desk(practitioner):
    browser = Browser()
    browser.force_login(practitioner)
    return browser


def test_one_press_accepts_everything(phone, desk, priya):
    intake = send_in(phone, wishes=NUTS)

    answer = desk.post(f"/clients/intakes/{intake.pk}/review/", {})

    assert answer.headers["Location"] == f"/sessions/reviewed/{intake.pk}/"
    assert current(priya, "allergy_nut").status == "yes"


def test_the_page_takes_a_word_on_each_answer(phone, desk, priya):
    intake = send_in(phone, wishes=NUTS)

    desk.post(f"/clients/intakes/{intake.pk}/review/", {"word-allergy_nut": "ask", "word-allergy_oil": "skip"})

    assert current(priya, "allergy_nut").status == "unknown"
    assert not Flag.objects.filter(condition="allergy_oil").exists()


def test_answers_are_grouped_by_what_they_ask_of_the_reader(phone, desk):
    intake = send_in(phone, wishes=NUTS, heart={"unsure": ["dvt"], "rest": "no"})

    form = desk.get(f"/clients/intakes/{intake.pk}/review/").context["form"]

    assert [each.told.condition for each, _ in form.to_look_at] == ["allergy_nut"]
    assert [each.told.condition for each in form.to_ask] == ["dvt"]
    assert {each.told.status for each, _ in form.plain} == {"no"}


def test_declining_asks_for_a_reason(phone, desk):
    intake = send_in(phone)

    answer = desk.post(f"/clients/intakes/{intake.pk}/review/", {"decline": ""})

    intake.refresh_from_db()
    assert [error.code for error in answer.context["decline"].errors.as_data()["reason"]] == ["required"]
    assert intake.status == "submitted"


def test_a_reviewed_intake_is_only_read(phone, desk, practitioner):
    intake = send_in(phone)
    accept(intake, practitioner)

    answer = desk.post(f"/clients/intakes/{intake.pk}/review/", {})

    assert answer.headers["Location"] == f"/clients/intakes/{intake.pk}/"


def test_the_answers_stay_as_they_were_shown_and_signed(phone, desk):
    intake = send_in(phone, signed=AGREED | {"strokes": "[[10, 20, 30, 40]]"}, wishes=NUTS)

    page = desk.get(f"/clients/intakes/{intake.pk}/")

    assert page.context["submission"].strokes == "M10 20L30 40"
    assert [consent.given for consent in page.context["submission"].consents] == [True] * 3
    assert [step.slug for step, _ in page.context["submission"].topics][-1] == "wishes"


def test_reading_an_intake_is_noted(phone, desk, priya):
    intake = send_in(phone)

    desk.get(f"/clients/intakes/{intake.pk}/")

    assert Event.objects.filter(act="client.read", client_key=str(priya.pk)).count() == 1


@pytest.mark.parametrize("page", ["", "review/"])
def test_who_does_not_treat_the_client_finds_nothing(phone, page):
    intake = send_in(phone)
    stranger = Browser()
    stranger.force_login(UserFactory())

    assert stranger.get(f"/clients/intakes/{intake.pk}/{page}").status_code == 404


@pytest.mark.parametrize("page", ["", "review/"])
def test_reception_may_not_read_answers(phone, page):
    intake = send_in(phone)
    reception = Browser()
    reception.force_login(UserFactory(reception=True))

    assert reception.get(f"/clients/intakes/{intake.pk}/{page}").status_code == 403


def test_an_intake_without_questions_can_still_be_closed(desk, practitioner, priya):
    intake = Intake.objects.create(client=priya, status="submitted", submitted_at="2026-11-20T10:00Z")

    answer = desk.get(f"/clients/intakes/{intake.pk}/review/")

    assert answer.status_code == 200
    assert Client.objects.get() == priya
