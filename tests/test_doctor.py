"""The doctor: finds whatever was changed past the program, says which, and what to do."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from clients.models import Consent
from knowledge.models import Release
from reflexpractice import doctor
from reflexpractice.accounts.models import User
from reflexpractice.audit import chain, guards
from reflexpractice.audit.models import ChainHead, Event
from sessions.models import Amendment, Note, Score, ZoneFinding
from sessions.write_up import amend, fingerprint_of, sign
from tests.factories import (
    PASSWORD,
    AftercareSheetFactory,
    PracticeFactory,
    SessionFactory,
    UserFactory,
    ZoneFindingFactory,
    healthy_client,
)

pytestmark = [pytest.mark.django_db, pytest.mark.security]


@pytest.fixture
def mira(db: None) -> User:
    return UserFactory(name="Mira Lindqvist")


@pytest.fixture
def signed(library: Any, mira: User, settings: Any, tmp_path: Path) -> Note:
    """A well practice: a signed note with a finding and an addition, a consent, a release and a backup."""
    settings.DATA_DIR = tmp_path
    PracticeFactory()
    session = SessionFactory(client=healthy_client(library, seen_by=mira), practitioner=mira, finished=True)
    note = Note.objects.create(session=session, subjective="Slept well.", skin_checked=True)
    ZoneFindingFactory(note=note, tenderness=2)
    sign(note=note, by=mira, password=PASSWORD)
    amend(note=note, words="Felt well.", reason="Telephone.", by=mira)
    with guards.lifted():
        chain.record("backup.made", ChainHead.objects.get(), by=None)
    return Note.objects.get(pk=note.pk)


def unwell() -> dict[str, str]:
    return {finding.name: finding.words for finding in doctor.examine() if not finding.ok}


def test_a_well_practice_has_nothing_that_needs_anybody(signed):
    assert unwell() == {}
    assert [finding.name for finding in doctor.examine()] == [
        "Database", "Secrets", "Disk", "Records", "Version", "Guards", "Knowledge", "Signed notes", "Consents",
        "Aftercare", "Photos", "Backup", "Events",
    ]  # fmt: skip


def _sealed_anew(note: Note) -> None:
    """Who changes a note may make a new fingerprint for it as well."""
    ZoneFinding.objects.update(tenderness=0)
    fresh = Note.objects.get(pk=note.pk)
    Note.objects.filter(pk=note.pk).update(content_hash=fingerprint_of(fresh))
    Amendment.objects.all().delete()


def _taken_away(note: Note) -> None:
    for model in (Amendment, ZoneFinding, Score, Note):
        model._base_manager.all()._raw_delete("default")


FORGED = "The signature of the note of {when} is not the one of which the events tell."
UNCHAINED = "The additions to the note of {when} are not what was written."


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (lambda note: Note.objects.update(subjective="Other."), "The note of {when} is not what was signed."),
        (lambda note: ZoneFinding.objects.update(tenderness=0), "The note of {when} is not what was signed."),
        (lambda note: ZoneFinding.objects.all().delete(), "The note of {when} is not what was signed."),
        (
            _sealed_anew,
            f"{FORGED} Addition {{addition}} to a signed note is gone.",
        ),
        (
            lambda note: Amendment.objects.update(words="Felt ill."),
            UNCHAINED,
        ),
        (
            lambda note: Amendment.objects.update(hash="0" * 64),
            f"{UNCHAINED} An addition to the note of {{when}} is not the one of which the events tell.",
        ),
        (_taken_away, "Signed note {note} is gone. Addition {addition} to a signed note is gone."),
    ],
)
def test_whatever_was_changed_in_a_signed_note_is_found(signed, act: Callable[[Note], Any], sentence: str):
    day = f"{timezone.localtime(signed.session.starts_at):%d %b %Y}"
    keys = {"note": signed.pk, "addition": signed.amendments.get().pk, "when": f"session {signed.session_id}, {day}"}
    with guards.lifted():
        act(signed)

    assert unwell() == {"Signed notes": sentence.format(**keys)}


def test_the_event_that_was_changed_is_named(signed):
    with guards.lifted():
        Event.objects.filter(number=2).update(act="other")

    assert "Event 2 has been changed." in unwell()["Events"]


def _resealed(**changes: Any) -> None:
    """What somebody does who has the key as well: cut the end off, and write another one."""
    last = Event.objects.order_by("-number")[0]
    Event.objects.filter(pk=last.pk).delete()
    before = Event.objects.order_by("-number")[0]
    ChainHead.objects.update(number=before.number, hash=before.hash)


def test_an_end_that_was_cut_off_with_the_head_is_found_by_a_seal_kept_elsewhere(signed):
    number, seal = chain.end()
    with guards.lifted():
        _resealed()
        assert chain.faults() == []
        assert chain.faults({number: seal}) == [f"Event {number}, whose seal was kept in a backup, is gone."]
        chain.record("place.changed", signed, by=None)

    assert chain.faults() == []
    assert chain.faults({number: seal}) == [f"Event {number} is not the one whose seal was kept in a backup."]


def test_a_guard_that_is_gone_or_says_something_else_is_named(signed):
    on = "" if connection.vendor == "sqlite" else ' ON "audit_event"'
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TRIGGER "guard_audit_event_delete"{on}')
        if connection.vendor == "sqlite":
            cursor.execute('DROP TRIGGER "guard_audit_event_update"')
            cursor.execute(
                'CREATE TRIGGER "guard_audit_event_update" BEFORE UPDATE ON "audit_event" BEGIN SELECT 1; END'
            )
        else:
            cursor.execute(
                'CREATE OR REPLACE FUNCTION "guard_audit_event_update"() RETURNS trigger LANGUAGE plpgsql AS '
                "$$ BEGIN RETURN NEW; END $$"
            )

    assert unwell() == {"Guards": "guard_audit_event_delete is missing. guard_audit_event_update was changed."}


def test_a_release_a_consent_and_an_old_backup_are_told(signed):
    with guards.lifted():
        published = Release.objects.get()
        chain.record("knowledge.published", published, by=None, detail={"seal": published.seal})
        QuerySet(Release).update(content="{}", seal=doctor.hashlib.sha256(b"{}").hexdigest())
        kept = Consent.objects.values_list("pk", flat=True)
        Consent.objects.update(words="I agree to everything.")
        sheet = AftercareSheetFactory()
        old = timezone.now() - dt.timedelta(days=4)
        Event.objects.filter(act="backup.made").update(at=old)

    found = unwell()

    assert found["Knowledge"] == "Release 1 is not what was published."
    assert found["Consents"].startswith(f"The words of consent {min(kept)} are not those that were shown.")
    assert found["Aftercare"] == f"Aftercare sheet {sheet.pk} is not what was given."
    assert found["Backup"] == f"The last one is of {timezone.localtime(old):%d %b %Y, %H:%M}."


def test_the_command_says_point_by_point_and_ends_with_a_status(signed, capsys):
    call_command("doctor")
    assert capsys.readouterr().out.endswith("\nAll is well.\n")
    with guards.lifted():
        Note.objects.update(plan="Other.")

    with pytest.raises(SystemExit) as ended:
        call_command("doctor")
    said = capsys.readouterr().out
    assert ended.value.code == 1
    assert "NOT OK  Signed notes: The note of session" in said
    assert f"        What to do: {doctor.TAMPERED}" in said
    assert said.endswith("\n1 of 13 points need you.\n")

    with pytest.raises(SystemExit):
        call_command("doctor", "--json")
    told = {each["name"]: each["ok"] for each in json.loads(capsys.readouterr().out)}
    assert [name for name, ok in told.items() if not ok] == ["Signed notes"]


def test_a_seal_that_was_written_down_is_compared(signed, capsys):
    number, seal = chain.end()
    call_command("doctor", "--seal", f"{number}:{seal}")

    with pytest.raises(SystemExit):
        call_command("doctor", "--seal", f"{number}:{'0' * 64}")
    with pytest.raises(CommandError, match="a seal is a number, a colon and 64 characters"):
        call_command("doctor", "--seal", "mine")


def test_a_server_for_letters_that_refuses_is_told(signed, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 2

    [letters] = [finding for finding in doctor.examine(with_email=True) if finding.name == "E-mail"]

    assert (letters.ok, letters.todo) == (False, "Look at EMAIL_URL in the settings.")


def test_a_folder_without_a_practice_is_told_and_no_file_is_made(monkeypatch, settings, tmp_path):
    there = tmp_path / "practice.sqlite3"
    monkeypatch.setattr(connection, "vendor", "sqlite")
    monkeypatch.setitem(settings.DATABASES["default"], "NAME", there)

    assert [finding.name for finding in doctor.examine()] == ["Database", "Secrets", "Disk"]
    assert not there.exists()
