"""The note page: saved as it is typed, kept apart when two write, signed with the password."""

import pytest
from django.core.cache import cache
from django.test import Client as Browser
from django.urls import reverse

from sessions.models import Note
from sessions.note_page import NotePage
from sessions.write_up import record_finding, save_draft, set_score
from tests.factories import PASSWORD, GoalFactory, PlannedZoneFactory, UserFactory, ZoneFindingFactory, answer

SCRIPT = {"HTTP_HX_REQUEST": "true"}
TEXTS = {"subjective": "", "objective": "", "objective_before": "", "assessment": "", "plan": ""}


@pytest.fixture
def browser(client: Browser, mira) -> Browser:
    client.force_login(mira)
    cache.clear()
    return client


def url(name, note):
    return reverse(f"sessions:{name}", args=[note.session_id])


def press(browser, name, note, **fields):
    return browser.post(url(name, note), {**TEXTS, "version": Note.objects.get(pk=note.pk).version, **fields})


def fresh(note):
    return Note.objects.get(pk=note.pk)


# who may


@pytest.mark.parametrize("name", ["note", "autosave", "score", "sign", "amend"])
def test_another_practitioner_finds_nothing(note, client, name):
    client.force_login(UserFactory())

    assert client.post(url(name, note), TEXTS).status_code == 404


@pytest.mark.parametrize("name", ["note", "autosave", "score", "sign", "amend"])
def test_reception_writes_no_notes(note, client, name):
    client.force_login(UserFactory(reception=True))

    assert client.post(url(name, note), TEXTS).status_code == 403


@pytest.mark.parametrize("name", ["note", "autosave", "score", "sign"])
def test_before_the_start_nothing_is_written(visit, browser, name):
    answered = browser.post(reverse(f"sessions:{name}", args=[visit.pk]), {**TEXTS, "version": 0})

    assert answered.status_code in (302, 409)
    assert not Note.objects.exists()


# autosave


def test_what_is_typed_is_kept_as_typed(note, browser):
    told = press(browser, "autosave", note, subjective="  Slept well.\r\nTwo nights. ").json()

    assert (told["saved"], told["version"]) == (True, 1)
    assert fresh(note).subjective == "  Slept well.\nTwo nights. "


def test_the_answer_says_what_signing_still_waits_for(note, browser):
    told = press(browser, "autosave", note, subjective="Slept well.").json()

    assert "Say that you looked at the skin of both feet." in told["ready"]
    assert "Write at least a line." not in told["ready"]


def test_what_was_logged_is_counted_whether_planned_or_not(note, browser):
    note.session.planned_zones.all().delete()
    for zone in ("liver", "stomach"):
        PlannedZoneFactory(session=note.session, zone=zone, side="right")
    for zone in ("liver", "diaphragm"):
        ZoneFindingFactory(note=note, zone=zone, side="right")

    told = press(browser, "autosave", note, subjective="Slept well.").json()

    assert "2 zones logged, 1 of the plan not" in told["ready"]


def test_of_two_tabs_the_later_is_told_and_both_texts_are_there(note, browser):
    press(browser, "autosave", note, subjective="Hers.")

    told = press(browser, "autosave", note, version=0, subjective="His.")

    assert told.status_code == 409
    assert (told.json()["version"], told.json()["theirs"]["subjective"]) == (1, "Hers.")
    assert fresh(note).subjective == "Hers."


def test_an_answer_that_got_lost_is_no_conflict(note, browser):
    press(browser, "autosave", note, subjective="Once.")

    told = press(browser, "autosave", note, version=0, subjective="Once.")

    assert (told.status_code, told.json()["version"]) == (200, 1)


def test_a_page_that_did_not_touch_the_o_never_takes_the_map_back(note, browser, mira):
    record_finding(note=note, zone="liver", side="right", by=mira, tenderness=1)

    told = press(browser, "autosave", note, subjective="Slept well.").json()

    assert told["objective"] == "Liver, right: slightly tender (1)."
    assert fresh(note).objective_by_hand is False


def test_an_o_that_was_changed_on_the_page_stays(note, browser, mira):
    record_finding(note=note, zone="liver", side="right", by=mira, tenderness=1)

    press(browser, "autosave", note, objective="By hand.", objective_before="Liver, right: slightly tender (1).")

    assert (fresh(note).objective, fresh(note).objective_by_hand) == ("By hand.", True)


@pytest.mark.parametrize(
    "fields",
    [{"subjective": "x" * 20_001}, {"plan": "nul \x00"}, {"version": ""}, {"version": "9" * 40}, {"version": "-1"}],
)
@pytest.mark.parametrize("name", ["autosave", "note", "sign"])
def test_what_cannot_be_kept_is_said(note, browser, name, fields):
    assert press(browser, name, note, **fields).status_code == 422
    assert fresh(note).version == 0


def test_signed_out_nothing_is_answered_that_looks_like_saved(note, client):
    answered = press(client, "autosave", note, subjective="Mine.")

    assert answered.status_code == 302
    assert answered.url.startswith(reverse("account_login"))


# without a script


def test_save_comes_back_to_the_page(note, browser):
    answered = press(browser, "note", note, subjective="Slept well.", skin_checked="on")

    assert answered.url == url("note", note)
    assert (fresh(note).subjective, fresh(note).skin_checked) == ("Slept well.", True)


def test_a_conflict_shows_both_and_can_be_saved_from_there(note, browser, mira):
    save_draft(note=note, version=0, by=mira, subjective="Hers.", plan="Again in 2 weeks.")

    page = press(browser, "note", note, version=0, subjective="His.")
    form = page.context["form"]
    browser.post(url("note", note), {name: form[name].value() or "" for name in [*TEXTS, "version"]})

    assert (page.status_code, page.context["theirs"].subjective) == (409, "Hers.")
    assert (fresh(note).subjective, fresh(note).plan) == ("His.", "")


# scales


def test_a_number_is_kept(note, browser):
    GoalFactory(client=note.session.client, words="Sleep")

    told = browser.post(url("score", note), {"goal": "Sleep", "before": "7"}, **SCRIPT).json()

    assert told["saved"] is True
    assert list(note.scores.values_list("goal", "before", "after")) == [("Sleep", 7, None)]


@pytest.mark.parametrize("fields", [{"goal": "Sleep", "after": "11"}, {"goal": "Other", "after": "1"}, {"after": "1"}])
def test_other_numbers_and_goals_are_refused(note, browser, fields):
    GoalFactory(client=note.session.client, words="Sleep")

    answers = [browser.post(url("score", note), fields, **SCRIPT), browser.post(url("score", note), fields)]

    assert [told.status_code for told in answers] == [422, 302]
    assert not note.scores.exists()


def test_a_goal_that_was_scored_and_has_ended_keeps_its_place(note, mira):
    set_score(note=note, goal="Sleep", by=mira, before=7)

    page = NotePage(note.session, fresh(note))

    assert [(scale.goal, scale.words) for scale in page.scales] == [("Sleep", "before 7")]


def test_without_goals_there_is_one_scale(note):
    assert [scale.goal for scale in NotePage(note.session, note).scales] == ["How the client feels"]


# signing


def ready(note, mira):
    save_draft(note=note, version=0, by=mira, subjective="Slept well.", skin_checked=True)


def sign(browser, note, **fields):
    return press(
        browser, "sign", note, **{"subjective": "Slept well.", "skin_checked": "on", "password": PASSWORD, **fields}
    )


def test_signing_saves_what_is_on_the_page_and_shows_the_record(note, browser, mira):
    answered = sign(browser, note, plan="Again in 2 weeks.")

    assert answered.url == url("record", note)
    assert (fresh(note).plan, fresh(note).signed_by) == ("Again in 2 weeks.", mira)


def test_a_wrong_password_keeps_what_was_typed(note, browser):
    page = sign(browser, note, plan="Again in 2 weeks.", password="guess")

    assert page.status_code == 422
    assert page.context["signature"].errors["password"] == ["That is not your password."]
    assert (fresh(note).plan, fresh(note).signed_at) == ("Again in 2 weeks.", None)


@pytest.mark.parametrize("pin", ["", " "])
def test_five_wrong_passwords_are_enough_also_with_blanks_for_a_pin(note, browser, pin):
    for _ in range(5):
        sign(browser, note, pin=pin, password="guess")

    page = sign(browser, note)

    assert page.status_code == 429
    assert fresh(note).signed_at is None


def test_a_note_without_a_look_at_the_skin_is_not_signed(note, browser):
    page = sign(browser, note, skin_checked="")

    assert page.status_code == 422
    assert page.context["signature"].non_field_errors() == ["Say that you looked at the skin of both feet."]


def test_what_changed_since_the_start_is_ticked_before_signing(note, browser):
    answer(note.session.client, "allergy_nut")
    page = sign(browser, note)
    news = page.context["page"].news

    answered = sign(browser, note, read=[card.fingerprint for card in news])

    assert (page.status_code, len(news)) == (422, 1)
    assert answered.url == url("record", note)


def test_pressing_sign_twice_is_signing_once(note, browser):
    first, second = sign(browser, note), sign(browser, note)

    assert (first.url, second.url) == (url("record", note), url("record", note))


def test_who_comes_after_the_signature_keeps_the_text_in_sight(note, browser, mira):
    other = UserFactory()
    note.session.client.care_team.add(other)
    sign(browser, note)
    browser.force_login(other)

    page = sign(browser, note, subjective="My own words.")

    assert page.status_code == 409
    assert page.context["form"]["subjective"].value() == "My own words."
    assert fresh(note).subjective == "Slept well."


def test_a_signed_note_is_its_record(note, browser):
    sign(browser, note)

    assert browser.get(url("note", note)).url == url("record", note)


# cost


def test_the_page_costs_the_same_with_one_finding_and_with_three(note, browser, mira, queries):
    record_finding(note=note, zone="liver", side="right", by=mira, tenderness=1)
    set_score(note=note, goal="Sleep", by=mira, before=7)
    one = queries(lambda: browser.get(url("note", note)))
    for foot in ("right", "left"):
        record_finding(note=note, zone="kidney", side=foot, by=mira, tenderness=1)
        set_score(note=note, goal=foot, by=mira, before=7)

    three = queries(lambda: browser.get(url("note", note)))

    assert one == three <= 22
