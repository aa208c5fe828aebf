"""The record of a session: as it was, and loudly so when it is not."""

import pytest
from django.db import connection
from django.test import Client as Browser
from django.urls import reverse

from reflexpractice.audit import guards
from reflexpractice.audit.models import Event
from sessions.checking import check_session
from sessions.models import Amendment, Note
from sessions.planning import acknowledge, set_limits, start
from sessions.planning.questions import to_read
from sessions.record_page import record_page
from sessions.write_up import amend, open_note, record_finding, save_draft, set_score, sign
from tests.factories import PASSWORD, OverrideFactory, UserFactory, answer


@pytest.fixture
def browser(client: Browser, mira) -> Browser:
    client.force_login(mira)
    return client


def close(note, mira):
    save_draft(note=note, version=0, by=mira, subjective="Slept well.", skin_checked=True)
    return sign(note=note, by=mira, password=PASSWORD)


@pytest.fixture
def signed(note, mira) -> Note:
    record_finding(note=note, zone="liver", side="right", by=mira, tenderness=2, textures=["tight"])
    set_score(note=note, goal="Sleep", by=mira, before=7, after=4)
    return close(note, mira)


def url(note, name="record"):
    return reverse(f"sessions:{name}", args=[note.session_id])


def page_of(browser, note):
    return browser.get(url(note)).context["page"]


# who may


def test_reception_opens_no_record(signed, client):
    client.force_login(UserFactory(reception=True))

    assert client.get(url(signed)).status_code == 403


def test_another_practitioner_finds_nothing(signed, client):
    client.force_login(UserFactory())

    assert client.get(url(signed)).status_code == 404


def test_reading_is_in_the_chain(signed, browser, mira):
    browser.get(url(signed))

    last = Event.objects.order_by("number").last()
    assert (last.act, last.actor, last.client_key) == ("session.read", mira, str(signed.session.client_id))


@pytest.mark.parametrize("name", ["plan", "log", "note"])
def test_opening_what_is_anothers_to_work_is_in_the_chain(request, client, mira, amara, name):
    session = request.getfixturevalue("visit") if name == "plan" else request.getfixturevalue("note").session
    for person in (mira, UserFactory(owner=True)):
        client.force_login(person)
        assert client.get(reverse(f"sessions:{name}", args=[session.pk])).status_code == 200

    [read] = Event.objects.filter(act="session.read")
    assert (read.actor, read.record_key, read.client_key) == (person, str(session.pk), str(amara.pk))


# what is shown


def test_the_record_tells_what_was_found_and_scored(signed, browser):
    page = page_of(browser, signed)

    assert [(row.finding.zone_name, row.finding.tenderness, row.felt) for row in page.found] == [("Liver", 2, "tight")]
    assert (page.is_whole, page.additions_are_whole, page.is_replayed) == (True, True, True)


def test_every_finding_has_its_number_on_the_printed_map(signed, browser):
    page = page_of(browser, signed)

    assert [str(row.number) in {word.text for word in page.paper.words} for row in page.found] == [True]


def test_the_safety_is_that_of_the_start_whatever_was_learnt_since(pregnant, visit, mira):
    set_limits(session=visit, pressure=1, minutes=20, techniques=[], by=mira)
    for card in to_read(check_session(visit)):
        if card.must_be_read:
            acknowledge(session=visit, fingerprint=card.fingerprint, by=mira)
    note = open_note(start(session=visit, by=mira))
    close(note, mira)
    answer(pregnant, "pregnancy", "no")
    answer(pregnant, "open_wound", side="right", areas=["ball"])

    page = record_page(type(visit).objects.get(pk=visit.pk))

    assert [(card.title, card.read.by) for card in page.safety] == [("Pregnant, 24 weeks", mira)]
    assert page.states["right:pelvis_lower_back"] == "avoid"


def test_a_reason_is_shown_with_its_words(signed, browser, note):
    with guards.lifted():
        OverrideFactory(session=signed.session, words="Holding only, at her request.")

    page = browser.get(url(signed)).content.decode()

    assert "“Holding only, at her request.”" in page


def test_a_session_without_a_note_has_a_record(visit, browser):
    page = browser.get(reverse("sessions:record", args=[visit.pk]))

    assert (page.status_code, page.context["page"].note) == (200, None)


def test_what_people_typed_is_text(note, browser, mira):
    save_draft(note=note, version=0, by=mira, subjective="<script>alert(1)</script>")

    page = browser.get(url(note)).content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page


# what has been tampered with


def test_a_changed_record_says_so(signed, browser):
    with guards.lifted():
        Note.objects.filter(pk=signed.pk).update(assessment="Other.")

    answered = browser.get(url(signed))

    assert answered.context["page"].is_whole is False
    assert "This record is not what was signed." in answered.content.decode()


@pytest.mark.parametrize("change", ["finding", "score", "plan", "check", "signature"])
def test_the_fingerprint_is_over_everything(signed, browser, change):
    session = signed.session
    with guards.lifted():
        {
            "finding": lambda: signed.findings.update(zone_name="Other"),
            "score": lambda: signed.scores.update(after=0),
            "plan": lambda: session.planned_zones.update(light=True),
            "check": lambda: session.safety_checks.filter(moment="start").update(facts=[]),
            "signature": lambda: Note.objects.filter(pk=signed.pk).update(signed_by=UserFactory()),
        }[change]()

    assert page_of(browser, signed).is_whole is False


def test_a_release_that_was_changed_is_not_trusted(signed, browser):
    with guards.lifted(), connection.cursor() as cursor:
        cursor.execute("UPDATE knowledge_release SET seal = %s", ["0" * 64])

    answered = browser.get(url(signed))

    assert answered.context["page"].is_replayed is False
    assert "The check cannot be shown." in answered.content.decode()


def test_an_addition_that_was_changed_or_taken_away_shows(signed, browser, mira):
    for words in ("One.", "Two."):
        amend(note=signed, words=words, reason="Telephone.", by=mira)
    with guards.lifted():
        Amendment.objects.filter(words="One.").delete()

    assert page_of(browser, signed).additions_are_whole is False


# additions


def test_an_addition_is_added_under_the_signature(signed, browser, mira):
    answered = browser.post(url(signed, "amend"), {"words": "Felt well.", "reason": "Telephone."})

    assert answered.url == url(signed)
    assert [(row.words, row.by) for row in page_of(browser, signed).additions] == [("Felt well.", mira)]


@pytest.mark.parametrize(
    "fields",
    [
        {"words": "", "reason": "Telephone."},
        {"words": "Felt well.", "reason": ""},
        {"words": "x" * 20_001, "reason": "Telephone."},
        {"words": "Felt well.", "reason": "x" * 201},
        {"words": "nul \x00", "reason": "Telephone."},
    ],
)
def test_half_an_addition_keeps_what_was_typed(signed, browser, fields):
    answered = browser.post(url(signed, "amend"), fields)

    assert answered.status_code == 422
    assert answered.context["form"]["words"].value() == fields["words"]
    assert not Amendment.objects.exists()


def test_an_open_note_is_changed_itself(note, browser):
    browser.post(url(note, "amend"), {"words": "Felt well.", "reason": "Telephone."})

    assert not Amendment.objects.exists()


# cost


def test_the_page_costs_the_same_with_one_finding_and_with_three(note, browser, mira, queries):
    record_finding(note=note, zone="liver", side="right", by=mira, tenderness=1)
    one = queries(lambda: browser.get(url(note)))
    for foot in ("right", "left"):
        record_finding(note=note, zone="kidney", side=foot, by=mira, tenderness=1)

    three = queries(lambda: browser.get(url(note)))

    assert one == three <= 23
