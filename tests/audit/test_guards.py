"""What is signed or published stays as it is: the database itself refuses."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from clients.models import Consent, Intake
from knowledge.models import Release
from reflexpractice import checks
from reflexpractice.audit import guards
from reflexpractice.audit.chain import record
from reflexpractice.audit.models import Event
from sessions.models import (
    Acknowledgement,
    AftercareMailing,
    AftercareSheet,
    Amendment,
    Note,
    Override,
    Photo,
    PlannedZone,
    SafetyCheck,
    Score,
    SecondReading,
    TreatmentSession,
    ZoneFinding,
)
from tests.factories import (
    AcknowledgementFactory,
    AftercareSheetFactory,
    ClientFactory,
    ConsentFactory,
    IntakeFactory,
    LocationFactory,
    NoteFactory,
    OverrideFactory,
    PhotoFactory,
    PlannedZoneFactory,
    ScoreFactory,
    SecondReadingFactory,
    SessionFactory,
    UserFactory,
    ZoneFindingFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.security]

KEPT = {
    Event: {"act": "other"}, Release: {"note": "other"}, Note: {"plan": "other"}, TreatmentSession: {"minutes": 99},
    ZoneFinding: {"words": "other"}, Score: {"after": 9}, PlannedZone: {"light": True},
    Acknowledgement: {"words": "other"}, Override: {"words": "other words"}, SafetyCheck: {"complete": False},
    Amendment: {"words": "other"}, SecondReading: {"words": "other"}, Photo: {"words": "other"},
    AftercareSheet: {"text": "other"}, AftercareMailing: {"sent": False},
    Intake: {"review_note": "other"}, Consent: {"words": "other"},
}  # fmt: skip
"""Every guarded model, with a change that would be told."""

KINDS = pytest.mark.parametrize("model", KEPT, ids=lambda model: model.__name__)


@pytest.fixture
def signed() -> Note:
    """A signed note with a part of every kind, an event, a release, a reviewed intake and a withdrawn consent."""
    mira = UserFactory()
    session = SessionFactory(finished=True, practitioner=mira)
    note: Note = NoteFactory(session=session)
    ZoneFindingFactory(note=note)
    ScoreFactory(note=note, before=7)
    PhotoFactory(note=note)
    PlannedZoneFactory(session=session)
    AcknowledgementFactory(session=session)
    OverrideFactory(session=session)
    kept = {"session": session, "moment": "sign", "facts": {}, "plan": {}, "result": {}, "complete": True}
    SafetyCheck.objects.create(**kept, effect="none")
    Note.objects.filter(pk=note.pk).update(signed_at=timezone.now(), signed_by=mira, content_hash="0" * 64)
    Amendment.objects.create(
        note=note, words="more", reason="why", by=mira, at=timezone.now(), previous_hash="0" * 64, hash="1" * 64
    )
    SecondReadingFactory(note=Note.objects.get(pk=note.pk))
    AftercareMailing.objects.create(sheet=AftercareSheetFactory(session=session), sent=True, at=timezone.now())
    IntakeFactory(client=session.client, accepted=True)
    ConsentFactory(client=session.client, withdrawn_at=timezone.now())
    record("note.signed", note, by=mira)
    Release.objects.create(number=1, content="{}", seal="0" * 64)
    return Note.objects.get(pk=note.pk)


def refused(act: Callable[[], Any]) -> bool:
    try:
        with transaction.atomic():
            act()
    except IntegrityError:
        return True
    return False


def run(sql: str, *values: Any) -> Callable[[], Any]:
    def act() -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)

    return act


def columns(model: Any) -> str:
    return ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)


def test_every_guard_stands_after_migrating() -> None:
    assert guards.missing() == []
    assert checks.guards_stand(None, databases=["default"]) == []


def test_each_kept_model_has_its_guard() -> None:
    assert {guard.table for guard in guards.registered()} == {model._meta.db_table for model in KEPT}


@KINDS
def test_a_guard_that_is_gone_is_named_and_put_back_by_migrating(model: Any) -> None:
    table = model._meta.db_table
    name = f"guard_{table}_update"
    with connection.cursor() as cursor:
        on = "" if connection.vendor == "sqlite" else f' ON "{table}"'
        cursor.execute(f'DROP TRIGGER "{name}"{on}')

    [found] = checks.guards_stand(None, databases=["default"])
    call_command("migrate", verbosity=0)

    assert (found.id, found.msg) == ("reflexpractice.E002", f"Guards of signed records are missing: {name}.")
    assert guards.missing() == []


def test_guards_step_aside_on_sqlite_while_something_is_migrated() -> None:
    everything = [name for guard in guards.registered() for name in guard.names]

    guards.step_aside(plan=[])
    assert guards.missing() == []
    guards.step_aside(plan=["a migration"])
    assert guards.missing() == (sorted(everything) if connection.vendor == "sqlite" else [])
    call_command("migrate", verbosity=0)

    assert guards.missing() == []


def test_guards_come_back_after_a_migration_that_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        guards.drop()
        raise DatabaseError("database or disk is full")

    monkeypatch.setattr(MigrationExecutor, "migrate", fail)

    with pytest.raises(DatabaseError, match="full"):
        call_command("migrate", verbosity=0)

    assert guards.missing() == []


@KINDS
def test_what_is_kept_is_neither_changed_nor_deleted(signed: Note, model: Any) -> None:
    rows, changes = model._base_manager.all(), KEPT[model]
    row = rows.get()
    column, table = next(iter(changes)), model._meta.db_table
    copy = f'INSERT INTO "{table}" SELECT * FROM "{table}"'

    ways = {
        "save": lambda: rows.model.save_base(_with(row, changes), raw=True),
        "update": lambda: rows.update(**changes),
        "bulk_update": lambda: rows.bulk_update([_with(row, changes)], list(changes)),
        "delete": lambda: rows.filter(pk=row.pk)._raw_delete("default"),
        "raw update": run(f'UPDATE "{table}" SET "{column}" = "{column}" WHERE id = %s', row.pk),
        "raw delete": run(f'DELETE FROM "{table}"'),
        "upsert": run(f'{copy} WHERE id = %s ON CONFLICT (id) DO UPDATE SET "{column}" = EXCLUDED."{column}"', row.pk),
    }

    assert [way for way, act in ways.items() if not refused(act)] == []
    assert values_of(rows.get()) == values_of(row)


def values_of(row: Any) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def _with(row: Any, changes: dict[str, Any]) -> Any:
    fresh = type(row)._base_manager.get(pk=row.pk)
    for name, value in changes.items():
        setattr(fresh, name, value)
    return fresh


@KINDS
@pytest.mark.sqlite
def test_replacing_is_no_way_round_on_sqlite(signed: Note, model: Any) -> None:
    table, column = model._meta.db_table, next(iter(KEPT[model]))
    key = model._base_manager.get().pk
    names = columns(model)

    ways = {
        "insert or replace": run(f'INSERT OR REPLACE INTO "{table}" ({names}) SELECT {names} FROM "{table}"'),
        "replace into": run(f'REPLACE INTO "{table}" ({names}) SELECT {names} FROM "{table}"'),
        "update or replace": run(f'UPDATE OR REPLACE "{table}" SET "{column}" = "{column}" WHERE id = %s', key),
        "another key": run(f'UPDATE "{table}" SET id = id + 1000'),
    }

    assert [way for way, act in ways.items() if not refused(act)] == []


@KINDS
@pytest.mark.postgresql
def test_emptying_a_table_is_no_way_round_on_postgresql(signed: Note, model: Any) -> None:
    connection.check_constraints()

    assert refused(run(f'TRUNCATE "{model._meta.db_table}" CASCADE'))


def test_a_consent_in_force_can_only_be_withdrawn() -> None:
    given = ConsentFactory()
    row = Consent.objects.filter(pk=given.pk)
    later = timezone.now()
    changes: list[dict[str, Any]] = [
        {"words": "other"}, {"words_hash": "0" * 64}, {"given": False}, {"kind": "records"}, {"signed_at": later},
        {"signed_name": "Somebody else"}, {"relation": "mother"}, {"signature": [[1, 2]]}, {"supported_by": "Nobody"},
        {"client": ClientFactory()}, {"intake": IntakeFactory()}, {"id": given.pk + 1000},
        {"withdrawn_at": later, "words": "other"},
    ]  # fmt: skip

    assert [change for change in changes if not refused(lambda change=change: row.update(**change))] == []  # type: ignore[misc]
    assert refused(lambda: row._raw_delete("default"))
    assert values_of(row.get()) == values_of(given)
    row.update(withdrawn_at=later, withdrawal_words="By telephone")

    assert row.get().withdrawal_words == "By telephone"
    assert refused(lambda: row.update(withdrawn_at=None))


def test_nothing_is_added_to_what_is_signed_nor_moved_into_or_out_of_it(signed: Note) -> None:
    other = NoteFactory()
    finding = ZoneFindingFactory(note=other, zone="heel_pad")
    zone = PlannedZoneFactory(session=other.session, zone="heel_pad")

    ways = {
        "finding": lambda: ZoneFindingFactory(note=signed, zone="lung_chest"),
        "score": lambda: ScoreFactory(note=signed),
        "photo": lambda: PhotoFactory(note=signed),
        "zone": lambda: PlannedZoneFactory(session=signed.session, zone="lung_chest"),
        "reading": lambda: AcknowledgementFactory(session=signed.session),
        "reason": lambda: OverrideFactory(session=signed.session, zone="lung_chest"),
        "finding moved in": lambda: ZoneFinding.objects.filter(pk=finding.pk).update(note=signed),
        "zone moved in": lambda: PlannedZone.objects.filter(pk=zone.pk).update(session=signed.session),
        "finding moved out": lambda: signed.findings.update(note=other),
    }

    assert [way for way, act in ways.items() if not refused(act)] == []


def test_a_signature_is_not_taken_back(signed: Note) -> None:
    unsigned = {"signed_at": None, "signed_by": None, "content_hash": ""}

    assert refused(lambda: Note.objects.filter(pk=signed.pk).update(**unsigned))


def test_the_refusal_says_what_to_do_instead(signed: Note) -> None:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        Note.objects.filter(pk=signed.pk).update(plan="other")

    assert str(refusal.value).splitlines()[0] == "A signed note cannot be changed. Write an addition."


def test_what_is_not_signed_yet_is_free(signed: Note) -> None:
    draft = NoteFactory()
    finding = ZoneFindingFactory(note=draft)

    Note.objects.filter(pk=draft.pk).update(plan="other")
    finding.delete()

    draft.refresh_from_db()
    assert (draft.plan, draft.findings.count()) == ("other", 0)


def test_a_table_rebuilt_by_a_migration_gets_its_guards_back(signed: Note) -> None:
    guards.drop()
    assert len(guards.missing()) >= 3 * len(KEPT)

    guards.reinstall()

    assert refused(lambda: Note.objects.update(plan="other"))


def test_a_sentence_that_would_end_the_sql_is_not_taken() -> None:
    with pytest.raises(ValueError, match="apostrophes"):
        guards.register("accounts_location", locked="1 = 1", sentence="Don't")


def test_what_is_not_guarded_is_not_in_the_way() -> None:
    place = LocationFactory()

    place.delete()

    assert place.pk is None
