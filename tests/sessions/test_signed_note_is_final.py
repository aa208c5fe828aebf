"""A signed note stays as it was signed, whichever way somebody tries to change it."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client as Browser
from django.urls import reverse

from reflexpractice.accounts.models import User
from sessions.models import (
    Acknowledgement,
    Amendment,
    Note,
    Override,
    PlannedZone,
    SafetyCheck,
    Score,
    SecondReading,
    TreatmentSession,
    ZoneFinding,
)
from sessions.write_up import amend, fingerprint_of, record_finding, save_draft, set_score, sign
from tests.factories import (
    PASSWORD,
    AcknowledgementFactory,
    NoteFactory,
    OverrideFactory,
    SecondReadingFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def final(note: Note, mira: User) -> Note:
    """A signed note with a finding, a score, a planned zone and an addition."""
    record_finding(note=note, zone="liver", side="right", by=mira, tenderness=2)
    set_score(note=note, goal="Sleep", by=mira, before=7, after=4)
    note.refresh_from_db()
    save_draft(note=note, version=0, by=mira, subjective="Slept well.", skin_checked=True)
    done = sign(note=note, by=mira, password=PASSWORD)
    amend(note=done, words="Felt well.", reason="Telephone.", by=mira)
    SecondReadingFactory(note=done)
    return Note.objects.get(pk=done.pk)


def everything(note: Note) -> list[list[tuple[object, ...]]]:
    """Every row that belongs to the note, as it stands."""
    models = [
        Note, ZoneFinding, Score, Amendment, TreatmentSession, PlannedZone, Acknowledgement, Override, SafetyCheck,
        SecondReading,
    ]  # fmt: skip
    return [list(model._default_manager.order_by("pk").values_list()) for model in models]


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def save(note: Note) -> None:
    note.subjective = "Other."
    note.save()


def bulk_update(note: Note) -> None:
    note.plan = "Other."
    Note.objects.bulk_update([note], ["plan"])


def bulk_create_over(note: Note) -> None:
    over = Note(pk=note.pk, session_id=note.session_id, subjective="Other.")
    Note.objects.bulk_create([over], update_conflicts=True, unique_fields=["id"], update_fields=["subjective"])


def move_a_finding_in(note: Note) -> None:
    other = NoteFactory()
    finding = ZoneFinding.objects.create(note=other, zone="stomach", zone_name="Stomach", side="left")
    finding.note = note
    finding.save()


def move_a_finding_out(note: Note) -> None:
    ZoneFinding.objects.filter(note=note).update(note=NoteFactory())


def move_the_note(note: Note) -> None:
    Note.objects.filter(pk=note.pk).update(session=NoteFactory().session_id)


def move_the_session(note: Note) -> None:
    TreatmentSession.objects.filter(pk=note.session_id).update(client=NoteFactory().session.client)


WAYS: dict[str, Callable[[Note], object]] = {
    "save": save,
    "update": lambda note: Note.objects.filter(pk=note.pk).update(assessment="Other."),
    "bulk update": bulk_update,
    "update or create": lambda note: Note.objects.update_or_create(
        session=note.session, defaults={"objective": "Other."}
    ),
    "create over it": bulk_create_over,
    "take the signature off": lambda note: Note.objects.filter(pk=note.pk).update(
        signed_at=None, signed_by=None, content_hash=""
    ),
    "move the note": move_the_note,
    "delete": lambda note: note.delete(),
    "delete the session": lambda note: note.session.delete(),
    "delete the client": lambda note: note.session.client.delete(),
    "change the session": lambda note: TreatmentSession.objects.filter(pk=note.session_id).update(minutes=30),
    "move the session": move_the_session,
    "change a finding": lambda note: note.findings.update(tenderness=0),
    "add a finding": lambda note: note.findings.create(zone="stomach", zone_name="Stomach", side="left"),
    "take a finding away": lambda note: note.findings.all().delete(),
    "move a finding in": move_a_finding_in,
    "move a finding out": move_a_finding_out,
    "add a score": lambda note: note.scores.create(goal="Stress", before=1),
    "change a score": lambda note: note.scores.update(after=0),
    "take a score away": lambda note: note.scores.all().delete(),
    "add a planned zone": lambda note: note.session.planned_zones.create(
        zone="stomach", zone_name="Stomach", side="left"
    ),
    "take a planned zone away": lambda note: note.session.planned_zones.all().delete(),
    "add a reason": lambda note: OverrideFactory(session=note.session),
    "add what was read": lambda note: AcknowledgementFactory(session=note.session),
    "change a check": lambda note: note.session.safety_checks.update(complete=False),
    "take a check away": lambda note: note.session.safety_checks.all().delete(),
    "change an addition": lambda note: note.amendments.update(words="Other."),
    "take an addition away": lambda note: note.amendments.all().delete(),
    "change a co-signature": lambda note: note.second_readings.update(words="Other."),
    "take a co-signature away": lambda note: note.second_readings.all().delete(),
    "SQL update": lambda note: sql(f"UPDATE treatments_note SET subjective = 'Other.' WHERE id = {note.pk}"),
    "SQL delete": lambda note: sql(f"DELETE FROM treatments_note WHERE id = {note.pk}"),
    "SQL delete of findings": lambda note: sql(f"DELETE FROM treatments_zonefinding WHERE note_id = {note.pk}"),
}
COLUMNS = (
    "id, session_id, subjective, objective, assessment, plan, objective_by_hand, skin_checked, version,"
    " created_at, changed_at, signed_at, signed_by_id, content_hash, signed_means, needs_co_signature, carried"
)
OTHER = "id, session_id, 'Other.', '', '', '', 0, 0, 9, created_at, changed_at, NULL, NULL, '', '', 0, '{}'"
SQLITE_WAYS = {
    "insert or replace": f"INSERT OR REPLACE INTO treatments_note ({COLUMNS}) SELECT {OTHER} FROM treatments_note",
    "replace": f"REPLACE INTO treatments_note ({COLUMNS}) SELECT {OTHER} FROM treatments_note",
    "update or replace": "UPDATE OR REPLACE treatments_note SET subjective = 'Other.'",
    "update or ignore": "UPDATE OR IGNORE treatments_note SET subjective = 'Other.'",
    "replace a finding": "UPDATE OR REPLACE treatments_zonefinding SET tenderness = 0",
    "insert or replace by session": (
        f"INSERT OR REPLACE INTO treatments_note ({COLUMNS}) "
        "SELECT id + 1000, session_id, 'Other.', '', '', '', 0, 0, 9, created_at, changed_at, NULL, NULL, "
        "'', '', 0, '{}' FROM treatments_note"
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_no_way_changes_a_signed_note(final, way):
    before = everything(final)

    with pytest.raises(DatabaseError), transaction.atomic():
        WAYS[way](Note.objects.select_related("session__client").get(pk=final.pk))

    assert everything(final) == before


@pytest.mark.sqlite
@pytest.mark.parametrize("way", SQLITE_WAYS)
def test_no_way_round_on_sqlite_changes_a_signed_note(final, way):
    before = everything(final)

    with pytest.raises(IntegrityError, match="A signed note cannot be changed"), transaction.atomic():
        sql(SQLITE_WAYS[way])

    assert everything(final) == before


@pytest.mark.postgresql
@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE treatments_note CASCADE",
        "TRUNCATE treatments_zonefinding",
        "UPDATE ONLY treatments_note SET subjective = 'Other.'",
        "WITH gone AS (DELETE FROM treatments_zonefinding RETURNING 1) SELECT count(*) FROM gone",
        "MERGE INTO treatments_note n USING (SELECT 1) s ON true WHEN MATCHED THEN UPDATE SET subjective = 'Other.'",
    ],
)
def test_no_way_round_on_postgresql_changes_a_signed_note(final, statement):
    before = everything(final)

    # TRUNCATE would be refused for the wrong reason while a foreign key waits to be checked.
    sql("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(DatabaseError, match="A signed note cannot be changed"), transaction.atomic():
        sql(statement)

    assert everything(final) == before


@pytest.mark.parametrize("name", ["log_zone", "note", "autosave", "score", "sign", "end_work", "start", "plan_zone"])
def test_no_page_changes_a_signed_note(final, mira, name):
    before = everything(final)
    browser = Browser()
    browser.force_login(mira)

    browser.post(
        reverse(f"sessions:{name}", args=[final.session_id]),
        {
            "zone": "right:liver", "zones": "right:stomach", "tenderness": "0", "goal": "Sleep", "after": "0",
            "version": "1", "subjective": "Other.", "password": PASSWORD,
        },
    )  # fmt: skip

    assert everything(final) == before


@pytest.mark.parametrize("model", ["note", "treatmentsession", "zonefinding", "score", "amendment", "safetycheck"])
def test_the_admin_changes_no_signed_note(final, model):
    before = everything(final)
    browser = Browser()
    browser.force_login(UserFactory(owner=True, is_staff=True, is_superuser=True))
    row = {
        "note": final,
        "treatmentsession": final.session,
        "zonefinding": final.findings.get(),
        "score": final.scores.get(),
        "amendment": final.amendments.get(),
        "safetycheck": final.session.safety_checks.first(),
    }[model]

    answers = [
        browser.post(
            reverse(f"admin:treatments_{model}_{page}", args=[row.pk]), {"subjective": "Other.", "post": "yes"}
        )
        for page in ("change", "delete")
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert everything(final) == before


def test_the_note_before_it_is_signed_can_be_changed(note, mira):
    record_finding(note=note, zone="liver", side="right", by=mira, tenderness=2)

    note.findings.update(tenderness=1)
    Note.objects.filter(pk=note.pk).update(subjective="Slept well.")

    assert Note.objects.values_list("subjective", "findings__tenderness").get(pk=note.pk) == ("Slept well.", 1)


def test_what_was_tampered_with_no_longer_has_its_fingerprint(final):
    from reflexpractice.audit import guards

    with guards.lifted():
        Note.objects.filter(pk=final.pk).update(assessment="Other.")

    changed = Note.objects.get(pk=final.pk)
    assert fingerprint_of(final) == final.content_hash
    assert fingerprint_of(changed) != changed.content_hash
