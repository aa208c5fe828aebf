"""The log page: with and without a script, for those who treat and for nobody else."""

import re

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from sessions.models import Note, TreatmentSession
from sessions.write_up import record_finding
from tests.factories import NoteFactory, SessionFactory, UserFactory, ZoneFindingFactory, answer

SCRIPT = {"HTTP_HX_REQUEST": "true"}
HEEL = "right:pelvis_lower_back"


@pytest.fixture
def browser(client: Browser, mira) -> Browser:
    client.force_login(mira)
    return client


def url(name, note):
    return reverse(f"sessions:{name}", args=[note.session_id])


def file(browser, note, *, script=True, **fields):
    return browser.post(url("log_zone", note), fields, **(SCRIPT if script else {}))


def seal(note):
    Note.objects.filter(pk=note.pk).update(
        signed_at=timezone.now(), signed_by=note.session.practitioner, content_hash="x"
    )


def found(note):
    return list(note.findings.values_list("side", "zone", "tenderness"))


# who may


def test_another_practitioner_finds_nothing(note, client):
    client.force_login(UserFactory())

    answers = [client.get(url("log", note)), client.post(url("log_zone", note), {"zone": "right:liver"})]

    assert [answer.status_code for answer in answers] == [404, 404]


@pytest.mark.parametrize("role", ["reception", "editor", "nobody"])
def test_who_does_not_treat_may_not_log(note, client, role):
    client.force_login(UserFactory(**{role: True}))

    assert client.get(url("log", note)).status_code == 403


def test_before_the_start_there_is_the_plan(visit, browser):
    answer = browser.get(reverse("sessions:log", args=[visit.pk]))

    assert answer.url == reverse("sessions:plan", args=[visit.pk])
    assert not Note.objects.exists()


def test_after_signing_there_is_the_record(note, browser):
    Note.objects.filter(pk=note.pk).update(
        signed_at=timezone.now(), signed_by=note.session.practitioner, content_hash="x"
    )

    assert browser.get(url("log", note)).url == url("record", note)


# what is shown


def test_the_first_planned_zone_is_in_hand(note, browser):
    page = browser.get(url("log", note)).context["page"]

    assert page.zone.value == "right:liver"
    assert [(row.value, row.done) for row in page.filed] == [
        ("right:liver", False),
        ("right:kidney", False),
        ("left:kidney", False),
    ]


def test_the_list_tells_what_is_filed_and_what_is_not(note, browser, mira):
    record_finding(note=note, zone="kidney", side="left", by=mira, tenderness=2, textures=["tight"])
    record_finding(note=note, zone="stomach", side="left", by=mira, tenderness=0)

    page = browser.get(url("log", note)).context["page"]

    assert page.tally == "1 of 3 planned zones, 1 more"
    assert [(row.value, row.tenderness, row.words) for row in page.filed if row.done] == [
        ("left:kidney", 2, "tight"),
        ("left:stomach", 0, ""),
    ]


def test_the_zone_in_hand_tells_what_it_was_like_last_time(note, browser):
    before = NoteFactory(session__client=note.session.client)
    ZoneFindingFactory(note=before, zone="liver", tenderness=3, textures=["tight"], words="like rope")
    seal(before)

    page = browser.get(url("log", note), {"zone": "right:liver"}).context["page"]

    assert re.sub(r"\(.*\)", "()", page.zone.last_time) == "Last time (): 3, tight, like rope."


def test_a_zone_of_one_foot_offers_no_other_foot(note, browser):
    page = browser.get(url("log", note), {"zone": "right:liver"}).context["page"]

    assert page.zone.feet == [("Right", "right:liver", True)]


@pytest.mark.parametrize("zone", ["", "right", "left:liver", "right:nothing", "up:liver", "\ud800"])
def test_a_zone_that_does_not_exist_is_as_if_none_was_named(note, browser, zone):
    page = browser.get(url("log", note), {"zone": zone.encode("utf-8", "replace")})

    assert page.context["page"].zone.value == "right:liver"


def test_the_map_is_the_answer_of_the_check(note, browser):
    answer(note.session.client, "pregnancy", due_on=timezone.localdate())

    states = browser.get(url("log", note), {"zone": HEEL}, **SCRIPT).json()["states"]

    assert (states["right:liver"], states[HEEL]) == ("planned_light", "avoid")


def test_without_a_script_every_zone_can_be_chosen_from_a_list(note, browser):
    page = browser.get(url("log", note))
    offered = re.findall(r'<option value="(\w+:\w+)">', page.content.decode())

    assert sorted(offered) == sorted(page.context["page"].states)
    assert "Stomach, left: no warning</option>" in page.content.decode()


@pytest.mark.parametrize("name", ["log", "note"])
def test_the_visit_in_hand_is_no_earlier_visit(note, browser, name):
    first = browser.get(url(name, note)).context["who"].visits
    NoteFactory(session__client=note.session.client, session__finished=True)

    assert first == "First visit"
    assert browser.get(url(name, note)).context["who"].visits.startswith("1 visit · last seen ")


@pytest.mark.parametrize("name", ["log", "note"])
def test_what_is_asked_of_the_database_is_fixed(note, browser, queries, name):
    asked = []
    for zone in ("liver", "stomach", "spleen"):
        ZoneFindingFactory(note=note, zone=zone)
        NoteFactory(session__client=note.session.client, signed=True)
        asked.append(queries(lambda: browser.get(url(name, note))))

    assert asked[0] == asked[-1]
    assert name == "note" or asked[0] <= 13


# filing with the script


def test_a_tap_files_at_once_and_answers_with_list_map_and_pins(note, browser):
    told = file(browser, note, zone="right:liver", tenderness="2", textures=["tight"]).json()

    assert (told["saved"], told["pins"]) == (True, {"right:liver": 2})
    assert told["sentence"] == "Liver, right: clearly tender."
    assert found(note) == [("right", "liver", 2)]


def test_everything_empty_takes_the_finding_back(note, browser):
    file(browser, note, zone="right:liver", tenderness="2")

    told = file(browser, note, zone="right:liver").json()

    assert (told["pins"], found(note)) == ({}, [])


def test_a_flagged_zone_asks_for_a_line_in_its_panel(note, browser):
    answer(note.session.client, "pregnancy", due_on=timezone.localdate())

    refused = file(browser, note, zone=HEEL, tenderness="1")
    filed = file(browser, note, zone=HEEL, tenderness="1", justification="Holding only.")

    assert (refused.status_code, filed.status_code) == (422, 200)
    assert refused.json()["saved"] is False
    assert 'name="justification"' in refused.json()["parts"]["zone"]
    assert found(note) == [("right", "pelvis_lower_back", 1)]


@pytest.mark.parametrize(
    "fields",
    [
        {"zone": "left:liver", "tenderness": "1"},
        {"zone": "nowhere", "tenderness": "1"},
        {"zone": "", "tenderness": "1"},
        {"zone": "right:liver", "tenderness": "4"},
        {"zone": "right:liver", "tenderness": "-1"},
        {"zone": "right:liver", "textures": "furry"},
        {"zone": "right:liver", "words": "x" * 301},
        {"zone": "right:liver", "words": "nul \x00"},
        {"zone": "right:liver\x00", "tenderness": "1"},
    ],
)
@pytest.mark.parametrize("script", [True, False])
def test_what_cannot_be_filed_is_said_and_nothing_is_filed(note, browser, fields, script):
    told = file(browser, note, script=script, **fields)

    assert told.status_code == 422
    assert found(note) == []


def test_a_signed_note_says_so_to_the_script(note, browser):
    Note.objects.filter(pk=note.pk).update(
        signed_at=timezone.now(), signed_by=note.session.practitioner, content_hash="x"
    )

    told = file(browser, note, zone="right:liver", tenderness="1")

    assert told.status_code == 409
    assert told.json() == {"saved": False, "locked": True, "sentence": "This note is signed. Write an addition."}


# without a script


def test_without_a_script_filing_leads_to_the_next_planned_zone(note, browser):
    answer = file(browser, note, script=False, zone="right:liver", tenderness="2")

    assert answer.url == url("log", note) + "?zone=right:kidney"


def test_without_a_script_what_was_typed_stays_with_the_question(note, browser):
    answer(note.session.client, "pregnancy", due_on=timezone.localdate())

    page = file(browser, note, script=False, zone=HEEL, tenderness="1", words="soft")

    assert page.status_code == 422
    assert page.context["form"]["words"].value() == "soft"
    assert page.context["page"].zone.needs_reason is True


def test_the_end_of_the_work_leads_to_the_note(note, browser):
    answer = browser.post(url("end_work", note))

    assert answer.url == url("note", note)
    assert TreatmentSession.objects.get(pk=note.session_id).status == TreatmentSession.Status.FINISHED


# cost


def test_the_page_costs_the_same_with_one_finding_and_with_three(note, browser, mira, queries):
    record_finding(note=note, zone="liver", side="right", by=mira, tenderness=1)
    SessionFactory(client=note.session.client)
    one = queries(lambda: browser.get(url("log", note), {"zone": "right:liver"}))
    for foot in ("right", "left"):
        record_finding(note=note, zone="kidney", side=foot, by=mira, tenderness=1)

    three = queries(lambda: browser.get(url("log", note), {"zone": "right:liver"}))

    assert one == three <= 16
