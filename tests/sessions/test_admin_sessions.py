"""Sessions in the admin: read there, changed where they are checked; what is signed changes nowhere."""

from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from reflexpractice.accounts.models import User
from reflexpractice.audit.models import Event
from sessions.models import Note
from tests.factories import (
    AcknowledgementFactory,
    AmendmentFactory,
    NoteFactory,
    OverrideFactory,
    PlannedZoneFactory,
    SafetyCheckFactory,
    ScoreFactory,
    SessionFactory,
    UserFactory,
    ZoneFindingFactory,
)

pytestmark = pytest.mark.django_db

EVIDENCE = [
    PlannedZoneFactory, SafetyCheckFactory, AcknowledgementFactory, OverrideFactory, ZoneFindingFactory, ScoreFactory,
    AmendmentFactory,
]  # fmt: skip
EVERY = [SessionFactory, NoteFactory, *EVIDENCE]


def address(row: Any, page: str) -> str:
    args = [row.pk] if page in ("change", "delete") else []
    return reverse(f"admin:treatments_{row._meta.model_name}_{page}", args=args)


@pytest.fixture
def owner(client: Browser) -> Browser:
    client.force_login(UserFactory(owner=True, is_staff=True))
    return client


@pytest.fixture
def desk(client: Browser) -> Browser:
    client.force_login(UserFactory(reception=True, is_staff=True))
    return client


@pytest.mark.parametrize("factory", EVERY)
def test_every_list_and_row_opens_and_can_be_searched(owner, factory):
    row = factory()

    pages = [owner.get(address(row, "changelist"), {"q": "okafor"}), owner.get(address(row, "change"))]

    assert [page.status_code for page in pages] == [200, 200]


@pytest.mark.parametrize("factory", EVERY)
def test_a_list_costs_the_same_with_one_row_and_with_three(owner, queries, factory):
    row = factory()
    one = queries(lambda: owner.get(address(row, "changelist")))
    factory()
    factory()

    assert queries(lambda: owner.get(address(row, "changelist"))) == one


@pytest.mark.parametrize("factory", EVERY)
def test_nothing_is_made_or_deleted_here(owner, factory):
    row = factory()

    tried = [owner.get(address(row, "add")), owner.get(address(row, "delete"))]

    assert [page.status_code for page in tried] == [403, 403]


@pytest.mark.parametrize("factory", EVIDENCE)
def test_evidence_is_read_and_nothing_else(owner, factory):
    assert owner.post(address(factory(), "change")).status_code == 403


@pytest.mark.parametrize("factory", EVERY)
def test_practitioners_see_their_own_clients_only(client, factory):
    mira: User = UserFactory(is_staff=True)
    client.force_login(mira)
    stranger = factory()

    page = client.get(address(stranger, "changelist"))

    assert page.context["cl"].queryset.count() == 0
    assert client.get(address(stranger, "change")).status_code == 302


@pytest.mark.parametrize("factory", [NoteFactory, *EVIDENCE])
def test_reception_opens_nothing_of_a_note(desk, factory):
    assert desk.get(address(factory(), "changelist")).status_code == 403


def test_reception_is_not_shown_what_a_session_is_for(desk):
    session = SessionFactory(aim="Calm before the birth", protocol="pregnancy_gentle")

    page = desk.get(address(session, "change")).content.decode()

    assert [words for words in ("birth", "pregnancy") if words in page] == []


def test_a_signed_session_and_its_note_are_read_only(owner):
    note = NoteFactory(signed=True)

    tried = [owner.post(address(row, "change"), {"aim": "Other"}) for row in (note, note.session)]

    assert [page.status_code for page in tried] == [403, 403]


def test_the_aim_can_be_put_right_and_is_in_the_chain(owner):
    session = SessionFactory(aim="Clam")

    owner.post(address(session, "change"), {"aim": "Calm", "minutes": "5", "status": "finished"})

    session.refresh_from_db()
    assert (session.aim, session.minutes, session.status) == ("Calm", 60, "booked")
    assert [event.act for event in Event.objects.all()] == ["session.changed"]


def test_a_draft_can_be_put_right_as_on_its_page(owner):
    note = NoteFactory()

    owner.post(address(note, "change"), {"subjective": "Slept well.", "version": "7"})

    note.refresh_from_db()
    assert (note.subjective, note.version) == ("Slept well.", 1)
    assert [event.act for event in Event.objects.all()] == ["note.saved"]


def test_a_note_signed_meanwhile_stays(owner, monkeypatch):
    note = NoteFactory()
    monkeypatch.setattr("sessions.admin.sessions.NoteAdmin.has_change_permission", lambda *_: True)
    Note.objects.filter(pk=note.pk).update(signed_at=timezone.now(), signed_by=UserFactory(), content_hash="x")

    answered = owner.post(address(note, "change"), {"subjective": "Other."})

    note.refresh_from_db()
    assert (answered.status_code, note.subjective) == (302, "")
