"""What a row of the library refuses, and how it reads."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from knowledge.models import FollowUp, RegionShape, Rule, RuleAttribute, RuleScope, ZoneShape
from knowledge.models.choices import Effect, Layer, Operator, Region, ScopeKind, View
from tests.factories.knowledge import ConditionFactory, RuleFactory, SourceFactory, TechniqueFactory, ZoneFactory

pytestmark = pytest.mark.django_db

SQUARE = [[[0, 0], [5, 0], [10, 0], [10, 10], [5, 10], [0, 10]]]


def codes(error: ValidationError) -> dict[str, list[str]]:
    return {field: [each.code or "" for each in errors] for field, errors in error.error_dict.items()}


def test_rows_read_well() -> None:
    condition = ConditionFactory(name="Gout")

    rule = RuleFactory(code="GOUT-01", condition=condition, effect=Effect.REFER)

    assert str(condition) == "Gout"
    assert str(rule) == "GOUT-01: Gout, clearance first"
    assert str(RuleScope(kind=ScopeKind.REGION, code="heel")) == "Part of the foot heel"
    assert str(RuleAttribute(field="flare", operator=Operator.IS_NOT, value="yes")) == "flare is not yes"


def test_lists_of_codes_keep_their_order() -> None:
    zone = ZoneFactory(groups=["pelvic", "back"])

    zone.refresh_from_db()

    assert zone.groups == ["pelvic", "back"]


def test_citation_without_a_code_is_refused() -> None:
    zone = ZoneFactory.build(sources=["chapter four"])

    with pytest.raises(ValidationError) as refused:
        zone.full_clean()

    assert codes(refused.value)["sources"] == ["citation", "unknown"]


def test_citation_of_a_source_that_does_not_exist_is_refused() -> None:
    SourceFactory(code="S0")
    zone = ZoneFactory.build(sources=["S0:L69-93", "S9"])

    with pytest.raises(ValidationError) as refused:
        zone.full_clean()

    assert refused.value.messages == ["There is no source called S9."]


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (ScopeKind.ZONE, "liver"),
        (ScopeKind.TECHNIQUE, "hooks"),
        (ScopeKind.PRODUCT, "honey"),
        (ScopeKind.GROUP, "pelvic"),
        (ScopeKind.CLASS, "deep"),
        (ScopeKind.REGION, "elbow"),
    ],
)
def test_scope_that_touches_nothing_is_refused(kind: ScopeKind, code: str) -> None:
    scope = RuleScope(rule=RuleFactory(), kind=kind, code=code)

    with pytest.raises(ValidationError) as refused:
        scope.full_clean()

    assert codes(refused.value)["code"] == ["unknown"]


def test_scope_that_touches_something_is_accepted() -> None:
    ZoneFactory(code="liver", groups=["digestive"])
    TechniqueFactory(code="hooks", classes=["deep"])
    rule = RuleFactory()
    tokens = [("zone", "liver"), ("tech", "hooks"), ("group", "digestive"), ("class", "deep"), ("region", "all")]

    scopes = [RuleScope(rule=rule, kind=kind, code=code) for kind, code in tokens]

    for scope in scopes:
        scope.full_clean()


@pytest.mark.parametrize(("kind", "code"), [(ScopeKind.SESSION, "heel"), (ScopeKind.REGION, "")])
def test_scope_names_what_needs_a_name_and_nothing_else(kind: ScopeKind, code: str) -> None:
    rule = RuleFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        RuleScope.objects.create(rule=rule, kind=kind, code=code)


@pytest.mark.parametrize(
    "broken",
    [
        {"weeks_from": 20, "weeks_to": 12},
        {"weeks_from": 20},
        {"weeks_to": 12},
        {"weeks_from": 0, "weeks_to": 43},
        {"days_from": 9, "days_to": 3},
        {"days_to": 3},
        {"max_pressure": 6},
        {"max_minutes": 0},
    ],
)
def test_impossible_ranges_are_refused_by_the_database(broken: dict[str, int]) -> None:
    rule = RuleFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        Rule.objects.filter(pk=rule.pk).update(**broken)


def test_comparing_needs_a_number() -> None:
    attribute = RuleAttribute(rule=RuleFactory(), field="platelets", operator=Operator.BELOW, value="few")

    with pytest.raises(ValidationError) as refused:
        attribute.full_clean()

    assert codes(refused.value) == {"value": ["number"]}


def test_a_question_is_asked_once_a_condition() -> None:
    condition = ConditionFactory()
    FollowUp.objects.create(condition=condition, field="side", kind="side", question="Which side?")

    with pytest.raises(IntegrityError), transaction.atomic():
        FollowUp.objects.create(condition=condition, field="side", kind="side", question="Left or right?")


def test_two_zones_do_not_share_a_number() -> None:
    SourceFactory(code="S0")
    ZoneFactory(number=7, name="Liver")
    second = ZoneFactory.build(number=7, sources=["S0"])

    with pytest.raises(ValidationError) as refused:
        second.full_clean()

    assert refused.value.messages == ["7 is Liver."]


def test_a_shape_draws_its_curve_when_saved() -> None:
    shape = RegionShape(
        code="heel-plantar", region=Region.HEEL, view=View.PLANTAR, rings=SQUARE, anchor_x=5, anchor_y=5
    )

    shape.save()

    assert shape.path.startswith("M0 0C")
    assert shape.path.endswith("Z")


def test_a_shape_measures_the_room_round_its_anchor() -> None:
    shape = ZoneShape(rings=SQUARE, anchor_x=4, anchor_y=5)

    shape.measure()

    assert (shape.radius, shape.width, shape.height) == (4, 10, 10)


@pytest.mark.parametrize(
    ("rings", "sentence"),
    [
        ("M0 0", "Write a list of rings, each a list of points."),
        ([[[0, 0], [1, 1]]], "Ring 1 has 2 points; it needs 6 to 120."),
        ([[[0, 0], [5, 0], [10, 0], [10, 10], [5, "x"], [0, 10]]], "Ring 1: a point is two numbers, [x, y]."),
        ([[[0, 0], [10, 10], [10, 5], [10, 0], [0, 10], [0, 5]]], "Ring 1 crosses itself."),
    ],
)
def test_a_ring_that_cannot_be_drawn_is_refused(rings: object, sentence: str) -> None:
    shape = ZoneShape(
        code="x", name="Bone", layer=Layer.LANDMARK, view=View.PLANTAR, rings=rings, anchor_x=5, anchor_y=5
    )

    with pytest.raises(ValidationError) as refused:
        shape.full_clean()

    assert refused.value.message_dict["rings"] == [sentence]


def test_an_anchor_lies_inside_its_shape() -> None:
    shape = ZoneShape(
        code="x", name="Bone", layer=Layer.LANDMARK, view=View.PLANTAR, rings=SQUARE, anchor_x=50, anchor_y=5
    )

    with pytest.raises(ValidationError) as refused:
        shape.full_clean()

    assert codes(refused.value) == {"anchor_x": ["anchor"]}
