"""The short form of a client who has been here before."""

import datetime as dt

import pytest
from django.test import Client as Browser

from clients.intake import answering, links, reviewing
from clients.intake.coming_back import draw_up_again, questions_for
from clients.intake.consents import ASKED
from clients.intake.questionnaire import Questionnaire
from clients.models import Consent, Flag, Intake
from reflexpractice.audit import guards
from tests.clients.intake.filling import TODAY
from tests.factories import ConsentFactory, FlagFactory, IntakeFactory

LONG_AGO = TODAY - dt.timedelta(days=400)
LATELY = TODAY - dt.timedelta(days=20)


@pytest.fixture
def returning(priya):
    """Priya, whose first intake was accepted, with every consent in today's words."""
    IntakeFactory(client=priya, accepted=True)
    for asked in ASKED:
        ConsentFactory(client=priya, kind=asked.kind, words=asked.words)
    return priya


def steps(intake):
    return [step.slug for step in Questionnaire.of(intake.form).steps]


def asked_in(questionnaire, slug):
    step = questionnaire.step(slug)
    return {question.code: question for question in step.questions} if step else {}


def current(client, condition):
    return Flag.objects.current().get(client=client, condition=condition)


def test_somebody_new_gets_the_whole_form(phone):
    assert steps(Intake.objects.get())[:3] == ["you", "doctor", "pregnancy"]


def test_who_comes_back_is_asked_only_for_changes(returning, phone):
    FlagFactory(client=returning, condition_id="varicose_veins", side="left")

    phone.get("/intake/go-on/")

    assert steps(Intake.objects.latest("pk")) == ["new"]


def test_without_a_birth_date_nothing_recorded_is_shown(returning, library):
    FlagFactory(client=returning, condition_id="varicose_veins")
    returning.born_on = None

    assert questions_for(library, client=returning, day=TODAY).is_again is False


def test_facts_in_force_are_confirmed_one_by_one(returning, library):
    FlagFactory(client=returning, condition_id="varicose_veins", side="left", attributes={"painful": "yes"})
    FlagFactory(client=returning, condition_id="epilepsy", status="no")

    form = draw_up_again(library, client=returning, day=TODAY)

    question = asked_in(form, "still")["varicose_veins"]
    assert list(asked_in(form, "still")) == ["varicose_veins"]
    assert [value for value, _ in question.choices] == ["still", "yes", "no", "unsure", "in_person"]
    assert dict(question.choices)["no"] == "It is over"


def test_a_fresh_no_is_not_asked_again_and_an_old_one_is(returning, library):
    FlagFactory(client=returning, condition_id="epilepsy", status="no", asked_on=LATELY)
    FlagFactory(client=returning, condition_id="allergy_nut", status="no", asked_on=LONG_AGO)

    new = asked_in(draw_up_again(library, client=returning, day=TODAY), "new")

    assert "epilepsy" not in new
    assert "allergy_nut" in new


@pytest.mark.parametrize(("status", "is_asked"), [("no", True), ("not_applicable", False)])
def test_what_is_critical_at_every_visit_is_asked_unless_it_cannot_apply(returning, library, status, is_asked):
    FlagFactory(client=returning, condition_id="pregnancy", status=status, asked_on=TODAY)

    new = asked_in(draw_up_again(library, client=returning, day=TODAY), "new")

    assert ("pregnancy" in new) is is_asked


def test_a_part_of_what_is_in_force_stands_alone(returning, library):
    FlagFactory(client=returning, condition_id="pregnancy", status="yes")

    form = draw_up_again(library, client=returning, day=TODAY)

    assert "pregnancy" in asked_in(form, "still")
    assert "pregnancy_red_flags" in asked_in(form, "new")
    assert asked_in(form, "still")["pregnancy"].parts == ()


@pytest.fixture
def veins(returning):
    return FlagFactory(
        client=returning,
        condition_id="varicose_veins",
        side="left",
        areas=["heel"],
        attributes={"severity": "mild", "painful": "no"},
        asked_on=LONG_AGO,
    )


@pytest.fixture
def back(veins, phone):
    """Priya's phone, with veins recorded before the link was opened."""
    Intake.objects.filter(status="open").update(form={})
    link = Intake.objects.get(status="open").links.get()
    links.open_link(link, day=TODAY)
    return phone


def answer(browser, **still):
    return [
        browser.post("/intake/step/still/", {"varicose_veins": "still"} | still).status_code,
        browser.post("/intake/step/new/", {"rest": "no"}).status_code,
        browser.post("/intake/step/sign/").headers["Location"],
    ]


def test_nothing_is_signed_again_while_the_words_are_the_same(back, returning):
    done = answer(back)

    assert done == [302, 302, "/intake/done/"]
    assert Intake.objects.get(status="submitted").client == returning
    assert Consent.objects.count() == 3


def test_still_so_keeps_every_detail_and_counts_as_asked_today(back, returning, practitioner, veins):
    answer(back)

    reviewing.accept(Intake.objects.get(status="submitted"), by=practitioner, decisions={}, details=[])

    now = current(returning, "varicose_veins")
    assert (now.side, now.areas, now.attributes) == ("left", ["heel"], {"severity": "mild", "painful": "no"})
    assert (now.asked_on, now.source) == (TODAY, "intake")
    veins.refresh_from_db()
    assert veins.replaced_by == now


def test_still_so_keeps_two_facts_of_one_kind_two(back, returning, practitioner):
    FlagFactory(client=returning, condition_id="varicose_veins", side="right", asked_on=LONG_AGO)
    answer(back)

    reviewing.accept(Intake.objects.get(status="submitted"), by=practitioner, decisions={}, details=[])

    rows = Flag.objects.current().filter(client=returning, condition="varicose_veins")
    assert {(row.side, row.asked_on) for row in rows} == {("left", TODAY), ("right", TODAY)}


def test_a_change_begins_with_what_is_recorded(back):
    form = back.get("/intake/step/still/").context["form"]

    assert form["varicose_veins"].value() is None
    assert form["varicose_veins-side"].value() == "left"
    assert form["varicose_veins-area"].value() == ["heel"]
    assert form.blocks[0].recorded.startswith("Yes; left; ")


def test_a_change_is_shown_beside_what_was(back, returning, practitioner):
    answer(back, **{
        "varicose_veins": "yes", "varicose_veins-side": "both", "varicose_veins-severity": "severe",
        "varicose_veins-painful": "yes",
    })  # fmt: skip
    intake = Intake.objects.get(status="submitted")

    proposal = next(row for row in reviewing.proposals(intake) if row.told.condition == "varicose_veins")
    reviewing.accept(intake, by=practitioner, decisions={}, details=[])

    assert proposal.is_changed is True
    assert current(returning, "varicose_veins").side == "both"


def test_what_is_over_ends(back, returning, practitioner):
    answer(back, varicose_veins="no")

    reviewing.accept(Intake.objects.get(status="submitted"), by=practitioner, decisions={}, details=[])

    assert current(returning, "varicose_veins").status == "no"


def test_a_fact_must_be_confirmed_actively(back):
    answer = back.post("/intake/step/still/", {})

    assert [error.code for error in answer.context["form"].errors.as_data()["varicose_veins"]] == ["required"]
    assert not answering.is_done(Intake.objects.get(status="open"), "still")


@pytest.mark.parametrize("lost", ["withdrawn", "reworded", "refused"])
def test_only_the_consent_that_does_not_hold_is_asked_again(back, returning, lost):
    change = {
        "withdrawn": {"withdrawn_at": dt.datetime.now(dt.UTC)}, "reworded": {"words_hash": "0" * 64},
        "refused": {"given": False},
    }[lost]  # fmt: skip
    with guards.lifted():
        Consent.objects.filter(kind="records").update(**change)

    form = back.get("/intake/step/sign/").context["form"]

    assert [asked.kind for asked in form.asked] == ["records"]
    assert "name" in form.fields


def test_who_has_come_of_age_speaks_for_themselves(back):
    with guards.lifted():
        Consent.objects.update(relation="mother")

    form = back.get("/intake/step/sign/").context["form"]

    assert [asked.kind for asked in form.asked] == ["truth", "treatment", "records"]


def test_the_start_page_says_how_short_it_is(returning, token):
    assert Browser().get(f"/intake/{token}/").context["again"] is True
