"""Practitioners read the release in force, rule by rule."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from knowledge import sentences
from knowledge.library import Library
from knowledge.models import Release, Rule
from knowledge.pages import condition_page, technique_page, zone_page
from knowledge.publishing import current_library
from knowledge.rule_map import gravest, map_of
from knowledge.shipped import read_content
from tests.factories import PracticeFactory, UserFactory
from tests.factories.knowledge import publish_shipped


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.compile(read_content()[0])


@pytest.fixture
def practitioner(client: Client) -> Client:
    PracticeFactory()
    client.force_login(UserFactory())
    return client


PAGES = [
    reverse("knowledge:home"),
    reverse("knowledge:condition", args=["pregnancy"]),
    reverse("knowledge:condition", args=["always"]),
    reverse("knowledge:zones"),
    reverse("knowledge:zone", args=["kidney"]),
    reverse("knowledge:techniques"),
    reverse("knowledge:technique", args=["thumb_walking"]),
    reverse("knowledge:releases"),
    reverse("knowledge:release", args=[1]),
]


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_with_few_questions(
    practitioner: Client, page: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    publish_shipped()
    current_library()

    with django_assert_max_num_queries(6):
        response = practitioner.get(page)

    assert response.status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_who_may_not_read_the_library_is_turned_away(client: Client, page: str) -> None:
    publish_shipped()
    client.force_login(UserFactory(nobody=True))

    assert client.get(page).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["condition", "zone", "technique"])
def test_a_code_that_does_not_exist_is_not_found(practitioner: Client, name: str) -> None:
    publish_shipped()

    assert practitioner.get(reverse(f"knowledge:{name}", args=["nothing"])).status_code == 404


@pytest.mark.django_db
def test_without_a_release_the_page_says_that_nothing_can_be_checked(practitioner: Client) -> None:
    response = practitioner.get(reverse("knowledge:home"))

    assert response.status_code == 503
    assert response.context["reason"] == "No knowledge has been published yet."


@pytest.mark.django_db
def test_pages_show_what_is_published_and_never_a_draft(practitioner: Client) -> None:
    publish_shipped()
    published = Rule.objects.get(pk="PREG-03").instead
    Rule.objects.filter(pk="PREG-03").update(instead="A draft.")

    page = practitioner.get(reverse("knowledge:condition", args=["pregnancy"])).context["page"]

    assert [rule.instead for rule in page.rules if rule.code == "PREG-03"] == [published]


@pytest.mark.django_db
def test_only_those_who_may_edit_are_offered_it(client: Client) -> None:
    publish_shipped()
    PracticeFactory()
    url = reverse("knowledge:condition", args=["gout"])
    edit = reverse("admin:knowledge_condition_change", args=["gout"])

    offered = []
    for user in (UserFactory(), UserFactory(editor=True)):
        client.force_login(user)
        offered.append(edit in client.get(url).content.decode())

    assert offered == [False, True]


@pytest.mark.django_db
def test_conditions_are_found_by_the_words_of_their_rules(practitioner: Client) -> None:
    publish_shipped()

    response = practitioner.get(reverse("knowledge:home"), {"q": "PREG-03 heel"})

    assert [line.condition.code for line in response.context["lines"]] == ["pregnancy"]


@pytest.mark.django_db
def test_a_release_says_what_it_changed(practitioner: Client) -> None:
    publish_shipped()
    Rule.objects.filter(pk="PREG-03").update(instead="Our own words.")
    from knowledge.publishing import publish

    publish(by=None)

    response = practitioner.get(reverse("knowledge:release", args=[2]))

    [table] = response.context["tables"]
    assert [change.code for change in table.changed] == ["PREG-03"]


@pytest.mark.django_db
def test_the_history_is_listed_without_reading_every_release(
    practitioner: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    first = publish_shipped()
    for number in (2, 3):
        Release.objects.create(number=number, content=first.content, seal=first.seal)

    with django_assert_max_num_queries(5) as asked:
        response = practitioner.get(reverse("knowledge:releases"))

    assert [release.number for release in response.context["releases"]] == [3, 2, 1]
    assert [query["sql"] for query in asked.captured_queries if '"content"' in query["sql"]] == []


@pytest.mark.parametrize(
    ("code", "when", "what"),
    [
        ("PREG-03", "When “Pregnancy” is yes or suspected", "Avoid: heel."),
        (
            "PREG-12",
            "When “Pregnancy” is yes, in weeks 13 to 42",
            "Take care: the whole session. Pressure up to 2 of 5 and at most 30 minutes.",
        ),
        (
            "DM-02",
            "When “Diabetes” is yes, without medical clearance, unstable is yes",
            "Clearance first: the whole session.",
        ),
        ("SF-01", "When “Stress fracture of the foot or heel” is yes or suspected", "Stop: the whole affected foot."),
    ],
)
def test_a_rule_reads_as_a_sentence(library: Library, code: str, when: str, what: str) -> None:
    rule = library.rule(code)

    said = sentences.when(library, rule), sentences.what(library, rule)

    assert said == (when, what)


def test_every_rule_can_be_said(library: Library) -> None:
    said = [(sentences.when(library, rule), sentences.what(library, rule)) for rule in library.rules]

    assert [words for words in said if "_" in words[0] + words[1] or not all(words)] == []


def test_every_thing_of_the_library_has_a_page(library: Library) -> None:
    pages = [
        *(condition_page(library, each.code) for each in library.conditions),
        *(zone_page(library, each.code) for each in library.zones),
        *(technique_page(library, each.code) for each in library.techniques),
    ]

    assert [page.code for page in pages if not page.facts] == []


def test_a_zone_shows_the_rules_of_its_parts_of_the_foot(library: Library) -> None:
    page = zone_page(library, "st_heel_pad")

    assert "PREG-03" in [rule.code for rule in page.rules]


def test_the_gravest_rule_comes_first(library: Library) -> None:
    kinds = [rule.kind for rule in condition_page(library, "dvt").rules]

    assert kinds == sorted(kinds, key=["stop", "avoid", "caution", "info"].index)


def test_the_map_shows_how_far_the_rules_go(library: Library) -> None:
    graded = gravest(library, "pregnancy")

    assert {
        place: graded[place]
        for place in [("right", "st_heel_pad"), ("left", "liver"), ("left", "thoracic_spine")]
        if place in graded
    } == {
        ("right", "st_heel_pad"): 4,
        ("left", "thoracic_spine"): 0,
    }


def test_the_map_never_says_that_there_is_no_warning(library: Library) -> None:
    drawn = map_of(library, "pregnancy")

    assert drawn is not None
    assert [item.words for item in drawn.legend if item.shown] == ["Avoid", "Light pressure"]


def test_rules_that_name_no_place_have_no_map(library: Library) -> None:
    assert map_of(library, "intake_missing") is None
