"""Drawing up the questions from the library."""

import datetime as dt
import json

import pytest

from clients.intake.drawing_up import draw_up
from clients.intake.questionnaire import Question, Questionnaire
from clients.models import Client
from knowledge.document import Document
from knowledge.library import Library

DAY = dt.date(2026, 11, 21)


@pytest.fixture
def shipped_library(shipped: Document) -> Library:
    return Library.compile(shipped, number=1)


def drawn(library: Library, born_on: dt.date | None = dt.date(1991, 3, 2)) -> Questionnaire:
    return draw_up(library, client=Client(name="Priya Nair", born_on=born_on), day=DAY)


def question(questionnaire: Questionnaire, code: str) -> Question:
    return next(each for each in questionnaire.questions() if each.code == code)


def test_every_core_question_is_asked_once(shipped_library):
    core = [c.code for c in shipped_library.conditions if c.kind == "asked" and c.release_tier == "core"]

    asked = [each.code for each in drawn(shipped_library).questions()]

    assert sorted(asked) == sorted(core)


def test_topics_come_in_the_order_people_think_of_them(shipped_library):
    questionnaire = drawn(shipped_library)

    slugs = [step.slug for step in questionnaire.steps]

    assert slugs == ["you", "doctor", "pregnancy", "heart", "feet", "other", "wishes"]


@pytest.mark.parametrize(
    ("code", "slug"),
    [
        ("pregnancy", "pregnancy"),
        ("postnatal", "pregnancy"),
        ("dvt", "heart"),
        ("pacemaker_icd", "heart"),
        ("neuropathy", "feet"),
        ("verruca", "feet"),
        ("diabetes", "other"),
        ("epilepsy", "other"),
        ("fever_illness", "other"),
        ("allergy_nut", "wishes"),
    ],
)
def test_a_condition_stands_under_its_topic(shipped_library, code, slug):
    steps = drawn(shipped_library).steps

    found = [step.slug for step in steps if code in [each.code for each in step.questions]]

    assert found == [slug]


def test_a_part_is_asked_under_its_whole(shipped_library):
    diabetes = question(drawn(shipped_library), "diabetes")

    assert [part.code for part in diabetes.parts] == ["diabetic_foot"]


def test_what_only_a_practitioner_knows_is_not_asked(shipped_library):
    pregnancy = question(drawn(shipped_library), "pregnancy")

    assert [row.field for row in pregnancy.follow_ups] == ["due_date", "cleared"]


def test_a_healed_bone_is_asked_for_the_day_it_healed(shipped_library):
    fracture = question(drawn(shipped_library), "fracture_foot")

    dates = {row.field: row.statuses for row in fracture.follow_ups if row.sets == "reference_on"}

    assert dates == {"onset_date": ("yes", "suspected"), "healed_date": ("past",)}


def test_a_ticked_box_says_yes_so_no_is_not_offered_below_it(shipped_library):
    clot = question(drawn(shipped_library), "dvt")

    assert [value for value, _ in clot.choices] == ["yes", "suspected", "past"]


def test_pregnancy_can_be_answered_in_six_ways(shipped_library):
    pregnancy = question(drawn(shipped_library), "pregnancy")

    assert [value for value, _ in pregnancy.choices] == [
        "yes", "suspected", "no", "not_applicable", "unsure", "in_person",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("born_on", "asked"),
    [
        (dt.date(1991, 3, 2), {}),
        (dt.date(2010, 3, 2), {"guardian": True}),
        (None, {"born_on": True, "guardian": False}),
    ],
)
def test_a_child_has_a_guardian_and_an_unknown_age_is_asked(shipped_library, born_on, asked):
    about = drawn(shipped_library, born_on).step("you")

    found = {entry.name: entry.required for entry in about.entries if entry.name in ("born_on", "guardian")}

    assert found == asked


def test_the_form_is_the_same_after_it_was_kept(shipped_library):
    questionnaire = drawn(shipped_library)

    kept = json.loads(json.dumps(questionnaire.as_form()))

    assert Questionnaire.of(kept) == questionnaire
