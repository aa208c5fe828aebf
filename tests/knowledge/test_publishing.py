"""Publishing seals the rows; what is published stays as it is, or is refused."""

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from knowledge import publishing
from knowledge.differences import Kind, by_table, changes
from knowledge.library import seal_of
from knowledge.models import BrokenSeal, PublishedIsFinal, Release, Rule
from knowledge.publishing import (
    NoRelease,
    PublishedMeanwhile,
    PublishingFault,
    changes_of,
    current_library,
    document_from_rows,
    library_for,
    preview,
    publish,
)
from reflexpractice.audit import guards
from reflexpractice.audit.models import Event
from tests.factories import UserFactory
from tests.factories.knowledge import RuleFactory, load_shipped, publish_shipped

pytestmark = pytest.mark.django_db

WORDS = "Our own words."


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """Each test has its own database; a library compiled for the one before must not be met again."""
    publishing._compiled.cache_clear()
    yield
    publishing._compiled.cache_clear()


def tamper(release: Release, **columns: object) -> None:
    """Change a release as someone with the database in hand could."""
    with guards.lifted():
        for name, value in columns.items():
            with connection.cursor() as cursor:
                cursor.execute(f"UPDATE knowledge_release SET {name} = %s WHERE id = %s", [value, release.pk])


def test_publishing_seals_the_rows_and_records_who_did_it() -> None:
    editor = UserFactory(editor=True)
    load_shipped()

    release = publish(by=editor, note="Our first")

    assert (release.number, release.published_by, release.note) == (1, editor, "Our first")
    assert release.seal == seal_of(document_from_rows())
    assert release.document() == document_from_rows()
    event = Event.objects.get()
    assert (event.act, event.actor, event.detail) == (
        "knowledge.published",
        editor,
        {"number": 1, "seal": release.seal},
    )


def test_publishing_without_a_change_gives_the_release_in_force() -> None:
    first = publish_shipped()

    second = publish(by=None)

    assert second == first
    assert Release.objects.count() == 1


def test_publishing_a_change_makes_the_next_release() -> None:
    publish_shipped()
    Rule.objects.filter(pk="PREG-12").update(instead=WORDS)

    release = publish(by=None)

    assert release.number == 2
    assert current_library().rule("PREG-12").instead == WORDS


def test_a_rule_out_of_use_is_left_out() -> None:
    load_shipped()
    Rule.objects.filter(pk="PREG-12").update(in_use=False)

    publish(by=None)

    with pytest.raises(KeyError):
        current_library().rule("PREG-12")


def test_unsound_rows_are_not_published() -> None:
    load_shipped()
    RuleFactory(code="OWN-1", condition_id="pregnancy", condition=None, sources=["S0"], scope=[("zone", "tail")])

    with pytest.raises(PublishingFault) as refused:
        publish(by=None)

    assert [(fault.table, fault.row) for fault in refused.value.faults] == [("rules", "OWN-1")]
    assert Release.objects.count() == 0


def test_a_number_taken_meanwhile_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    publish_shipped()
    Rule.objects.filter(pk="PREG-12").update(instead=WORDS)
    monkeypatch.setattr(Release, "save", raises(IntegrityError))

    with pytest.raises(PublishedMeanwhile):
        publish(by=None)


def raises(error: type[Exception]) -> object:
    def refuse(*_: object, **__: object) -> None:
        raise error

    return refuse


def test_the_library_is_compiled_once_and_costs_one_small_question(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    publish_shipped()
    first = current_library()

    with django_assert_num_queries(1):
        second = current_library()

    assert second is first


def test_the_library_knows_its_number_and_seal() -> None:
    release = publish_shipped()

    library = current_library()

    assert (library.number, library.seal) == (1, release.seal)


def test_a_session_can_read_the_release_it_was_checked_with() -> None:
    first = publish_shipped()
    old = current_library().rule("PREG-12").instead
    Rule.objects.filter(pk="PREG-12").update(instead=WORDS)
    publish(by=None)

    library = library_for(first)

    assert library.rule("PREG-12").instead == old


def test_without_a_release_there_is_no_library() -> None:
    load_shipped()

    with pytest.raises(NoRelease):
        current_library()


@pytest.mark.parametrize("column", ["content", "seal"])
def test_a_release_that_was_tampered_with_is_not_read(column: str) -> None:
    release = publish_shipped()
    tamper(release, **{column: getattr(release, column).replace("a", "b", 1)})

    with pytest.raises(BrokenSeal):
        current_library()


def test_a_release_whose_content_cannot_be_read_is_not_read() -> None:
    release = publish_shipped()
    tamper(release, content="{")

    with pytest.raises(BrokenSeal):
        current_library()


def test_a_release_changed_in_memory_is_not_read() -> None:
    release = publish_shipped()
    document = json.loads(release.content)
    document["rules"].pop()
    release.content = json.dumps(document)

    with pytest.raises(BrokenSeal):
        release.document()


def test_the_same_rows_can_be_published_anew_over_a_broken_release() -> None:
    broken = publish_shipped()
    tamper(broken, content="{}")

    release = publish(by=None)

    assert release.number == 2
    assert current_library().number == 2


def test_a_release_cannot_be_changed_or_deleted() -> None:
    release = publish_shipped()

    for change in (
        release.save,
        release.delete,
        Release.objects.all().delete,
        lambda: Release.objects.update(note="other"),
        lambda: Release.objects.bulk_update([release], ["note"]),
    ):
        with pytest.raises(PublishedIsFinal):
            change()


@pytest.mark.parametrize("sql", ["UPDATE knowledge_release SET note = 'other'", "DELETE FROM knowledge_release"])
def test_the_database_itself_refuses_to_change_a_release(sql: str) -> None:
    publish_shipped()

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)

    assert Release.objects.get().note == "Shipped knowledge"


def test_the_preview_says_what_would_change() -> None:
    publish_shipped()
    Rule.objects.filter(pk="PREG-12").update(instead=WORDS)
    Rule.objects.filter(pk="PREG-11").update(in_use=False)
    RuleFactory(code="OWN-1", condition_id="pregnancy", condition=None, sources=["S0"])

    seen = preview()

    assert [(each.table, each.code, each.kind) for each in seen.changes] == [
        ("rules", "PREG-11", Kind.REMOVED),
        ("rules", "PREG-12", Kind.CHANGED),
        ("rules", "OWN-1", Kind.ADDED),
    ]
    [column] = seen.changes[1].columns
    assert (column.name, column.becomes) == ("instead", WORDS)
    assert (seen.is_new, seen.broken, seen.faults) == (True, False, ())


def test_the_preview_says_that_nothing_would_change() -> None:
    publish_shipped()

    seen = preview()

    assert (seen.changes, seen.is_new) == ((), False)


def test_the_preview_says_that_the_release_in_force_is_broken() -> None:
    release = publish_shipped()
    tamper(release, content="{}")

    seen = preview()

    assert (seen.broken, seen.is_new) == (True, True)


def test_changes_are_gathered_by_table() -> None:
    first = publish_shipped()

    tables = by_table(changes_of(first))

    assert [(table.name, len(table.added)) for table in tables] == [
        ("Zones", 68),
        ("Conditions", 78),
        ("Rules", 223),
        ("Techniques", 48),
        ("Protocols", 30),
        ("Aftercare advice", 25),
        ("Sources", 144),
        ("Outlines of feet", 4),
        ("Shapes of parts of the foot", 21),
        ("Shapes of zones", 110),
    ]


def test_cells_are_put_in_words() -> None:
    load_shipped()
    old = document_from_rows()
    rule = Rule.objects.get(pk="PREG-12")
    Rule.objects.filter(pk="PREG-12").update(max_pressure=None, statuses=["yes", "past"])
    rule.scope.create(kind="region", code="heel")

    [change] = changes(old, document_from_rows())

    assert {column.name: column.becomes for column in change.columns} == {
        "statuses": "yes, past",
        "max_pressure": "nothing",
        "scope": "session, region heel",
    }


@pytest.mark.django_db(transaction=True)
def test_of_two_who_publish_at_once_one_wins() -> None:
    load_shipped()
    start = threading.Barrier(2)

    def attempt(_: int) -> str:
        start.wait()
        try:
            return f"release {publish(by=None).number}"
        except PublishedMeanwhile:
            return "too late"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as people:
        answers = set(people.map(attempt, range(2)))

    assert Release.objects.count() == 1
    assert answers <= {"release 1", "too late"}
    assert "release 1" in answers
