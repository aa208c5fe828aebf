"""Would a slip in the check be noticed? Each small slip, one at a time, must change some answer of a fixed corpus."""

import ast
import copy
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from knowledge import check as engine
from knowledge import matching
from knowledge.check import Fact, Plan, Status
from knowledge.library import Library
from tests.knowledge.cases import DAY, document, due_at, facts, library, plan, whole_feet, worked_cases

FLIPS = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr, ast.Add: ast.Sub, ast.Sub: ast.Add, ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip
TARGETS = {
    matching: ("holds", "weeks_of_gestation", "days_since", "_agrees", "_is_met", "_number"),
    engine: ("_answer", "_touches", "_own_areas", "_raised_by", "_headline", "_limits", "_evaluate", "_lacks_intake"),
}


def _slips(function: ast.FunctionDef) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Every operator of a function turned round, every `not` and every early way out left away."""
    types = {id(part) for node in ast.walk(function) for part in _type_parts(node)}
    for index, node in enumerate(ast.walk(function)):
        if id(node) in types:
            continue
        for name in ("ops", "op"):
            operator = getattr(node, name, None)
            kinds = operator if isinstance(operator, list) else [operator]
            for place, kind in enumerate(kinds):
                if type(kind) in FLIPS:
                    slip = copy.deepcopy(function)
                    target = list(ast.walk(slip))[index]
                    flipped = FLIPS[type(kind)]()
                    if isinstance(operator, list):
                        target.ops[place] = flipped
                    else:
                        target.op = flipped
                    yield f"{function.name} line {node.lineno}: {type(kind).__name__}", slip
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            slip = copy.deepcopy(function)
            target = list(ast.walk(slip))[index]
            target.op, target.operand = ast.Not(), ast.UnaryOp(ast.Not(), target.operand)
            yield f"{function.name} line {node.lineno}: Not", slip
        if isinstance(node, ast.If):
            slip = copy.deepcopy(function)
            list(ast.walk(slip))[index].test = ast.Constant(False)
            yield f"{function.name} line {node.lineno}: If", slip


def _type_parts(node: ast.AST) -> Iterator[ast.AST]:
    for name in ("annotation", "returns"):
        if written := getattr(node, name, None):
            yield from ast.walk(written)


def _all_slips() -> Iterator[tuple[str, ModuleType, ast.FunctionDef]]:
    for module, names in TARGETS.items():
        tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and node.name in names:
                yield from ((name, module, slip) for name, slip in _slips(node))


@cache
def _corpus() -> list[tuple[Library, tuple[Fact, ...], Plan]]:
    """The worked cases; each rule met, and met but for one thing; and what no shipped rule needs, but one may."""
    cases = [(library(), facts(row["flags"]), plan(row["plan"])) for row in worked_cases()]
    every, few = whole_feet(), plan("L:st_heel_pad,kidney R:head_brain | tech=golf_ball | pressure=3 | minutes=30")
    for rule in document()["rules"]:
        cases += [(library(), some, each) for some in _near(rule) for each in (every, few)]
    cases += [(library(), facts(text), few) for text in ODD]
    cases += [(_edited_library(), facts(text), few) for text in EDITED]
    return [*cases, (Library.compile({**document(), "rules": []}), (), few)]


def _edited_library() -> Library:
    """Rules such as a practice may write: over a number, own areas beside a region, a session to be avoided."""
    edited = copy.deepcopy(document())
    rules = {rule["code"]: rule for rule in edited["rules"]}
    rules["CH-02"]["attributes"][0]["operator"] = ">"
    rules["OW-01"]["scope"].append({"kind": "region", "code": "toes"})
    rules["EPI-02"]["effect"] = "avoid"
    return Library.compile(edited)


EDITED = (
    "chemotherapy platelets=50",
    "chemotherapy platelets=51",
    "open_wound area=heel side=left",
    "open_wound area=heel side=right",
    "epilepsy",
)
ODD = (
    "open_wound area=unknown side=left",
    "gout asked=2",
    "pregnancy status=no asked=28",
    "pregnancy status=no asked=29",
    "diabetes status=past asked=91",
    "chemotherapy platelets=inf",
    "chemotherapy platelets=many",
    "chemotherapy platelets=50",
    "chemotherapy platelets=49",
    "pregnancy_high_risk reason=multiple|pre_eclampsia",
    "intake_missing status=no",
    "intake_missing status=suspected",
    "neuropathy; diabetes status=past",
    "neuropathy; diabetes status=suspected",
    "no_such_condition",
)


def _near(rule: dict) -> Iterator[tuple[Fact, ...]]:
    wanted = {one["field"]: one["value"] for one in rule["attributes"]}
    others = (Fact(rule["also_condition"]),) if rule["also_condition"] else ()
    met = {"condition": rule["condition"], "status": Status(rule["statuses"][0]), "cleared": rule["cleared"] == "yes"}
    yield (Fact(**met, attributes=wanted), *others)
    yield (Fact(**met, attributes=wanted, areas=("heel",)),)
    yield (Fact(**met),)
    yield (Fact(**met | {"cleared": not met["cleared"]}, attributes=wanted),)
    yield (Fact(**met, attributes=dict.fromkeys(wanted, "unknown")), *others)
    yield (Fact(**met, attributes=dict.fromkeys(wanted, "other")), *others)
    for weeks in _edges(rule["weeks"]):
        yield (Fact(**met, attributes=wanted, due_on=due_at(weeks)),)
    for days in _edges(rule["days"]):
        yield (Fact(**met, attributes=wanted, reference_on=DAY.fromordinal(DAY.toordinal() - days)),)


def _edges(span: list[int] | None) -> list[int]:
    return [number for end in span for number in (end - 1, end, end + 1) if number < 90_000] if span else []


@cache
def _right_answers() -> list[dict]:
    return [engine.check(known, facts=some, plan=each).as_dict() for known, some, each in _corpus()]


def _is_noticed() -> bool:
    """Whether the first differing answer is found."""
    return any(
        engine.check(known, facts=some, plan=each).as_dict() != right
        for (known, some, each), right in zip(_corpus(), _right_answers(), strict=True)
    )


@pytest.mark.parametrize(
    ("module", "slip"), [pytest.param(module, slip, id=name) for name, module, slip in _all_slips()]
)
def test_slip_is_noticed(module: ModuleType, slip: ast.FunctionDef, monkeypatch):
    assert _right_answers() != []
    namespace = dict(vars(module))
    exec(compile(ast.fix_missing_locations(ast.Module([slip], [])), "slip", "exec"), namespace)
    for place in (sys.modules[module.__name__], engine):
        if hasattr(place, slip.name):
            monkeypatch.setattr(place, slip.name, namespace[slip.name])

    assert _is_noticed()
