"""Going through the form, and sending it in."""

import pytest
from django.test import Client as Browser

from clients.intake import answering
from clients.models import Client, Consent, Flag, Intake
from reflexpractice.audit.models import Event
from tests.clients.intake.filling import AGREED, TODAY, fill_in, send_in
from tests.factories import ConsentFactory


def raw(slug):
    return answering.raw_of(Intake.objects.get(), slug)


def test_each_step_leads_to_the_next(phone):
    steps = [("you", {}), ("doctor", {}), ("pregnancy", {"pregnancy": "no", "postnatal": "no"})]

    answers = [phone.post(f"/intake/step/{slug}/", data).headers["Location"] for slug, data in steps]

    assert answers == [
        "/intake/step/doctor/",
        "/intake/step/pregnancy/",
        "/intake/step/heart/",
    ]


def test_a_mistake_keeps_what_was_typed(phone):
    sent = {"pregnancy": "yes", "pregnancy-weeks": "60", "postnatal": "no"}

    answer = phone.post("/intake/step/pregnancy/", sent)

    assert answer.status_code == 200
    assert answer.context["form"]["pregnancy-weeks"].value() == "60"
    assert raw("pregnancy") == {"pregnancy": ["yes"], "pregnancy-weeks": ["60"], "postnatal": ["no"]}
    assert not answering.is_done(Intake.objects.get(), "pregnancy")


def test_a_page_put_away_keeps_the_half_filled_step(phone):
    phone.post("/intake/step/other/keep/", {"medicines": "Iron tabl"})

    assert phone.get("/intake/step/other/").context["form"]["medicines"].value() == "Iron tabl"


def test_hidden_answers_are_not_stored(phone):
    phone.post("/intake/step/heart/", {"varicose_veins-side": "left", "rest": "no"})

    assert raw("heart") == {"rest": ["no"]}


def test_what_the_record_holds_is_not_asked_twice(phone, priya):
    assert phone.get("/intake/step/you/").context["form"]["email"].value() == priya.email


def test_a_change_returns_to_the_check_of_all_answers(phone):
    fill_in(phone)

    answer = phone.post("/intake/step/heart/?check", {"rest": "no"})

    assert answer.headers["Location"] == "/intake/step/check/"


def test_the_check_says_what_is_missing(phone):
    phone.post("/intake/step/you/", {})

    answer = phone.get("/intake/step/check/")

    assert answer.context["left"] == {"doctor", "pregnancy", "heart", "feet", "other", "wishes"}


def test_signing_asks_for_what_is_missing(phone):
    answer = phone.post("/intake/step/sign/", AGREED)

    assert [error.code for error in answer.context["form"].non_field_errors().as_data()] == ["unanswered"]
    assert Intake.objects.get().status == Intake.Status.OPEN


def test_an_unknown_step_is_not_found(phone):
    assert phone.get("/intake/step/no-such-step/").status_code == 404


def test_sending_in_waits_for_review_and_makes_nothing_current(phone):
    intake = send_in(
        phone,
        wishes={"allergy_nut": "on", "allergy_nut-severe": "no", "allergy_nut-adrenaline_pen": "no", "rest": "no"},
    )

    assert intake.status == Intake.Status.SUBMITTED
    assert Flag.objects.count() == 0
    assert Event.objects.filter(act="intake.submitted", record_key=str(intake.pk)).count() == 1


def test_sending_twice_is_once(phone):
    fill_in(phone)

    answers = [phone.post("/intake/step/sign/", AGREED).headers["Location"] for _ in range(2)]

    assert answers == ["/intake/done/"] * 2
    assert Consent.objects.count() == 3
    assert Event.objects.filter(act="intake.submitted").count() == 1


def test_afterwards_nothing_of_it_is_shown_again(phone):
    send_in(phone, other={"rest": "no", "medicines": "Lisinopril"})

    paths = ["step/you/", "step/other/", "step/check/", "step/sign/", "go-on/", "birth-date/"]
    answers = [phone.get(f"/intake/{path}").headers["Location"] for path in paths]

    assert answers == ["/intake/done/"] * 6
    assert "Lisinopril" not in phone.get("/intake/done/").content.decode()


def test_no_consent_is_given_beforehand(phone):
    form = phone.get("/intake/step/sign/").context["form"]

    assert [form[name].value() for name in ("consent-truth", "consent-treatment", "consent-records")] == [None] * 3


def test_each_consent_is_kept_with_its_words_and_who_signed(phone):
    strokes = "[[10, 20, 30, 40], [50, 60]]"

    intake = send_in(phone, signed=AGREED | {"strokes": strokes})

    kept = Consent.objects.get(intake=intake, kind="treatment")
    assert kept.given is True
    assert kept.signed_name == "Priya Nair"
    assert kept.signature == [[10.0, 20.0, 30.0, 40.0], [50.0, 60.0]]
    assert len(kept.words_hash) == 64
    assert kept.words.startswith("I agree to have my feet worked on.")


def test_a_refusal_is_kept_as_a_refusal_and_takes_back_an_earlier_consent(phone, priya):
    earlier = ConsentFactory(client=priya, kind="treatment")

    intake = send_in(phone, signed=AGREED | {"consent-treatment": "no"})

    earlier.refresh_from_db()
    assert Consent.objects.get(intake=intake, kind="treatment").given is False
    assert earlier.withdrawn_at is not None


@pytest.mark.parametrize(
    "strokes",
    [
        "no strokes",
        "{}",
        "[1]",
        "[[1]]",
        '[["a", "b"]]',
        "[[1e999, 1]]",
        "[[NaN, 1]]",
        "[[90000, 1]]",
        "[" * 5000,
        "[[true, 1]]",
    ],
)
def test_a_drawing_that_is_none_is_refused(phone, strokes):
    fill_in(phone)

    answer = phone.post("/intake/step/sign/", AGREED | {"strokes": strokes})

    assert [error.code for error in answer.context["form"].errors.as_data()["strokes"]] == ["strokes"]


def test_a_guardian_signs_for_a_child_and_says_who_they_are(token, priya):
    Client.objects.filter(pk=priya.pk).update(born_on=TODAY.replace(year=TODAY.year - 10, day=1))
    phone = Browser()
    phone.post(f"/intake/{token}/")
    phone.post("/intake/birth-date/", {"born_on": TODAY.replace(year=TODAY.year - 10, day=1).isoformat()})
    nobody = phone.post("/intake/step/you/", {})
    fill_in(phone, you={"guardian": "Anita Nair, 07700 900312"})

    without = phone.post("/intake/step/sign/", AGREED)
    phone.post("/intake/step/sign/", AGREED | {"name": "Anita Nair", "relation": "mother"})

    assert nobody.context["form"].errors["guardian"] == ["Write the name of a parent or guardian."]
    assert without.context["form"].errors["relation"] == ["Write who you are to the client, for example: mother."]
    assert Consent.objects.filter(signed_name="Anita Nair", relation="mother").count() == 3
