"""A session's record and a client's whole record, taken away as PDF and as data."""

import io
import json
import zipfile
from dataclasses import replace

import pytest
from django.test import Client as Browser
from django.urls import reverse

from clients.consenting import withdraw_consent
from reflexpractice.audit import guards
from reflexpractice.audit.models import Event
from sessions.models import Note, TreatmentSession
from sessions.record_page import record_page
from sessions.record_paper import pictures_of, record_values
from sessions.write_up import amend, record_finding, save_draft, set_score, sign
from tests.factories import (
    PASSWORD,
    AftercareSheetFactory,
    GoalFactory,
    OverrideFactory,
    PhotoFactory,
    PracticeFactory,
    SessionFactory,
    UserFactory,
    answer,
)
from tests.paper import pages, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client: Browser, mira) -> Browser:
    PracticeFactory()
    client.force_login(mira)
    return client


@pytest.fixture
def written(note: Note, mira) -> Note:
    """Everything that a note can hold, not signed yet."""
    record_finding(note=note, zone="liver", side="right", by=mira, tenderness=2, textures=["tight"])
    set_score(note=note, goal="Sleep", by=mira, before=7, after=4)
    OverrideFactory(session=note.session, words="Holding only.", by=mira)
    note.refresh_from_db()
    save_draft(
        note=note, version=note.version, by=mira, subjective="Slept well #panic() $1$.", plan="Again soon.",
        skin_checked=True,
    )  # fmt: skip
    return Note.objects.get(pk=note.pk)


@pytest.fixture
def signed(written: Note, mira) -> Note:
    done = sign(note=written, by=mira, password=PASSWORD)
    amend(note=done, words="She called, all well.", reason="Telephone.", by=mira)
    return Note.objects.get(pk=done.pk)


def pdf_of(browser: Browser, note: Note) -> bytes:
    answered = browser.get(reverse("sessions:record_pdf", args=[note.session_id]))
    assert answered["Content-Type"] == "application/pdf"
    return bytes(answered.content)


def whole(browser: Browser, client, kind: str, **asked: str) -> bytes:
    return bytes(browser.get(reverse("sessions:dossier_file", args=[client.pk, kind]), asked).content)


def files(browser: Browser, client, **asked: str) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(whole(browser, client, "data", **asked))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def data(browser: Browser, client, **asked: str) -> dict:
    packed = files(browser, client, **asked)
    assert list(packed)[:2] == ["README.txt", "dossier.json"]
    return json.loads(packed["dossier.json"])


# one session


def test_a_signed_record_says_everything_on_paper(signed, browser):
    text = words(pdf_of(browser, signed))

    for said in (
        "Session record", "Amara Okafor", f"Client {signed.session.client_id}", "Mira Lindqvist",
        "with release 1", "Holding only.", "Slept well #panic() $1$.", "Again soon.", "Sleep 7 4", "Right 2 tight",
        "Both feet looked at before and after", "Signed and locked by Mira Lindqvist", "She called, all well.",
        "Telephone.",
    ):  # fmt: skip
        assert said in text
    assert signed.content_hash in text.replace(" ", "")
    assert "not signed" not in text


def test_each_page_names_the_client_and_counts(signed, browser):
    every = pages(pdf_of(browser, signed))

    assert [f"Amara Okafor · Client {signed.session.client_id} Page {n + 1} of {len(every)}" in page
            for n, page in enumerate(every)] == [True] * len(every)  # fmt: skip


def test_a_draft_says_so_in_words(written, browser):
    text = words(pdf_of(browser, written))

    assert text.count("Draft, not signed") >= 2
    assert "Fingerprint" not in text


def test_a_session_that_was_not_started_has_a_paper_too(visit, browser):
    answered = browser.get(reverse("sessions:record_pdf", args=[visit.pk]))

    assert "no check was kept" in words(answered.content)


def test_a_record_that_was_changed_says_so_on_paper(signed, browser):
    with guards.lifted():
        Note.objects.filter(pk=signed.pk).update(plan="Other.")

    assert "This record is not what was signed." in words(pdf_of(browser, signed))


def test_making_it_is_written_down_and_the_name_of_the_file_tells_nothing(signed, browser):
    answered = browser.get(reverse("sessions:record_pdf", args=[signed.session_id]))

    assert answered["Content-Disposition"] == f'attachment; filename="session-{signed.session_id}.pdf"'
    event = Event.objects.get(act="session.pdf_made")
    assert (event.record_key, event.client_key) == (str(signed.session_id), str(signed.session.client_id))


# the whole record


def test_the_whole_record_holds_everything_that_is_kept(signed, browser, mira):
    client = signed.session.client
    answer(client, "diabetes", attributes={"insulin": "yes"}, words="since school")
    GoalFactory(client=client, words="Sleep through")
    AftercareSheetFactory(session=signed.session, says="Drink normally.", given_by=mira)
    SessionFactory(client=client, practitioner=mira)

    told = data(browser, client)

    kinds = ("flags", "consents", "intakes", "goals", "outcomes", "visits", "sessions", "sheets")
    counts = {kind: len(told[kind]) for kind in kinds}
    assert counts == {
        "flags": client.flags.count(), "consents": 2, "intakes": 1, "goals": 1, "outcomes": 1, "visits": 1,
        "sessions": 1, "sheets": 1,
    }  # fmt: skip
    assert len(told["documents"]) == 5
    history = [row for row in told["flags"] if row["condition"] == "Diabetes"]
    assert sorted((row["status"], bool(row["until"])) for row in history) == [("No", True), ("Yes", False)]
    assert told["sessions"][0] == record_values(record_page(TreatmentSession.objects.get(pk=signed.session_id)))
    assert told["outcomes"][0]["scores"][0][1:] == ["7", "4"]
    assert told["access"] == []

    text = words(whole(browser, client, "pdf"))
    for said in ("Whole record", "since school", "insulin: yes", "Sleep through", "Drink normally.", "Again soon."):
        assert said in text


def test_photos_go_with_it_as_long_as_the_client_agrees(written, browser, mira, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    client = written.session.client
    photo = PhotoFactory(note=written, words="A new blister", agreed=True)
    agreed, listed = files(browser, client), data(browser, client)["photos"]
    withdraw_consent(consent=client.consents.get(kind="photos"), by=mira, words="By telephone.")
    [still_listed] = data(browser, client)["photos"]

    assert [(row["about"], row["file"]) for row in listed] == [("Left, Sole: A new blister", f"photos/{photo.pk}.jpg")]
    assert agreed[f"photos/{photo.pk}.jpg"] == b"a picture"
    assert (still_listed["hash"], still_listed["file"]) == (photo.sha256, "")
    assert set(files(browser, client)) == {"README.txt", "dossier.json"}
    assert "A new blister Consent taken back" in words(whole(browser, client, "pdf"))


def test_feet_that_look_the_same_are_one_picture_and_the_plan_lies_over_them(note):
    session = TreatmentSession.objects.get(pk=note.session_id)
    planned, again = record_page(session), record_page(session)
    plain = replace(planned, states=planned.knowledge.states())

    maps, pictures = pictures_of([planned, again, plain])

    [feet, plan] = maps[0]
    assert maps == [[feet, plan], [feet, plan], [feet]]
    assert list(pictures) == [feet, plan]
    assert "Right" in words(pictures[feet])
    zones = {zone.code: str(zone.number) for zone in planned.knowledge.library.zones}
    assert set(words(pictures[plan]).split()) == {zones[row.zone] for row in session.planned_zones.all()}


def test_who_opened_it_is_listed_when_asked_for(signed, browser):
    client = signed.session.client

    told = data(browser, client, access="on")

    assert {"note.signed", "client.dossier_made"} <= {act for _, _, act in told["access"]}
    assert "Who opened and changed this record" in words(whole(browser, client, "pdf", access="on"))


def test_taking_it_is_written_down(signed, browser):
    client = signed.session.client
    answered = browser.get(reverse("sessions:dossier_file", args=[client.pk, "pdf"]))

    assert answered["Content-Disposition"] == f'attachment; filename="record-{client.pk}.pdf"'
    assert Event.objects.get(act="client.dossier_made").client_key == str(client.pk)


def test_an_empty_record_is_a_document_too(amara, browser):
    assert "Amara Okafor" in words(whole(browser, amara, "pdf"))


@pytest.mark.parametrize(("person", "status"), [({}, 404), ({"reception": True}, 403)])
def test_others_find_nothing(signed, client, person, status):
    client.force_login(UserFactory(**person))
    about = signed.session.client_id

    answers = [
        client.get(reverse("sessions:record_pdf", args=[signed.session_id])),
        client.get(reverse("sessions:dossier", args=[about])),
        client.get(reverse("sessions:dossier_file", args=[about, "pdf"])),
        client.get(reverse("sessions:dossier_file", args=[about, "data"])),
    ]

    assert {answer.status_code for answer in answers} == {status}


def test_three_sessions_ask_no_more_of_the_database_than_one(signed, browser, mira, queries):
    client = signed.session.client
    address = reverse("sessions:dossier_file", args=[client.pk, "data"])
    one = queries(lambda: browser.get(address))
    for _ in range(2):
        kept = signed.session.safety_checks.get(moment="start")
        session = SessionFactory(client=client, practitioner=mira, finished=True)
        kept.pk, kept.session, kept._state.adding = None, session, True
        kept.save()
        record_finding(note=Note.objects.create(session=session), zone="liver", side="right", by=mira, tenderness=1)

    assert one == queries(lambda: browser.get(address))
