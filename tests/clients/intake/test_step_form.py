"""Answering one topic: what is asked for, what is stored, what is refused."""

import datetime as dt

import pytest

from clients.intake import links
from clients.models import Client, IntakeLink
from tests.clients.intake.filling import TODAY, answered, codes


@pytest.fixture
def intake(link: IntakeLink):
    link.intake.refresh_from_db()
    return link.intake


def told(form, code):
    assert form.is_valid(), form.errors
    return next(row for row in form.told if row.condition == code)


def test_a_list_left_alone_is_asked_for_and_never_taken_for_a_no(intake):
    form = answered(intake, "heart", {})

    assert codes(form) == {"rest": ["unanswered"]}


def test_ticking_one_leaves_the_others_to_be_answered(intake):
    form = answered(intake, "other", {"epilepsy": "on", "epilepsy-controlled": "yes", "epilepsy-cleared": "unsure"})

    assert codes(form) == {"rest": ["unanswered"]}


def test_none_of_these_is_a_no_to_each(intake):
    form = answered(intake, "wishes", {"rest": "no"})

    assert form.is_valid()
    assert {row.condition: row.status for row in form.told} == {
        "allergy_nut": "no", "allergy_latex": "no", "allergy_oil": "no",
    }  # fmt: skip


def test_rather_in_person_is_unknown(intake):
    form = answered(intake, "wishes", {"rest": "in_person"})

    found = told(form, "allergy_nut")

    assert (found.status, found.in_person) == ("unknown", True)


def test_not_sure_about_one_is_unknown_beside_a_no_to_the_others(intake):
    form = answered(intake, "wishes", {"unsure": ["allergy_latex"], "rest": "no"})

    assert told(form, "allergy_latex").status == "unknown"
    assert told(form, "allergy_nut").status == "no"


def test_a_ticked_box_wins_over_not_sure(intake):
    data = {"allergy_latex": "on", "allergy_latex-severe": "no", "unsure": ["allergy_latex"], "rest": "no"}

    form = answered(intake, "wishes", data)

    assert told(form, "allergy_latex").status == "yes"


def test_how_it_is_has_to_be_said_where_it_can_be_past(intake):
    form = answered(intake, "heart", {"dvt": "on", "dvt-side": "left", "rest": "no"})

    assert codes(form)["dvt-status"] == ["required"]


def test_every_part_of_an_answer_finds_its_place(intake):
    data = {
        "fracture_foot": "on",
        "fracture_foot-status": "yes",
        "fracture_foot-side": "left",
        "fracture_foot-area": ["heel", "ankle"],
        "fracture_foot-onset_date": "2026-09-01",
        "fracture_foot-cleared": "yes",
        "rest": "no",
    }

    found = told(answered(intake, "feet", data), "fracture_foot")

    assert found.status == "yes"
    assert found.side == "left"
    assert found.areas == ("heel", "ankle")
    assert found.reference_on == dt.date(2026, 9, 1)
    assert found.cleared == "yes"
    assert found.attributes == {}


def test_details_go_under_the_name_that_rules_use(intake):
    data = {
        "diabetes": "on", "diabetes-type": "2", "diabetes-insulin": "no", "diabetes-unstable": "unsure",
        "diabetes-foot_check": "yes", "diabetes-cleared": "unsure", "diabetic_foot": "no", "rest": "no",
    }  # fmt: skip

    form = answered(intake, "other", data)

    assert told(form, "diabetes").attributes == {"type": "2", "insulin": "no", "foot_check": "yes"}
    assert told(form, "diabetic_foot").status == "no"


def test_a_part_must_be_answered_once_its_whole_is_there(intake):
    form = answered(intake, "other", {"cancer": "on", "rest": "no"})

    assert codes(form)["chemotherapy"] == ["required"]


def test_a_part_is_not_told_of_where_its_whole_is_not(intake):
    form = answered(intake, "other", {"rest": "no"})

    assert form.is_valid()
    assert [row.condition for row in form.told if row.condition == "diabetic_foot"] == []


def test_answers_below_an_unticked_box_are_neither_kept_nor_checked(intake):
    data = {"varicose_veins-side": "left", "varicose_veins-severity": "no such answer", "rest": "no"}

    form = answered(intake, "heart", data)

    assert form.is_valid()
    assert form.raw == {"rest": ["no"]}
    assert told(form, "varicose_veins").side == ""


def test_the_date_of_healing_counts_only_for_what_has_healed(intake):
    data = {
        "stress_fracture": "on", "stress_fracture-status": "past", "stress_fracture-side": "left",
        "stress_fracture-onset_date": "2026-01-01", "stress_fracture-healed_date": "2026-06-01",
        "stress_fracture-cleared": "unsure", "rest": "no",
    }  # fmt: skip

    found = told(answered(intake, "feet", data), "stress_fracture")

    assert found.reference_on == dt.date(2026, 6, 1)


def pregnant(**fields):
    return {
        "pregnancy": "yes", "pregnancy-cleared": "unsure", "pregnancy_high_risk": "no",
        "pregnancy_red_flags": "no", "postnatal": "no",
    } | {f"pregnancy-{name}": value for name, value in fields.items()}  # fmt: skip


def test_weeks_are_kept_as_a_due_date(intake):
    form = answered(intake, "pregnancy", pregnant(weeks="24"), day=dt.date(2026, 11, 21))

    assert told(form, "pregnancy").due_on == dt.date(2027, 3, 13)


def test_a_due_date_given_wins_over_weeks_that_agree(intake):
    form = answered(intake, "pregnancy", pregnant(weeks="24", due_date="2027-03-10"), day=dt.date(2026, 11, 21))

    assert told(form, "pregnancy").due_on == dt.date(2027, 3, 10)


def test_weeks_and_due_date_must_agree(intake):
    form = answered(intake, "pregnancy", pregnant(weeks="12", due_date="2027-03-10"), day=dt.date(2026, 11, 21))

    assert codes(form) == {"pregnancy-weeks": ["disagree"]}


@pytest.mark.parametrize("weeks", ["0", "43", "60", "-1", "twelve", "1.5", "9" * 400])
def test_weeks_run_from_1_to_42(intake, weeks):
    form = answered(intake, "pregnancy", pregnant(weeks=weeks))

    assert form.errors["pregnancy-weeks"] == ["Enter the number of weeks, from 1 to 42."]


def test_neither_weeks_nor_due_date_is_unknown_and_no_mistake(intake):
    assert told(answered(intake, "pregnancy", pregnant()), "pregnancy").due_on is None


@pytest.mark.parametrize(
    ("answer", "status"),
    [("no", "no"), ("not_applicable", "not_applicable"), ("unsure", "unknown"), ("in_person", "unknown")],
)
def test_pregnancy_is_asked_of_everybody(intake, answer, status):
    form = answered(intake, "pregnancy", {"pregnancy": answer, "postnatal": "no"})

    assert told(form, "pregnancy").status == status


def test_could_be_pregnant_opens_the_same_questions(intake):
    form = answered(intake, "pregnancy", {"pregnancy": "suspected", "postnatal": "no"})

    assert set(codes(form)) == {"pregnancy-cleared", "pregnancy_high_risk", "pregnancy_red_flags"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2999-01-01", "out_of_range"),
        ("1850-01-01", "out_of_range"),
        ("31/02/2024", "invalid"),
        ("yesterday", "invalid"),
        ("\x00", "invalid"),
    ],
)
def test_an_impossible_day_is_refused(intake, text, code):
    data = {"stroke_tia": "on", "stroke_tia-side": "left", "stroke_tia-cleared": "no", "rest": "no"}

    form = answered(intake, "heart", data | {"stroke_tia-event_date": text})

    assert codes(form) == {"stroke_tia-event_date": [code]}


@pytest.mark.parametrize(
    ("text", "code"), [("iron\x00", "character"), ("\ud800", "character"), ("x" * 10_000, "max_length")]
)
def test_bad_text_gives_a_sentence_and_is_not_lost(intake, text, code):
    form = answered(intake, "other", {"rest": "no", "medicines": text})

    assert codes(form) == {"medicines": [code]}
    assert form["medicines"].value() == text


def test_the_draft_keeps_what_a_database_can_hold(intake):
    form = answered(intake, "other", {"rest": "no", "medicines": "iron\x00 tablets"})

    assert form.raw["medicines"] == ["iron\ufffd tablets"]


def test_under_eighteen_a_guardian_is_asked_for(priya, practitioner, link):
    Client.objects.filter(pk=priya.pk).update(born_on=None)
    link.intake.form, link.intake.client = {}, Client.objects.get(pk=priya.pk)
    link.intake.save()
    links.open_link(link, day=TODAY)
    link.intake.refresh_from_db()

    form = answered(link.intake, "you", {"born_on": f"{TODAY.year - 10}-01-01"})

    assert codes(form) == {"guardian": ["guardian"]}
