"""Shipped knowledge goes in whole or not at all, and never over the practice's own work."""

import copy
import io
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import DjangoAssertNumQueries

from knowledge.library import seal_of
from knowledge.loading import load
from knowledge.models import Condition, Release, Rule, Zone, ZoneShape
from knowledge.publishing import current_library, document_from_rows, publish
from knowledge.shipped import CONTENT, read_content
from tests.factories.knowledge import load_shipped, publish_shipped

pytestmark = pytest.mark.django_db


def load_knowledge(*args: Any, **options: Any) -> list[str]:
    """The lines the command prints."""
    out = io.StringIO()
    call_command("load_knowledge", *args, stdout=out, **options)
    return out.getvalue().splitlines()


def shipped() -> dict[str, Any]:
    return copy.deepcopy(read_content()[0])


def rule_in(document: dict[str, Any], code: str) -> dict[str, Any]:
    return next(row for row in document["rules"] if row["code"] == code)


def test_every_shipped_row_is_loaded_just_as_it_was_shipped() -> None:
    document = shipped()

    load(document)

    assert seal_of(document_from_rows()) == seal_of(document)


def test_loading_again_changes_nothing() -> None:
    load_shipped()

    loaded = load(shipped())

    assert [len(each.created) + len(each.changed) + len(each.kept) + len(each.withdrawn) for each in loaded] == [0] * 10


def test_loading_again_asks_little(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    load_shipped()
    document = shipped()

    with django_assert_max_num_queries(20):
        load(document)


def test_the_command_says_what_it_did() -> None:
    lines = load_knowledge(publish=True)

    assert lines == [
        "sources: 144 new, 0 changed, 0 as before",
        "zones: 68 new, 0 changed, 0 as before",
        "outlines: 4 new, 0 changed, 0 as before",
        "regions: 21 new, 0 changed, 0 as before",
        "shapes: 110 new, 0 changed, 0 as before",
        "conditions: 78 new, 0 changed, 0 as before",
        "techniques: 48 new, 0 changed, 0 as before",
        "rules: 223 new, 0 changed, 0 as before",
        "protocols: 30 new, 0 changed, 0 as before",
        "aftercare: 25 new, 0 changed, 0 as before",
        "Published: Release 1",
    ]


def test_each_fault_is_named_and_nothing_is_loaded(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(CONTENT, tmp_path / "content"))
    rules = (folder / "rules.csv").read_text(encoding="utf-8")
    (folder / "rules.csv").write_text(rules.replace("PREG-12,pregnancy", "PREG-12,no_such_thing"), encoding="utf-8")

    with pytest.raises(CommandError) as refused:
        load_knowledge(folder)

    assert str(refused.value).splitlines() == [
        "rules PREG-12: there is no condition 'no_such_thing'",
        "1 fault; nothing was loaded.",
    ]
    assert refused.value.returncode == 1
    assert Zone.objects.count() == 0


def test_checking_loads_nothing() -> None:
    lines = load_knowledge(check=True)

    assert lines == ["The content files are sound."]
    assert Zone.objects.count() == 0


def test_an_improved_row_is_taken_in_with_its_parts() -> None:
    load_shipped()
    document = shipped()
    improved = rule_in(document, "PREG-12")
    improved.update(instead="Work the arches.", scope=[{"kind": "session", "code": ""}])

    load(document)

    rule = Rule.objects.get(pk="PREG-12")
    assert rule.instead == "Work the arches."
    assert [each.kind for each in rule.scope.all()] == ["session"]


def test_a_row_the_practice_has_edited_is_kept() -> None:
    load_shipped()
    Rule.objects.filter(pk="PREG-12").update(instead="Our own words.")
    document = shipped()
    rule_in(document, "PREG-12")["instead"] = "Newer shipped words."

    loaded = {each.table.name: each for each in load(document)}

    assert [row.code for row in loaded["rules"].kept] == ["PREG-12"]
    assert Rule.objects.get(pk="PREG-12").instead == "Our own words."


def test_a_kept_row_is_named() -> None:
    load_shipped()
    Rule.objects.get(pk="PREG-12").scope.all().delete()

    lines = load_knowledge()

    assert [line for line in lines if line.startswith(" ")] == ["  kept your version of RULE PREG-12"]


def test_overwriting_puts_the_shipped_row_back() -> None:
    load_shipped()
    Rule.objects.filter(pk="PREG-12").update(instead="Our own words.", in_use=False)

    load(shipped(), overwrite=True)

    assert seal_of(document_from_rows()) == seal_of(shipped())


def test_a_rule_taken_out_of_use_stays_out() -> None:
    load_shipped()
    Rule.objects.filter(pk="PREG-12").update(in_use=False)
    document = shipped()
    rule_in(document, "PREG-12")["instead"] = "Newer shipped words."

    load(document)

    rule = Rule.objects.get(pk="PREG-12")
    assert (rule.instead, rule.in_use) == ("Newer shipped words.", False)


def test_what_is_shipped_no_longer_goes_out_of_use() -> None:
    load_shipped()
    document = shipped()
    document["rules"].remove(rule_in(document, "PREG-12"))
    document["footmap"]["shapes"].pop()

    load(document)

    assert Rule.objects.get(pk="PREG-12").in_use is False
    assert ZoneShape.objects.count() == 109
    assert seal_of(document_from_rows()) == seal_of(document)


def test_a_condition_that_is_shipped_no_longer_stays_for_the_records() -> None:
    load_shipped()
    document = shipped()
    document["conditions"] = [row for row in document["conditions"] if row["code"] != "pregnancy"]

    load(document)

    assert Condition.objects.get(pk="pregnancy").shipped_seal == ""


def test_a_withdrawn_rule_that_is_shipped_again_comes_back() -> None:
    load_shipped()
    without = shipped()
    without["rules"].remove(rule_in(without, "PREG-12"))
    load(without)

    load(shipped())

    assert seal_of(document_from_rows()) == seal_of(shipped())


def test_an_upgrade_is_published() -> None:
    older = shipped()
    rule_in(older, "PREG-12")["instead"] = "Older shipped words."
    load(older)
    publish(by=None)

    lines = load_knowledge(publish=True)

    assert lines[-1] == "Published: Release 2"
    assert current_library().rule("PREG-12").instead != "Older shipped words."


def test_what_the_practice_is_working_on_is_never_published_for_it() -> None:
    publish_shipped()
    Rule.objects.filter(pk="PREG-12").update(instead="Half a")

    lines = load_knowledge(publish=True)

    assert lines[-1] == "Not published: some changes wait to be looked at. Publish them in the admin."
    assert Release.objects.count() == 1
