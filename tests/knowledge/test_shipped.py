"""The shipped content is sound, and whatever is not is named by table, row and reason."""

import copy
import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.document import REGIONS
from knowledge.library import Library, seal_of
from knowledge.shipped import CONTENT, GRAMMAR, read_content, validate
from tests.knowledge.cases import document, library


def test_shipped_content_is_sound_and_complete():
    found, faults = read_content()

    assert faults == []
    counts = {table: len(found[table]) for table in found if isinstance(found[table], list)}
    assert counts == {
        "zones": 68,
        "conditions": 78,
        "rules": 223,
        "techniques": 48,
        "protocols": 30,
        "aftercare": 25,
        "sources": 144,
    }
    assert [zone["number"] for zone in found["zones"]] == list(range(1, 69))
    assert [one["no"] for one in found["footmap"]["zones"]] == list(range(1, 69))


def test_a_document_survives_json_and_keeps_its_seal():
    again = json.loads(json.dumps(document()))

    assert again == document()
    assert seal_of(again) == library().seal


def test_a_seal_does_not_depend_on_the_order_of_names():
    turned = dict(reversed(list(document().items())))

    assert seal_of(turned) == seal_of(document())
    assert len(seal_of(document())) == 64


def test_grammar_of_rules_becomes_typed_rows():
    rule = next(rule for rule in document()["rules"] if rule["code"] == "VV-01")

    assert rule["attributes"] == [{"field": "severity", "operator": "!=", "value": "mild", "when_unknown": True}]
    assert rule["scope"] == [{"kind": "region", "code": "lower_leg"}, {"kind": "region", "code": "ankle"}]
    assert (rule["statuses"], rule["weeks"], rule["days"], rule["max_pressure"]) == (["yes"], None, None, None)


def test_every_asked_condition_has_a_follow_up_and_the_common_ones_ask_for_clearance_alike():
    asked = [row for row in document()["conditions"] if row["kind"] == "asked"]

    assert [row["code"] for row in asked if not row["follow_ups"]] == []
    pregnancy = next(row for row in asked if row["code"] == "pregnancy")
    assert [(one["field"], one["sets"]) for one in pregnancy["follow_ups"]] == [
        ("status", "status"),
        ("due_date", "due_on"),
        ("cleared", "cleared"),
        ("practitioner_maternity_trained", ""),
    ]
    assert (
        pregnancy["follow_ups"][2]["question"] == "Has a doctor or midwife said that foot massage is all right for you?"
    )


def test_lookups_find_entries_by_code():
    assert library().zone("liver").feet == ("right",)
    assert library().zone("st_heel_pad").regions == ("heel",)
    assert library().condition("dvt").follow_up("side").kind == "side"
    assert library().rule("PREG-01").weeks == (0, 12)
    assert library().technique("nut_oil").kind == "product"
    assert library().source("S0").kind == "seed"
    assert [citation.locator for citation in library().cited(("S0:L80", "UMN"))] == ["L80", ""]
    assert repr(library()) == f"<Library shipped {library().seal[:12]}, all tier>"
    with pytest.raises(KeyError):
        library().zone("soul")


# Faults of a document.


def _broken(change: Callable[[dict], object]) -> list[str]:
    """The faults after a change to a copy of the shipped document."""
    found = copy.deepcopy(document())
    change(found)
    return [str(fault) for fault in validate(found)]


def _row(found: dict, table: str, code: str) -> dict:
    return next(row for row in found[table] if row["code"] == code)


def _set(table: str, code: str, **cells: object) -> Callable[[dict], object]:
    return lambda found: _row(found, table, code).update(cells)


@pytest.mark.parametrize(
    ("table", "code", "cells", "fault"),
    [
        ("rules", "PREG-01", {"weeks": [13, 12]}, "weeks runs backwards"),
        ("rules", "PREG-01", {"weeks": [0, 43]}, "weeks must be a number from 0 to 42"),
        ("rules", "PREG-01", {"weeks": [0]}, "weeks must have a first and a last"),
        ("rules", "PREG-02", {"max_pressure": 6}, "max_pressure must be a number from 1 to 5"),
        ("rules", "PREG-02", {"max_minutes": True}, "max_minutes must be a number from 1 to 60"),
        ("rules", "PREG-02", {"sources": []}, "sources must not be empty"),
        ("rules", "PREG-02", {"sources": ["NOBODY:L1"]}, "there is no source 'NOBODY:L1'"),
        (
            "rules", "PREG-02", {"statuses": ["maybe"]},
            "statuses must be one of 'yes', 'suspected', 'past', 'no', 'unknown', 'not_applicable'",
        ),
        ("rules", "PREG-02", {"rationale": " "}, "rationale must be filled in"),
        ("rules", "PREG-02", {"condition": "luck"}, "there is no condition 'luck'"),
        ("rules", "PREG-02", {"scope": [{"kind": "zone", "code": "soul"}]}, "the scope zone:soul touches nothing"),
        ("rules", "PREG-02", {"scope": [{"kind": "group", "code": "wings"}]}, "the scope group:wings touches nothing"),
        ("rules", "PREG-02", {"scope": [{"kind": "session", "code": "x"}]}, "the scope session:x touches nothing"),
        ("rules", "PREG-02", {"scope": [{"kind": "session", "code": ""}] * 2}, "scope names something twice"),
        (
            "rules", "PREG-02", {"scope": [{"kind": "luck", "code": ""}]},
            "scope kind must be one of 'session', 'region', 'area', 'group', 'zone', 'class', 'tech', 'product'",
        ),
        ("rules", "DVT-01", {"foot": "affected"}, "is limited to the affected foot but names no place on it"),
        ("rules", "DVT-01", {"override": "reason"}, "what is absolute cannot be lifted"),
        ("rules", "DVT-04", {"override": "none"}, "a rule that only asks to caution is lifted by a reason"),
        ("rules", "DVT-02", {"override": "reason"}, "a referral is lifted by an answer, by clearance, or not at all"),
        ("rules", "DVT-02", {"cleared": ""}, "is lifted by clearance, so it must apply while not cleared"),
        ("rules", "NEU-07", {"also_condition": "luck"}, "there is no other condition 'luck'"),
        ("rules", "NEU-07", {"also_condition": "neuropathy"}, "there is no other condition 'neuropathy'"),
        ("rules", "HC-01", {"days": [0, 3]}, "depends on reference_on, which no follow-up of heart_condition asks"),
        ("rules", "HC-01", {"weeks": [0, 3]}, "depends on due_on, which no follow-up of heart_condition asks"),
        ("rules", "ALC-01", {"cleared": "no"}, "depends on cleared, which no follow-up of alcohol_drugs asks"),
        ("rules", "HC-04", {"foot": "affected"}, "depends on side, which no follow-up of heart_condition asks"),
        (
            "rules", "HC-04", {"scope": [{"kind": "area", "code": ""}]},
            "depends on areas, which no follow-up of heart_condition asks",
        ),
        (
            "zones", "liver", {"region": "nose"},
            f"region must be one of {', '.join(map(repr, REGIONS))}",
        ),
        ("zones", "liver", {"number": 1}, None),
        ("conditions", "gout", {"fresh_days": 0}, "fresh_days must be a number from 1 to 36500"),
        ("conditions", "gout", {"parent": "luck"}, "there is no parent 'luck'"),
        ("techniques", "kneading", {"pressure_min": 4}, "pressure runs backwards"),
        ("techniques", "kneading", {"minutes_min": 6.5}, "minutes runs backwards"),
        ("protocols", "sleep", {"zones": ["soul"]}, "there is no zone 'soul'"),
        ("protocols", "sleep", {"techniques": ["hammer"]}, "there is no technique 'hammer'"),
        ("protocols", "sleep", {"minutes_per_foot_min": 20}, "minutes runs backwards"),
        ("aftercare", "water", {"triggered_by": ["luck"]}, "nothing can trigger it by 'luck'"),
        (
            "aftercare", "water", {"triggered_by": ["diabetes insulin="]},
            "nothing can trigger it by 'diabetes insulin='",
        ),
        ("aftercare", "water", {"audience": ["luck"]}, "there is no audience 'luck'"),
        ("sources", "S0", {"strength": "huge"}, "strength must be one of 'high', 'medium', 'low', 'n/a'"),
        ("rules", "PREG-02", {"colour": "red"}, "colour is not a column of this table"),
    ],
)  # fmt: skip
def test_a_fault_is_named_by_table_row_and_reason(table: str, code: str, cells: dict, fault: str | None):
    faults = _broken(_set(table, code, **cells))

    assert faults == [f"{table} {code}: {fault}" if fault else "zones 1: the number is used 2 times"]


@pytest.mark.parametrize(
    ("attribute", "fault"),
    [
        ({"field": "colour"}, "depends on colour, which no follow-up of plantar_fasciitis asks"),
        ({"field": "side"}, "depends on side, which no follow-up of plantar_fasciitis asks"),
        ({"value": "huge"}, "'huge' is no answer to severity"),
        ({"operator": "<"}, "severity cannot be compared with 'severe'"),
    ],
)
def test_a_rule_may_only_depend_on_answers_that_are_asked_for(attribute: dict, fault: str):
    faults = _broken(lambda found: _row(found, "rules", "PF-02")["attributes"][0].update(attribute))

    assert faults == [f"rules PF-02: {fault}"]


@pytest.mark.parametrize(
    ("field", "cells", "fault"),
    [
        ("side", {"kind": "text"}, "an answer that sets side must be of kind side"),
        ("flare", {"kind": "choice"}, "choices belong to the kinds choice and list, and those need them"),
        ("flare", {"field": "side"}, "is asked twice"),
        (
            "last_attack", {"choices": [{"value": "a", "label": "A"}]},
            "choices belong to the kinds choice and list, and those need them",
        ),
    ],
)  # fmt: skip
def test_a_follow_up_fits_what_it_sets(field: str, cells: dict, fault: str):
    def change(found: dict) -> None:
        asked = _row(found, "conditions", "gout")["follow_ups"]
        next(one for one in asked if one["field"] == field).update(cells)

    assert f"follow_ups gout {cells.get('field', field)}: {fault}" in _broken(change)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda found: found["rules"].append(found["rules"][0]), "rules SYS-01: the code is used 2 times"),
        (lambda found: found.update(format=2), "document format: must be 1"),
        (lambda found: found.pop("rules"), "rules -: has no rows"),
        (lambda found: found.update(rules=["x"]), "rules -: holds something that is not a row"),
        (lambda found: found.pop("footmap"), "footmap -: is missing"),
        (lambda found: found["footmap"].update(shapes=3), "footmap shapes: must be a list of shapes"),
        (lambda found: found["zones"][0].pop("name"), "zones head_brain: name is missing"),
    ],
)
def test_a_document_of_the_wrong_shape_is_refused(change: Callable[[dict], object], fault: str):
    assert _broken(change)[0] == fault


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"zone": "soul"}, "footmap soul: is the shape of a zone that does not exist"),
        ({"foot": "left"}, "footmap liver: is drawn on the left foot, where the zone does not lie"),
        ({"view": "below"}, "footmap liver: has a shape without a view, a foot or points"),
        ({"rings": []}, "footmap liver: has a shape without a view, a foot or points"),
    ],
)
def test_a_shape_belongs_to_a_zone_on_its_foot(cells: dict, fault: str):
    def change(found: dict) -> None:
        next(shape for shape in found["footmap"]["shapes"] if shape["zone"] == "liver").update(cells)

    assert fault in _broken(change)


def test_a_zone_without_a_shape_is_named_once_a_foot():
    def change(found: dict) -> None:
        found["footmap"]["shapes"] = [shape for shape in found["footmap"]["shapes"] if shape["zone"] != "kidney"]

    assert _broken(change) == [
        "footmap kidney: the zone has no shape on the left foot",
        "footmap kidney: the zone has no shape on the right foot",
    ]


@pytest.mark.parametrize("code", ["intake_missing", "intake_stale", "answer_unknown", "consent_missing", "always"])
def test_what_the_check_relies_on_keeps_a_rule(code: str):
    def change(found: dict) -> None:
        found["rules"] = [rule for rule in found["rules"] if rule["condition"] != code]

    assert _broken(change) == [f"conditions {code}: the check relies on this condition and a rule for it"]


# Faults of the files.


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(CONTENT, tmp_path / "content", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "content"


def _rewrite(folder: Path, table: str, code: str, **cells: str) -> list[str]:
    """Change one row of a file; the faults of the folder then."""
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows, columns = list(reader), list(reader.fieldnames or ())
    next(row for row in rows if row.get("code", row.get("condition")) == code).update(cells)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
    return [str(fault) for fault in read_content(folder)[1]]


@pytest.mark.parametrize(
    ("table", "code", "cells", "fault"),
    [
        ("rules", "PREG-01", {"weeks": "twelve"}, "rules PREG-01: weeks 'twelve': it cannot be read"),
        ("rules", "VV-01", {"attributes": "severity~mild"}, f"rules VV-01: attributes 'severity~mild': {GRAMMAR}"),
        ("rules", "VV-01", {"max_pressure": "light"}, "rules VV-01: max_pressure 'light': it cannot be read"),
        ("conditions", "gout", {"critical": "perhaps"}, "conditions gout: critical 'perhaps': it cannot be read"),
        ("follow_ups", "gout", {"condition": "luck"}, "follow_ups luck side: there is no condition 'luck'"),
        (
            "techniques", "holding", {"minutes_min": "nan"},
            "techniques holding: minutes_min must be a number from 0 to 60",
        ),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_read_is_named(folder: Path, table: str, code: str, cells: dict, fault: str):
    assert _rewrite(folder, table, code, **cells) == [fault]


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("rules.csv", None, "rules rules.csv: the file is missing"),
        ("rules.csv", b"code\xff", "rules rules.csv: the file cannot be read as UTF-8 text"),
        ("sources.csv", b"code,kind\nA,B\n", "sources heading: must be code,kind,title,year,url,strength,note"),
        (
            "sources.csv", b"code,kind,title,year,url,strength,note\nA,B\n",
            "sources A: must have one cell for each column",
        ),
        (
            "sources.csv", b'code,kind,title,year,url,strength,note\nA,"B\n',
            "sources line 1: cannot be read: unexpected end of data",
        ),
        ("footmap.json", b"{", "footmap footmap.json: the file is not valid JSON"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_named(folder: Path, name: str, content: bytes | None, fault: str):
    (folder / name).unlink() if content is None else (folder / name).write_bytes(content)

    assert str(read_content(folder)[1][0]) == fault


def test_files_saved_by_a_spreadsheet_are_read_all_the_same(folder: Path):
    for path in folder.glob("*.csv"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))

    assert read_content(folder) == (document(), [])


def test_a_library_of_one_tier_knows_every_condition():
    core = Library.compile(document(), "core", number=3)

    assert (core.number, core.tier, len(core.conditions), len(core.rules)) == (3, "core", 78, 168)
