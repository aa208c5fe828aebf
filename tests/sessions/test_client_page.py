"""The client page: warnings, story and outcomes for those who treat; contact and visits for reception."""

import datetime as dt

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.flagging import end_flag
from clients.models import Client
from reflexpractice.audit import guards
from reflexpractice.audit.models import Event
from sessions.models import Note, TreatmentSession
from sessions.outcomes import Outcome, outcomes_of
from sessions.timeline import Place, timeline_of
from sessions.timeline.page import PAGE
from sessions.trends import trends_of
from tests.factories import (
    ClientFactory,
    FlagFactory,
    GoalFactory,
    IntakeFactory,
    NoteFactory,
    ScoreFactory,
    SessionFactory,
    UserFactory,
    ZoneFindingFactory,
    answer,
)

NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)


@pytest.fixture
def browser(client: Browser, mira) -> Browser:
    client.force_login(mira)
    return client


def url(client):
    return reverse("sessions:for_client", args=[client.pk])


def worked(client, *, days_ago, before=None, **fields):
    """A signed session with a finding and a score."""
    at = NOON - dt.timedelta(days=days_ago)
    note = NoteFactory(
        session__client=client, session__starts_at=at, session__started_at=at, session__finished_at=at, **fields
    )
    ZoneFindingFactory(note=note, tenderness=2)
    if before is not None:
        ScoreFactory(note=note, goal="Sleep", before=before, after=1)
    Note.objects.filter(pk=note.pk).update(
        signed_at=at, signed_by=note.session.practitioner, content_hash="x", assessment="Easing.\nMore below."
    )
    return note


def kinds(client, **more):
    return [(entry.kind, entry.title) for entry in timeline_of(client, treats=True, **more).entries]


# who may


def test_a_client_of_somebody_else_is_not_found(browser, library):
    assert browser.get(url(ClientFactory())).status_code == 404


def test_content_editors_see_no_clients(amara, client):
    client.force_login(UserFactory(editor=True))

    assert client.get(url(amara)).status_code == 403


def test_reading_is_in_the_chain_once(amara, browser, mira):
    browser.get(url(amara))

    assert [(event.actor, event.client_key) for event in Event.objects.filter(act="client.read")] == [
        (mira, str(amara.pk))
    ]


def test_reception_sees_contact_and_visits_and_not_a_health_fact(amara, client):
    Client.objects.filter(pk=amara.pk).update(
        wishes="Calm before the birth", doctor="Midwife Hollis", phone="07700 900142"
    )
    GoalFactory(client=amara, words="Trouble sleeping")
    answer(amara, "pregnancy", due_on=timezone.localdate(), words="Twins")
    IntakeFactory(client=amara, submitted=True)
    worked(amara, days_ago=5, before=7, session__aim="Labour soon")
    client.force_login(UserFactory(reception=True))

    page = client.get(url(amara)).content.decode()

    told = [
        "birth", "Hollis", "Trouble sleeping", "regnan", "Twins", "Labour", "Easing", "Liver", "Sleep", "foot-map",
        "Intake", "intake", "No warnings", "Signed by", "not signed",
    ]  # fmt: skip
    assert [words for words in told if words in page] == []
    assert "07700 900142" in page
    assert "Practitioner review needed" in page


# what is safe


def test_no_warnings_is_said_of_a_complete_check_only(amara, browser):
    clear = browser.get(url(amara)).content.decode()
    IntakeFactory(client=amara, submitted=True)

    waiting = browser.get(url(amara)).content.decode()

    assert ["No warnings." in page for page in (clear, waiting)] == [True, False]
    assert "Not checked." in waiting


def test_what_to_leave_out_is_said_in_words(pregnant, browser):
    cards = browser.get(url(pregnant)).context["cards"]

    assert [card.title for card in cards] == ["Pregnant, 24 weeks"]


def test_the_next_visit_is_there_to_be_planned(amara, browser):
    SessionFactory(client=amara, starts_at=timezone.now() + dt.timedelta(days=9))
    soon = SessionFactory(client=amara, starts_at=timezone.now() + dt.timedelta(days=2))
    SessionFactory(client=amara, starts_at=timezone.now() - dt.timedelta(days=2))

    assert browser.get(url(amara)).context["next"] == soon


# the story


def test_a_signed_session_tells_findings_a_line_and_the_scores(amara):
    worked(amara, days_ago=1, before=7, session__aim="Calm")

    [entry] = [entry for entry in timeline_of(amara, treats=True).entries if entry.kind == "session"]

    assert (entry.title, entry.words, entry.scores) == ("Calm, 60 min", "Easing.", ["Sleep 7 → 1"])
    assert entry.chips == [("find", "", "2 Liver R")]


def test_a_draft_leads_to_its_note(amara):
    note = NoteFactory(session__client=amara)

    [entry] = [entry for entry in timeline_of(amara, treats=True).entries if entry.kind == "session"]

    assert (entry.act, entry.url) == ("Finish note", reverse("sessions:note", args=[note.session_id]))


def test_visits_say_what_became_of_them(amara):
    status = TreatmentSession.Status
    for number, state in enumerate([status.BOOKED, status.CANCELLED, status.NO_SHOW]):
        SessionFactory(client=amara, status=state, starts_at=NOON - dt.timedelta(days=number), ended_reason="")

    found = [entry.words for entry in timeline_of(amara, treats=True).entries if entry.kind == "booking"]

    assert found == ["Booked: 60 minutes", "Cancelled", "Did not come"]


def test_the_same_answer_given_again_is_no_news(amara):
    first = FlagFactory(client=amara, condition_id="open_wound", side="right")
    answer_again = FlagFactory(client=amara, condition_id="open_wound", side="right")
    first.ended_at, first.replaced_by = timezone.now(), answer_again
    first.save()

    assert kinds(amara).count(("flag", "added to the health facts")) == 1


def test_a_fact_that_ended_is_told(amara, mira):
    flag = FlagFactory(client=amara, condition_id="open_wound", side="right")

    end_flag(flag=flag, by=mira, reason="Healed.")

    assert kinds(amara)[:2] == [("flag", "no longer so"), ("flag", "added to the health facts")]


def test_facts_recorded_in_one_go_stand_together(amara, mira):
    for code in ("open_wound", "varicose_veins"):
        FlagFactory(client=amara, condition_id=code, recorded_by=mira)

    [entry] = [entry for entry in timeline_of(amara, treats=True).entries if entry.kind == "flag"]

    assert len(entry.chips) == 2


def test_older_pages_show_everything_once_even_at_the_same_moment(amara):
    for number in range(PAGE + 5):
        SessionFactory(client=amara, starts_at=NOON - dt.timedelta(days=number // 6))
    seen, after = [], None

    while True:
        found = timeline_of(amara, treats=False, after=after)
        seen += [entry.place for entry in found.entries]
        if not found.older:
            break
        after = Place.read(found.older)

    assert len(seen) == len(set(seen)) == PAGE + 5
    assert seen == sorted(seen, reverse=True)


@pytest.mark.parametrize(
    "after",
    ["", "x", "2026-11-02", "2026-11-02T12:00:00+00:00_3_x", "0001-01-01T00:00:00+14:00_3_1", f"_3_{9**30}"],
)
def test_a_place_that_does_not_exist_shows_the_first_page(amara, browser, after):
    SessionFactory(client=amara, starts_at=NOON)

    page = browser.get(url(amara), {"after": after})

    assert [entry.kind for entry in page.context["timeline"].entries if entry.kind == "booking"] == ["booking"]


# outcomes


def test_outcomes_tell_the_score_before_each_visit_oldest_first(amara):
    for days_ago, before in ((3, 4), (10, 6), (20, 8)):
        worked(amara, days_ago=days_ago, before=before)

    [outcome] = outcomes_of(amara)

    assert ([score for _, score in outcome.scores], outcome.words) == ([8, 6, 4], "8 → 4 over 3 visits")


def test_unsigned_scores_do_not_count(amara):
    ScoreFactory(note__session__client=amara, before=5)

    assert outcomes_of(amara) == []


def test_the_change_since_the_first_visit_is_put_into_words(amara):
    for days_ago, before in ((40, 8), (20, 7), (1, 5)):
        worked(amara, days_ago=days_ago, before=before)

    [outcome] = outcomes_of(amara)

    assert (outcome.words, outcome.meaning) == ("8 → 5 over 3 visits", "3 points less: enough to count.")
    assert Outcome("Sleep", outcome.scores[:2]).meaning == "1 point less: may be chance."


# zones over time


def test_each_tender_zone_has_its_line(amara):
    first, last = worked(amara, days_ago=20), worked(amara, days_ago=1)
    ZoneFindingFactory(note=NoteFactory(session__client=amara), zone="lung", zone_name="Lung", tenderness=3)
    with guards.lifted():
        first.findings.update(tenderness=3)
        ZoneFindingFactory(note=last, zone="kidney", zone_name="Kidney", side="left", tenderness=0)

    [trend] = trends_of(amara)

    assert (trend.goal, trend.words) == ("Liver, right", "3 → 2 over 2 visits")
    assert [score for _, score in trend.scores] == [3, 2]
    assert trend.points == "4.0,4.0 116.0,12.0"


# filters


@pytest.mark.parametrize(
    ("show", "seen"),
    [("", {"session", "flag", "intake"}), ("visits", {"session"}), ("health", {"flag"}), ("forms", {"intake"})],
)
def test_one_kind_can_be_looked_at(amara, browser, show, seen):
    FlagFactory(client=amara, condition_id="gout", recorded_at=NOON - dt.timedelta(days=2))
    worked(amara, days_ago=1)

    page = browser.get(url(amara), {"show": show})

    assert {entry.kind for entry in page.context["timeline"].entries} == seen


def test_the_feet_show_what_was_safe_and_what_was_worked(note, mira):
    session = note.session

    [entry] = [each for each in timeline_of(session.client, treats=True).entries if each.kind == "session"]

    assert entry.feet.label.startswith("Right foot: ")
    assert "in plan" in entry.feet.label


def test_a_note_that_waits_says_how_long(amara):
    NoteFactory(session__client=amara, session__started=True, session__started_at=NOON - dt.timedelta(days=400))

    [entry] = [each for each in timeline_of(amara, treats=True).entries if each.kind == "session"]

    assert entry.tone == "avoid"
    assert entry.chips[0][0] == "avoid"
    assert entry.chips[0][2].endswith("days old, overdue")


# cost


def test_the_page_costs_the_same_with_one_session_and_with_three(amara, browser, queries):
    worked(amara, days_ago=1, before=7)
    one = queries(lambda: browser.get(url(amara)))
    worked(amara, days_ago=2, before=7)
    worked(amara, days_ago=3, before=7)

    three = queries(lambda: browser.get(url(amara)))

    assert one == three <= 26
