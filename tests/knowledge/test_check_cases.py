"""The worked cases of the knowledge library, each as a careful practitioner expects it."""

import pytest

from knowledge.check import check
from tests.knowledge.cases import facts, library, places, plan, worked_cases


@pytest.mark.parametrize("row", worked_cases(), ids=lambda row: row["id"])
def test_worked_case_comes_out_as_expected(row: dict[str, str]):
    planned = plan(row["plan"])

    assessment = check(library(), facts=facts(row["flags"]), plan=planned)

    assert assessment.complete is ("intake_missing" not in row["flags"])
    assert assessment.session.code == row["expected_session"]
    assert {key: effect.code for key, effect in assessment.zones.items()} == _expected_zones(row["expected_zones"])
    expected_techniques = dict.fromkeys(planned.techniques, "ok") | _pairs(row["expected_techniques"])
    assert {code: effect.code for code, effect in assessment.techniques.items()} == expected_techniques
    assert assessment.max_pressure == int(row["expected_max_pressure"])
    assert assessment.max_minutes == int(row["expected_max_minutes"])
    assert set(row["rules_must_fire"].split()) - set(assessment.rules) == set()
    assert set(row["rules_must_not_fire"].split()) & set(assessment.rules) == set()
    assert set(assessment.problems) == _expected_problems(row["expected_violations"])


def _pairs(text: str) -> dict[str, str]:
    return dict(word.split("=") for word in text.split())


def _expected_zones(text: str) -> dict[tuple[str, str], str]:
    effects = {place: effect for word, effect in _pairs(text).items() for place in places(word)}
    return {place: effect for place, effect in effects.items() if place in library().grid.places}


def _expected_problems(text: str) -> set[str]:
    return {word.replace(":L:", ":left:").replace(":R:", ":right:") for word in text.split()}
