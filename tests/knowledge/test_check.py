"""What an assessment says, and what it refuses to say."""

import copy
import dataclasses
import logging

import pytest

from knowledge.check import Effect, Fact, Plan, PlannedZone, Side, Status, check
from knowledge.library import Library
from tests.knowledge.cases import DAY, document, facts, library, plan, whole_feet


def _check(flags: str, planned: str, **extra):
    return check(library(), facts=facts(flags), plan=plan(planned), **extra)


def test_nothing_known_against_a_sound_plan_is_clear():
    assessment = _check("", "B:lung_chest | tech=effleurage | pressure=3 | minutes=45")

    assert (assessment.complete, assessment.clear) == (True, True)


@pytest.mark.parametrize(
    ("flags", "planned"),
    [
        ("anticoagulants reason=af", "B:lung_chest"),
        ("open_wound side=left area=heel", "L:st_heel_pad"),
        ("allergy_oil", "B:lung_chest | tech=essential_oil"),
        ("varicose_veins status=unknown", "B:lung_chest"),
        ("intake_missing", "B:lung_chest"),
        ("", "L:liver"),
        ("", "B:lung_chest | minutes=61"),
        ("", "B:lung_chest | pressure=6"),
    ],
)
def test_not_clear_as_soon_as_there_is_something_to_say(flags: str, planned: str):
    assert _check(flags, planned).clear is False


@pytest.mark.parametrize(
    ("fact", "error"),
    [
        (Fact("broken_heart"), "There is no condition called 'broken_heart'."),
        (Fact("gout", status="perhaps"), "There is no status called 'perhaps'."),
        (Fact("gout", side="middle"), "There is no side called 'middle'."),
        (Fact("gout", areas=("nose",)), "There is no area called 'nose'."),
        (Fact("gout", cleared="yes"), "A clearance is yes, no or unknown."),
        (Fact("gout", attributes={"flare": True}), "An answer must be text."),
    ],
)
def test_unknown_fact_makes_the_check_incomplete(fact: Fact, error: str):
    assessment = check(library(), facts=[fact], plan=plan("B:lung_chest"))

    assert assessment.as_dict() == {"complete": False, "error": error}
    assert (assessment.clear, assessment.session, assessment.findings) == (False, Effect.ABSOLUTE, ())


@pytest.mark.parametrize(
    ("planned", "error"),
    [
        (Plan(DAY, zones=(PlannedZone("soul", Side.LEFT),)), "There is no zone called 'soul'."),
        (Plan(DAY, zones=(PlannedZone("liver", "up"),)), "There is no foot called 'up'."),
        (Plan(DAY, techniques=("hammer",)), "There is no technique called 'hammer'."),
        (Plan(DAY, pressure=float("nan")), "The pressure of a plan must be a number."),
        (Plan(DAY, minutes=-1), "The minutes of a plan must be a number."),
        (Plan(DAY, minutes=True), "The minutes of a plan must be a number."),
    ],
)
def test_unknown_plan_makes_the_check_incomplete(planned: Plan, error: str):
    assessment = check(library(), facts=[], plan=planned)

    assert assessment.as_dict() == {"complete": False, "error": error}


def test_an_unforeseen_error_makes_the_check_incomplete_and_tells_no_health_fact(caplog):
    with caplog.at_level(logging.ERROR):
        assessment = check(None, facts=[Fact("gout")], plan=plan("B:lung_chest"))

    assert assessment.as_dict() == {"complete": False, "error": "The check could not be made."}
    assert [record.getMessage() for record in caplog.records] == ["A check could not be made: AttributeError"]


@pytest.mark.parametrize("lost", ["always", "answer_unknown", "intake_missing"])
def test_a_library_without_what_every_check_relies_on_is_never_complete(lost: str):
    rows = [row for row in document()["conditions"] if row["code"] != lost]

    assessment = check(Library.compile({**document(), "conditions": rows}), facts=[], plan=plan("B:lung_chest"))

    assert assessment.as_dict() == {
        "complete": False,
        "error": f"The knowledge library lacks the condition {lost!r}.",
    }


def test_a_library_without_rules_is_never_complete():
    assessment = check(Library.compile({**document(), "rules": []}), facts=[], plan=plan("B:lung_chest"))

    assert assessment.as_dict() == {"complete": False, "error": "The knowledge library holds no rules."}


def test_without_intake_the_rest_is_still_evaluated():
    assessment = _check("intake_missing; open_wound side=left area=ball", "L:lung_chest")

    assert (assessment.complete, assessment.error) == (False, "There is no intake on file.")
    assert assessment.zones == {("left", "lung_chest"): Effect.AVOID}


def test_what_the_caller_could_not_find_out_makes_the_check_incomplete():
    assessment = _check("gout side=left", "L:lung_chest", problems_known=["An intake waits for review."])

    assert (assessment.complete, assessment.error) == (False, "An intake waits for review.")
    assert assessment.zones == {("left", "lung_chest"): Effect.CAUTION}


def test_a_zone_on_the_wrong_foot_is_a_problem_and_not_a_zone():
    assessment = _check("", "B:liver")

    assert assessment.zones == {("right", "liver"): Effect.NONE}
    assert assessment.problems == ("wrong_foot:left:liver",)


def test_a_plan_of_nothing_but_wrong_feet_leaves_nothing_to_work():
    assessment = _check("", "L:liver R:heart | pressure=1 | minutes=5")

    assert (assessment.max_pressure, assessment.max_minutes) == (0, 0)
    assert assessment.problems == ("minutes", "pressure", "wrong_foot:left:liver", "wrong_foot:right:heart")


def test_a_plan_without_zones_has_the_limits_of_the_session():
    assessment = _check("heart_condition cleared=yes", "| tech=hand_reflexology | pressure=4 | minutes=40")

    assert (assessment.max_pressure, assessment.max_minutes) == (3, 45)
    assert assessment.problems == ("pressure",)


def test_both_feet_may_be_planned_at_once():
    both = Plan(DAY, zones=(PlannedZone("kidney", Side.BOTH), PlannedZone("spleen", Side.BOTH)))

    assessment = check(library(), facts=[], plan=both)

    assert sorted(assessment.zones) == [("left", "kidney"), ("left", "spleen"), ("right", "kidney")]
    assert assessment.problems == ("wrong_foot:right:spleen",)


def test_reminders_for_everybody_raise_nothing():
    assessment = _check("", "B:lung_chest")

    assert (assessment.session, set(assessment.zones.values())) == (Effect.NONE, {Effect.NONE})
    assert [hit.code for hit in assessment.reminders] == ["ALW-01", "ALW-02", "ALW-03"]
    assert assessment.findings == ()


def test_a_graver_rule_for_everybody_leaves_the_headline_and_zones_alone_but_limits():
    changed = copy.deepcopy(document())
    rule = next(rule for rule in changed["rules"] if rule["code"] == "ALW-01")
    rule |= {"effect": "caution", "max_pressure": 3, "max_minutes": 40}

    assessment = check(Library.compile(changed), facts=[], plan=plan("B:lung_chest"))

    assert (assessment.session, set(assessment.zones.values())) == (Effect.NONE, {Effect.NONE})
    assert (assessment.max_pressure, assessment.max_minutes) == (3, 40)


def test_one_of_several_answers_is_enough():
    several = {"reason": "multiple|placenta_praevia"}

    assessment = check(library(), facts=[Fact("pregnancy_high_risk", attributes=several)], plan=plan("B:lung_chest"))

    assert "PHR-04" in assessment.rules


@pytest.mark.parametrize(
    ("platelets", "effect"),
    [
        ("49", "absolute"),
        ("49.9", "absolute"),
        ("50", "caution"),
        ("low", "caution"),
        ("nan", "caution"),
        ("", "caution"),
    ],
)
def test_numbers_are_compared_as_numbers(platelets: str, effect: str):
    fact = Fact("chemotherapy", cleared=True, attributes={"platelets": platelets})

    assert check(library(), facts=[fact], plan=plan("B:lung_chest")).session.code == effect


def test_core_rules_alone_where_the_practice_wants_no_more():
    core = Library.compile(document(), "core")

    extended = check(library(), facts=facts("raynaud"), plan=plan("B:head_brain"))
    assessment = check(core, facts=facts("raynaud"), plan=plan("B:head_brain"))

    assert "RAY-01" in extended.rules
    assert assessment.rules == ("ALW-01", "ALW-02", "ALW-03")
    assert [rule.code for rule in core.rules] == [rule.code for rule in library().narrowed("core").rules]
    assert len(core.rules) == 168


# Findings, and what lifts them.


def test_each_fact_has_one_finding_gravest_first():
    assessment = _check(
        "anticoagulants reason=af; stress_fracture side=left; diabetes status=unknown", "B:lung_chest | tech=thai_stick"
    )

    assert [(finding.condition.code, finding.effect.code) for finding in assessment.findings] == [
        ("stress_fracture", "absolute"),
        ("anticoagulants", "avoid"),
        ("diabetes", "caution"),
    ]
    fracture, blood, unknown = assessment.findings
    assert (dict(fracture.zones), fracture.session) == ({("left", "lung_chest"): Effect.ABSOLUTE}, Effect.NONE)
    assert (dict(blood.techniques), blood.session) == ({"thai_stick": Effect.AVOID}, Effect.CAUTION)
    assert (blood.max_pressure, blood.max_minutes) == (2, None)
    assert (unknown.is_unknown, [hit.code for hit in unknown.hits]) == (True, ["SYS-04", "SYS-03"])


def test_a_hit_carries_the_words_and_the_sources_of_its_rule():
    (finding,) = _check("stress_fracture side=left", "L:st_heel_pad").findings

    (hit,) = finding.hits
    assert (hit.code, hit.override, hit.instead) == ("SF-01", "none", "No work on this foot; other foot or hands")
    assert [(citation.source.code, citation.locator) for citation in hit.citations] == [
        ("S4", "L40"),
        ("UMN", ""),
        ("ARCB-RAI", ""),
    ]


def test_a_stale_fact_has_a_finding_even_where_its_rules_touch_nothing():
    assessment = _check("open_wound side=left area=heel asked=2", "| tech=effleurage")
    quiet = _check("pacemaker_icd asked=366; foot_implant side=left area=heel asked=366", "R:lung_chest")

    assert [finding.is_stale for finding in assessment.findings] == [True]
    assert [(finding.condition.code, finding.effect.code) for finding in quiet.findings] == [
        ("pacemaker_icd", "inform"),
        ("foot_implant", "ok"),
    ]


@pytest.mark.parametrize(
    ("flags", "override"),
    [
        ("", ""),
        ("hypotension_faint", ""),
        ("plantar_fasciitis severity=severe", "reason"),
        ("child", "answer"),
        ("child; heart_condition", "clearance"),
        ("child; heart_condition; fracture_foot", "none"),
    ],
)
def test_the_strictest_rule_decides_what_lifts_a_zone(flags: str, override: str):
    assessment = _check(flags, "L:st_heel_pad")

    assert assessment.override_on("left", "st_heel_pad") == override


def test_a_zone_that_is_not_planned_has_no_hits():
    assessment = _check("fracture_foot", "L:st_heel_pad")

    assert assessment.hits_on("right", "st_heel_pad") == ()


def _finding(fact: Fact, from_library: Library | None = None):
    return check(from_library or library(), facts=[fact], plan=plan("L:st_heel_pad")).findings[0]


GOUT = Fact("gout", side=Side.LEFT, attributes={"flare": "yes"}, words="since Monday", asked_on=DAY)


@pytest.mark.parametrize(
    "change",
    [
        {"side": Side.BOTH},
        {"areas": ("heel",)},
        {"attributes": {"flare": "yes", "last_attack": "2026-01-01"}},
        {"reference_on": DAY},
        {"cleared": True},
        {"words": "since Sunday"},
    ],
)
def test_an_acknowledgement_is_void_when_the_fact_changes(change: dict):
    assert _finding(dataclasses.replace(GOUT, **change)).fingerprint != _finding(GOUT).fingerprint


def test_an_acknowledgement_outlives_the_same_answer_given_again():
    again = dataclasses.replace(GOUT, asked_on=None)

    assert _finding(again).fingerprint == _finding(GOUT).fingerprint
    assert _finding(again).code == _finding(GOUT).code


def test_an_acknowledgement_is_void_when_the_words_of_a_rule_change():
    changed = copy.deepcopy(document())
    next(rule for rule in changed["rules"] if rule["code"] == "GOUT-01")["instead"] = "Hands only"

    reworded = _finding(GOUT, Library.compile(changed))

    assert reworded.fingerprint != _finding(GOUT).fingerprint
    assert reworded.code == _finding(GOUT).code


def test_the_code_of_a_finding_changes_with_the_gravity_of_a_rule_and_stays_short():
    changed = copy.deepcopy(document())
    next(rule for rule in changed["rules"] if rule["code"] == "GOUT-02")["effect"] = "refer"

    assert _finding(GOUT, Library.compile(changed)).code != _finding(GOUT).code
    every = [Fact(condition.code) for condition in library().conditions if condition.kind != "system"]
    codes = [finding.code for finding in check(library(), facts=every, plan=whole_feet()).findings]
    assert len(set(codes)) == len(codes)
    assert max(map(len, codes)) <= 100


def test_two_facts_of_one_condition_are_two_findings():
    assessment = _check("open_wound side=left area=ball; open_wound side=right area=heel", "B:lung_chest,st_heel_pad")

    zones = [dict(finding.zones) for finding in assessment.findings]
    assert zones == [{("left", "lung_chest"): Effect.AVOID}, {("right", "st_heel_pad"): Effect.AVOID}]
    assert len({finding.code for finding in assessment.findings}) == 2


def test_the_date_that_counts_is_the_healing_once_it_is_past():
    fracture, gout = library().condition("stress_fracture"), library().condition("gout")

    assert [fracture.dated_by(status).field for status in (Status.YES, Status.PAST)] == ["onset_date", "healed_date"]
    assert gout.dated_by(Status.PAST).field == "last_attack"
    assert library().condition("frail_older").dated_by(Status.YES) is None
