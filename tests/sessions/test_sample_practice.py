"""The sample practice is what it promises, keeps its own rules, and is only ever filled in once."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from clients.checking import check_client
from clients.models import Client, Flag, Intake
from knowledge.document import Document
from knowledge.foot_map import ZoneState
from reflexpractice.accounts.models import Practice, User
from reflexpractice.audit.chain import faults
from reflexpractice.audit.models import Event
from sessions.aftercare import is_whole
from sessions.checking import check_session
from sessions.models import AftercareSheet, Note, PlannedZone, Score, TreatmentSession, ZoneFinding
from sessions.replay import check_as_kept
from sessions.sample import create_sample_practice, keep_up
from sessions.write_up import fingerprint_of, news
from tests.factories import PASSWORD
from tests.factories.knowledge import publish_lightly

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def today() -> dt.date:
    return timezone.localdate()


@pytest.fixture(scope="module")
def practice(django_db_setup: None, django_db_blocker: Any, shipped: Document, today: dt.date) -> Iterator[Practice]:
    """Made once for all of these tests, and taken back after the last."""
    with django_db_blocker.unblock(), transaction.atomic():
        publish_lightly(shipped)
        create_sample_practice(password=PASSWORD, today=today)
        yield Practice.objects.get()
        transaction.set_rollback(True)


def holding(condition: str, **more: object) -> int:
    return Flag.objects.current().filter(condition=condition, status=Flag.Status.YES, **more).count()


def rows() -> dict[str, int]:
    models = [Client, Flag, Intake, TreatmentSession, Note, ZoneFinding, Score, PlannedZone, User, Practice]
    return {model.__name__: model._default_manager.count() for model in models}


def test_there_are_clients_sessions_findings_and_scores(practice):
    found = rows()

    assert found["Client"] == 13
    assert (found["Note"], found["TreatmentSession"]) == (62, 69)
    assert min(found["ZoneFinding"], found["Score"]) > 50


def test_the_clients_have_what_practitioners_meet(practice):
    assert holding("pregnancy") == 3
    assert holding("diabetes") == holding("neuropathy") == 1
    assert holding("stress_fracture", side="left") == 1
    assert holding("plantar_fasciitis") == 1
    assert holding("anticoagulants") == 1
    assert holding("allergy_nut") == 1


def test_the_pregnancies_are_of_different_weeks(practice, today):
    due = Flag.objects.current().filter(condition="pregnancy", status="yes").values_list("due_on", flat=True)

    assert sorted((280 - (day - today).days) // 7 for day in due) == [8, 24, 38]


def test_one_intake_waits_for_review_and_one_health_check_is_out_of_date(practice, today):
    waiting = Intake.objects.filter(status=Intake.Status.SUBMITTED)
    stale = [
        client.name
        for client in Client.objects.all()
        if "intake_stale" in {fact.condition for fact in check_client(client, today).sheet.facts}
    ]

    assert [intake.client.name for intake in waiting] == ["Priya Nair"]
    assert stale == ["Lena Fischer"]


def test_all_notes_but_one_are_signed_and_every_signature_holds(practice):
    unsigned = Note.objects.filter(signed_at=None)
    broken = [note.pk for note in Note.objects.exclude(signed_at=None) if fingerprint_of(note) != note.content_hash]

    assert [note.session.client.name for note in unsigned] == ["Tom Bellamy"]
    assert broken == []


def test_one_note_waits_for_a_co_signature_one_sheet_was_given_and_one_visit_is_at_a_home(practice, today):
    [note] = Note.objects.filter(needs_co_signature=True)
    [sheet] = AftercareSheet.objects.all()
    [visit] = TreatmentSession.objects.exclude(home_address="")

    assert (note.signed_by.name, note.session.client.name) == ("Ada Brook", "Mei Tanaka")
    assert (sheet.session.client.name, is_whole(sheet)) == ("Inês Duarte", True)
    assert (visit.client.name, (visit.day - today).days) == ("Walter Brooks", 2)
    assert str(visit.practitioner.buddy.person) == "Sam Osei"


def test_no_past_plan_held_a_zone_to_be_left_out(practice):
    wrong = []
    for session in TreatmentSession.objects.signed().prefetch_related("planned_zones", "safety_checks__release"):
        states = check_as_kept(session.safety_checks.all()[0]).states()
        wrong += [
            str(row)
            for row in session.planned_zones.all()
            if states[f"{row.side}:{row.zone}"] not in (ZoneState.CLEAR, ZoneState.CAUTION, ZoneState.UNASKED)
        ]

    assert wrong == []


def test_nothing_was_found_where_nothing_was_planned(practice):
    assert ZoneFinding.objects.exclude(against="").count() == 0
    assert PlannedZone.objects.values("session").annotate(zones=Count("pk")).filter(zones__gt=8).count() == 0


def test_what_had_to_be_read_was_read(practice):
    [draft] = Note.objects.filter(signed_at=None)

    assert news(draft.session, check_session(draft.session)) == []


def test_today_has_its_visits(practice, today):
    visits = TreatmentSession.objects.on_day(today)

    assert [visit.client.name for visit in visits] == [
        "Tom Bellamy",
        "Amara Okafor",
        "Inês Duarte",
        "Priya Nair",
        "George Whitlock",
        "Lena Fischer",
    ]


def test_the_chain_of_events_holds(practice):
    assert Event.objects.exists()
    assert faults() == []


def test_the_next_day_brings_new_visits_and_nothing_else(practice, today):
    before = rows()

    keep_up(today=today + dt.timedelta(days=1))

    after = rows()
    assert after["TreatmentSession"] == before["TreatmentSession"] + 6
    assert {name for name in before if before[name] != after[name]} <= {"TreatmentSession", "Flag"}


def test_keeping_up_twice_a_day_changes_nothing(practice, today):
    before = rows()

    keep_up(today=today)

    assert rows() == before
