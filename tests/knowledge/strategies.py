"""Facts and plans at random, steered so that most rules are met and just missed.

Drawn from a seed, evenly: Hypothesis alone prefers the first conditions and the smallest plans.
"""

import datetime as dt
from functools import cache
from random import Random

from hypothesis import strategies as st

from knowledge.check import Fact, Plan, PlannedZone, Side, Status
from tests.knowledge.cases import DAY, document, due_at, library, whole_feet

NUMBERS = ["49", "50", "51", "49.5", "many"]
SIDES = [None, *Side]
SYSTEM = [row for row in document()["conditions"] if row["kind"] == "system"]
CONDITIONS = [row for row in document()["conditions"] if row["kind"] != "system"]
TOGETHER = [row for row in CONDITIONS if row["code"] in {"diabetes", "neuropathy"}]


@cache
def _rules_of(code: str) -> list[dict]:
    return [rule for rule in document()["rules"] if rule["condition"] == code]


def _around(chance: Random, spans: list) -> int | None:
    """An end of one of the spans, or its neighbour; sometimes nothing."""
    ends = [end for span in spans if span for end in span if end < 90_000]
    return chance.choice(ends) + chance.randint(-1, 1) if ends and chance.random() < 0.8 else None


def _ago(days: int | None) -> dt.date | None:
    return None if days is None else DAY - dt.timedelta(days=days)


def _answer(chance: Random, attribute: dict) -> str:
    wanted = attribute["value"]
    others = ["yes", "no", "other", "unknown", "", f"other|{wanted}", *(NUMBERS if wanted.isdigit() else [])]
    return wanted if chance.random() < 0.4 else chance.choice(others)


def _fact_of(chance: Random, condition: dict) -> Fact:
    rules = _rules_of(condition["code"])
    ruled = [status for rule in rules for status in rule["statuses"]] or ["yes"]
    weeks = _around(chance, [rule["weeks"] for rule in rules])
    areas = chance.sample(sorted(library().grid.regions), chance.randint(0, 2))
    asked = {one["field"]: one for rule in rules for one in rule["attributes"] if chance.random() < 0.8}
    return Fact(
        condition=condition["code"],
        status=Status(chance.choice(ruled if chance.random() < 0.7 else list(Status))),
        side=chance.choice(SIDES),
        areas=tuple(areas) if chance.random() < 0.9 else (*areas, "unknown"),
        reference_on=_ago(_around(chance, [rule["days"] for rule in rules])),
        due_on=None if weeks is None else due_at(weeks, extra_days=chance.choice([0, 6])),
        cleared=chance.choice([True, False, None]),
        attributes={field: _answer(chance, one) for field, one in asked.items()},
        asked_on=_ago(chance.choice([None, 0, condition["fresh_days"], condition["fresh_days"] + 1])),
    )


def _facts(chance: Random) -> tuple[Fact, ...]:
    rows = chance.choices(CONDITIONS, k=chance.randint(0, 6))
    rows += TOGETHER if chance.random() < 0.1 else []
    rows += chance.choices(SYSTEM, k=1) if chance.random() < 0.15 else []
    return tuple(_fact_of(chance, row) for row in rows)


def _plan(chance: Random) -> Plan:
    codes = [zone.code for zone in library().zones]
    some = tuple(
        PlannedZone(code, chance.choice([Side.RIGHT, Side.LEFT, Side.BOTH]))
        for code in chance.choices(codes, k=chance.randint(0, 6))
    )
    every = [technique.code for technique in library().techniques]
    return Plan(
        session_on=DAY,
        zones=whole_feet().zones if chance.random() < 0.4 else some,
        techniques=tuple(chance.sample(every, chance.choice([0, 2, 5, len(every)]))),
        pressure=chance.choice([None, 1, 2, 3, 4, 5]),
        minutes=chance.choice([None, 5, 20, 30, 31, 60]),
    )


seeds = st.integers(0, 2**32).map(Random)
one_fact = seeds.map(lambda chance: _fact_of(chance, chance.choice(CONDITIONS)))
some_facts = seeds.map(_facts)
plans = seeds.map(_plan)
