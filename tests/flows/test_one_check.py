"""There is one check: every way in asks the same question in the same place."""

import ast
from pathlib import Path

import pytest

from clients.checking import check_client
from clients.header import header_for
from reflexpractice.today import day_of
from sessions.checking import check_session
from tests.factories import answer

ROOT = Path(__file__).parents[2]
APPS = ("reflexpractice", "knowledge", "clients", "sessions")


def importing(name: str, module: str) -> set[str]:
    """Product files that import a name from a module, or the module whole."""
    return {
        str(path.relative_to(ROOT))
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        if any(_imports(node, name, module) for node in ast.walk(ast.parse(path.read_text())))
    }


def _imports(node: ast.AST, name: str, module: str) -> bool:
    if isinstance(node, ast.ImportFrom):
        package, _, last = module.rpartition(".")
        from_module = node.module == module and any(alias.name in (name, "*") for alias in node.names)
        return from_module or (node.module == package and any(alias.name == last for alias in node.names))
    return isinstance(node, ast.Import) and any(alias.name == module for alias in node.names)


def test_only_the_check_service_and_the_worked_cases_call_the_check():
    assert importing("check", "knowledge.check") == {"clients/checking.py", "knowledge/worked_cases.py"}


def test_only_the_check_service_turns_a_client_into_facts():
    assert importing("on", "clients.facts") <= {"clients/checking.py"} | importing("facts", "clients")


@pytest.mark.django_db
def test_header_chips_today_and_plan_tell_the_same(visit, amara, mira, library):
    answer(amara, "open_wound", side="right", areas=["ball"])
    told = [card.title for card in check_session(visit).cards()]

    by_chips = [chip.words for chip in header_for(amara, mira).chips]
    [by_day] = [[chip.words for chip in card.chips] for card in day_of(mira, visit.day).visits]

    assert len(told) == 1
    assert by_chips == told == ["Open wound, right ball"]
    assert by_day == ["Right ball: open wound"]


@pytest.mark.django_db
def test_a_visit_is_checked_for_its_own_day(visit, amara):
    assert check_client(amara, visit.day).states() == check_session(visit).states()
