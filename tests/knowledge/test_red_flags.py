"""Red flags: rules that stop a client's form at once."""

import copy

import pytest

from knowledge.document import Document
from knowledge.library import Library
from knowledge.soundness import validate


def test_a_red_flag_says_whom_to_call_and_what_to_do(shipped: Document):
    rules = Library.compile(shipped).rules

    marked = {rule.condition for rule in rules if rule.call}

    assert marked == {
        "pregnancy_red_flags", "pregnancy_high_risk", "dvt", "phlebitis", "pad", "hypertension", "heart_condition",
        "heart_event", "stroke_tia", "oedema", "diabetic_foot", "skin_infection", "fever_illness", "depression",
        "migraine_headache", "constipation",
    }  # fmt: skip
    assert all(rule.tell for rule in rules if rule.call)


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"call": "nobody"}, "call must be one of"),
        ({"tell": " "}, "tell must be filled in"),
        ({"tell": None}, "needs both"),
    ],
)
def test_half_a_red_flag_is_a_fault(shipped: Document, cells: dict[str, str | None], fault: str):
    document = copy.deepcopy(shipped)
    rule = next(row for row in document["rules"] if row["code"] == "DVT-01")
    rule |= cells
    for name in [name for name, cell in cells.items() if cell is None]:
        del rule[name]

    found = [str(one) for one in validate(document)]

    assert [fault in one for one in found] == [True]


def test_a_release_from_before_red_flags_can_still_be_read(shipped: Document):
    document = copy.deepcopy(shipped)
    for rule in document["rules"]:
        rule.pop("call", None)
        rule.pop("tell", None)

    library = Library.compile(document)

    assert validate(document) == []
    assert [rule.code for rule in library.rules if rule.call] == []
