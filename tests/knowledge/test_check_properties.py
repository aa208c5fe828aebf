"""What holds for every check, whatever the facts and the plan."""

import dataclasses
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.check import Effect, Fact, Plan, PlannedZone, Side, check
from knowledge.library import Library
from tests.knowledge.cases import DAY, document, library
from tests.knowledge.oracle import judge
from tests.knowledge.strategies import one_fact, plans, some_facts

OTHER = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}


@settings(max_examples=600)
@given(facts=some_facts, plan=plans)
def test_engine_agrees_with_a_naive_second_opinion(facts: tuple[Fact, ...], plan: Plan):
    assessment = check(library(), facts=facts, plan=plan)

    outcome = assessment.as_dict()
    outcome.pop("error", None)
    assert outcome == judge(document(), facts, plan)


@settings(max_examples=300)
@given(facts=some_facts, more=one_fact, plan=plans)
def test_another_fact_never_makes_an_effect_milder(facts: tuple[Fact, ...], more: Fact, plan: Plan):
    before = check(library(), facts=facts, plan=plan)

    after = check(library(), facts=(*facts, more), plan=plan)

    assert after.session >= before.session
    assert [key for key, effect in before.zones.items() if after.zones[key] < effect] == []
    assert [key for key, effect in before.techniques.items() if after.techniques[key] < effect] == []
    assert after.complete <= before.complete
    assert set(before.rules) - set(after.rules) == set()


@settings(max_examples=200)
@given(facts=some_facts, plan=plans, chance=st.randoms(use_true_random=False))
def test_order_of_facts_zones_and_rules_changes_nothing(facts: tuple[Fact, ...], plan: Plan, chance):
    first = check(library(), facts=facts, plan=plan)
    mixed = [list(each) for each in (facts, plan.zones, plan.techniques)]
    for each in mixed:
        chance.shuffle(each)
    other_plan = dataclasses.replace(plan, zones=tuple(mixed[1]), techniques=tuple(mixed[2]))

    second = check(_turned_round(), facts=mixed[0], plan=other_plan)

    assert second.as_dict() == first.as_dict()
    assert [finding.code for finding in second.findings] == [finding.code for finding in first.findings]
    assert [finding.fingerprint for finding in second.findings] == [finding.fingerprint for finding in first.findings]


@cache
def _turned_round() -> Library:
    return Library.compile({**document(), "rules": document()["rules"][::-1]})


@settings(max_examples=200)
@given(facts=some_facts, plan=plans)
def test_left_and_right_are_mirror_images(facts: tuple[Fact, ...], plan: Plan):
    """For zones that both feet have."""
    plan = dataclasses.replace(plan, zones=tuple(zone for zone in plan.zones if _is_on_both(zone.code)))
    mirrored = dataclasses.replace(
        plan, zones=tuple(PlannedZone(z.code, OTHER.get(z.side, z.side)) for z in plan.zones)
    )
    turned = [dataclasses.replace(fact, side=OTHER.get(fact.side, fact.side)) for fact in facts]

    here = check(library(), facts=facts, plan=plan)
    there = check(library(), facts=turned, plan=mirrored)

    assert {(OTHER[side], code): effect for (side, code), effect in here.zones.items()} == there.zones
    assert (here.session, here.techniques, here.rules) == (there.session, there.techniques, there.rules)
    assert (here.max_pressure, here.max_minutes) == (there.max_pressure, there.max_minutes)


def _is_on_both(code: str) -> bool:
    return library().zone(code).foot_side == "both"


@settings(max_examples=200)
@given(facts=some_facts, plan=plans)
def test_unknown_is_never_milder_than_any_answer(facts: tuple[Fact, ...], plan: Plan):
    """Dates, side, areas and clearance."""
    vague = [
        dataclasses.replace(fact, side=None, areas=(), reference_on=None, due_on=None, cleared=fact.cleared)
        for fact in facts
    ]

    known = check(library(), facts=facts, plan=plan)
    unknown = check(library(), facts=vague, plan=plan)

    assert unknown.session >= known.session
    assert [key for key, effect in known.zones.items() if unknown.zones[key] < effect] == []


@settings(max_examples=200)
@given(facts=some_facts, plan=plans)
def test_findings_tell_all_that_the_effects_rest_on(facts: tuple[Fact, ...], plan: Plan):
    assessment = check(library(), facts=facts, plan=plan)

    hits = {hit.code for finding in assessment.findings for hit in finding.hits}
    hits |= {hit.code for hit in assessment.reminders}
    assert hits == set(assessment.rules) - {"STALE"}
    for (side, code), effect in assessment.zones.items():
        on_zone = assessment.hits_on(side, code)
        assert max((hit.effect for hit in on_zone), default=Effect.NONE) == effect
        assert [hit.effect for hit in on_zone] == sorted((hit.effect for hit in on_zone), reverse=True)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates() | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)
wild_facts = st.builds(
    Fact,
    condition=st.sampled_from(["gout", "pregnancy", "diabetes", "x"]) | anything,
    status=st.sampled_from(["yes", "past", "maybe"]) | anything,
    side=st.sampled_from(["left", "middle"]) | anything,
    areas=anything,
    reference_on=anything,
    due_on=anything,
    cleared=anything,
    attributes=anything,
    asked_on=anything,
)
wild_plans = st.builds(
    Plan,
    session_on=st.just(DAY) | anything,
    zones=anything | st.tuples(st.builds(PlannedZone, anything, anything)),
    techniques=anything,
    pressure=anything,
    minutes=anything,
)


@settings(max_examples=400)
@given(facts=anything | st.lists(wild_facts, max_size=3), plan=anything | wild_plans)
def test_nonsense_never_raises_and_is_never_clear(facts, plan):
    assessment = check(library(), facts=facts, plan=plan)

    assert assessment.complete or assessment.error
    if not assessment.complete:
        assert assessment.clear is False
    if not assessment.evaluated:
        assert (assessment.session, assessment.max_pressure, assessment.max_minutes) == (Effect.ABSOLUTE, 0, 0)


@settings(max_examples=100)
@given(facts=some_facts, plan=plans)
def test_incomplete_is_never_clear(facts: tuple[Fact, ...], plan: Plan):
    assessment = check(library(), facts=facts, plan=plan, problems_known=["An intake waits for review."])

    assert (assessment.complete, assessment.clear) == (False, False)
