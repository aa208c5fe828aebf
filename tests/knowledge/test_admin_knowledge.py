"""The content editor's desk: every page opens, and publishing shows what it will do before it does it."""

from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from knowledge.models import Condition, Release, Rule, RuleScope, ZoneShape
from knowledge.publishing import current_library
from knowledge.tables import TABLES
from reflexpractice.accounts.models import User
from tests.factories import UserFactory
from tests.factories.knowledge import RuleFactory, load_shipped, publish_shipped

pytestmark = pytest.mark.django_db

MODELS = [table.model for table in TABLES]
PUBLISH = "admin:knowledge_release_publish"


@pytest.fixture
def editor(client: Client) -> User:
    user = UserFactory(editor=True, is_staff=True)
    client.force_login(user)
    return user


def form_of(client: Client, url: str) -> dict[str, Any]:
    """What a browser would send back unchanged."""
    forms = [client.get(url).context["adminform"].form]
    forms += [each for formset in client.get(url).context["inline_admin_formsets"] for each in _forms(formset.formset)]
    data: dict[str, Any] = {}
    for form in forms:
        for bound in form:
            value = bound.value()
            if value is not None and value is not False:
                data[bound.html_name] = value
    return data


def _forms(formset: Any) -> list[Any]:
    return [formset.management_form, *formset.forms]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.model_name)
def test_every_list_and_row_opens(client: Client, editor: User, model: type[Any]) -> None:
    load_shipped()
    name = f"admin:knowledge_{model._meta.model_name}"
    first = model.objects.first()

    pages = [
        reverse(f"{name}_changelist"),
        reverse(f"{name}_changelist") + "?q=foot",
        reverse(f"{name}_add"),
        reverse(f"{name}_change", args=[first.pk]),
    ]

    assert [client.get(page).status_code for page in pages] == [200] * 4


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.model_name)
def test_a_list_asks_no_more_for_more_rows(
    client: Client, editor: User, model: type[Any], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    load_shipped()
    url = reverse(f"admin:knowledge_{model._meta.model_name}_changelist")
    client.get(url)

    with django_assert_max_num_queries(9):
        client.get(url)


def test_every_row_of_the_library_has_a_desk() -> None:
    assert [model for model in [*MODELS, Release] if not admin.site.is_registered(model)] == []


def test_saving_a_rule_unchanged_changes_nothing(client: Client, editor: User) -> None:
    load_shipped()
    url = reverse("admin:knowledge_rule_change", args=["DM-02"])
    before = Rule.objects.values().get(pk="DM-02"), list(RuleScope.objects.filter(rule="DM-02").values())

    response = client.post(url, form_of(client, url))

    assert response.status_code == 302
    after = Rule.objects.values().get(pk="DM-02"), list(RuleScope.objects.filter(rule="DM-02").values())
    assert after == before


def test_a_rule_that_bears_on_nothing_known_is_refused(client: Client, editor: User) -> None:
    load_shipped()
    url = reverse("admin:knowledge_rule_change", args=["PREG-03"])
    data = {**form_of(client, url), "scope-0-kind": "zone", "scope-0-code": "tail"}

    response = client.post(url, data)

    [formset, _attributes] = response.context["inline_admin_formsets"]
    assert formset.formset.errors == [{"code": ["There is no zone called tail."]}]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.model_name)
@pytest.mark.parametrize("answer", ["", "x", "[]", "0"])
def test_nonsense_is_refused_on_the_page(client: Client, editor: User, model: type[Any], answer: str) -> None:
    url = reverse(f"admin:knowledge_{model._meta.model_name}_add")
    response = client.get(url)
    data = dict.fromkeys(response.context["adminform"].form.fields, answer)
    for inline in response.context["inline_admin_formsets"]:
        formset = inline.formset
        data |= {f"{formset.prefix}-TOTAL_FORMS": "1", f"{formset.prefix}-INITIAL_FORMS": "0"}
        data |= {f"{formset.prefix}-0-{name}": answer for name in formset.empty_form.fields}

    refused = client.post(url, data)

    assert refused.status_code == 200
    assert refused.context["errors"]


def test_an_edited_rule_says_that_upgrades_keep_it(client: Client, editor: User) -> None:
    load_shipped()
    Rule.objects.filter(pk="PREG-03").update(instead="Our own words.")
    RuleFactory(code="OWN-1", condition_id="pregnancy", condition=None)
    desk = admin.site.get_model_admin(Rule)

    standings = [desk.standing(Rule.objects.get(pk=code)) for code in ("PREG-04", "PREG-03", "OWN-1")]  # type: ignore[attr-defined]

    assert standings == ["Shipped", "Shipped, edited by you: upgrades keep your version", "Your own"]


def test_only_an_own_rule_can_be_deleted(client: Client, editor: User) -> None:
    load_shipped()
    RuleFactory(code="OWN-1", condition_id="pregnancy", condition=None)

    answers = [
        client.post(reverse("admin:knowledge_rule_delete", args=[code]), {"post": "yes"}).status_code
        for code in ("PREG-03", "OWN-1")
    ]

    assert answers == [403, 302]
    assert set(Rule.objects.filter(pk__in=["PREG-03", "OWN-1"]).values_list("pk", flat=True)) == {"PREG-03"}


def test_rules_are_taken_out_of_use_and_put_back(client: Client, editor: User) -> None:
    load_shipped()
    url = reverse("admin:knowledge_rule_changelist")

    client.post(url, {"action": "take_out_of_use", "_selected_action": ["PREG-03"]})
    out = Rule.objects.get(pk="PREG-03").in_use
    client.post(url, {"action": "put_into_use", "_selected_action": ["PREG-03"]})

    assert (out, Rule.objects.get(pk="PREG-03").in_use) == (False, True)


def test_the_words_of_an_answer_are_typed_a_line_each(client: Client, editor: User) -> None:
    load_shipped()
    url = reverse("admin:knowledge_condition_change", args=["pregnancy"])
    data = {**form_of(client, url), "follow_ups-0-choices": "yes: Yes\nno: Not at all"}

    response = client.post(url, data)

    assert response.status_code == 302
    assert Condition.objects.get(pk="pregnancy").follow_ups.all()[0].choices == [
        {"value": "yes", "label": "Yes"},
        {"value": "no", "label": "Not at all"},
    ]


def test_a_shape_is_measured_anew_when_its_anchor_moves(client: Client, editor: User) -> None:
    load_shipped()
    url = reverse("admin:knowledge_zoneshape_change", args=["kidney-both-plantar"])
    before = ZoneShape.objects.get(pk="kidney-both-plantar")

    response = client.post(url, {**form_of(client, url), "anchor_y": before.anchor_y + 3})

    after = ZoneShape.objects.get(pk="kidney-both-plantar")
    assert response.status_code == 302
    assert after.radius != before.radius


def test_points_that_cannot_be_drawn_are_refused_on_the_page(client: Client, editor: User) -> None:
    load_shipped()
    url = reverse("admin:knowledge_zoneshape_change", args=["kidney-both-plantar"])

    response = client.post(url, {**form_of(client, url), "rings": '["not a ring"]'})

    assert response.context["adminform"].form.errors == {"rings": ["Write a list of rings, each a list of points."]}


def test_publishing_shows_what_changes_first(client: Client, editor: User) -> None:
    publish_shipped()
    Rule.objects.filter(pk="PREG-03").update(instead="Our own words.")

    response = client.get(reverse(PUBLISH))

    [table] = response.context["tables"]
    assert (table.name, [change.code for change in table.changed]) == ("Rules", ["PREG-03"])
    assert Release.objects.count() == 1


def test_publishing_is_done_by_the_person_who_asks_for_it(client: Client, editor: User) -> None:
    publish_shipped()
    Rule.objects.filter(pk="PREG-03").update(instead="Our own words.")

    client.post(reverse(PUBLISH), {"note": "Softer words for heels"})

    release = Release.objects.get(number=2)
    assert (release.published_by, release.note) == (editor, "Softer words for heels")
    assert current_library().number == 2


def test_unsound_rows_are_named_and_not_published(client: Client, editor: User) -> None:
    publish_shipped()
    RuleFactory(code="OWN-1", condition_id="pregnancy", condition=None, sources=["S0"], scope=[("zone", "tail")])

    shown = client.get(reverse(PUBLISH))
    client.post(reverse(PUBLISH), {"note": ""})

    assert [(fault.table, fault.row) for fault in shown.context["preview"].faults] == [("rules", "OWN-1")]
    assert Release.objects.count() == 1


def test_a_practitioner_does_not_publish(client: Client) -> None:
    publish_shipped()
    client.force_login(UserFactory(is_staff=True))

    answers = [client.get(reverse(PUBLISH)).status_code, client.post(reverse(PUBLISH)).status_code]

    assert answers == [403, 403]


def test_releases_are_read_only(client: Client) -> None:
    release = publish_shipped()
    client.force_login(UserFactory(owner=True, is_staff=True))
    name = "admin:knowledge_release"

    answers = [
        client.get(reverse(f"{name}_changelist")).status_code,
        client.get(reverse(f"{name}_change", args=[release.pk])).status_code,
        client.post(reverse(f"{name}_change", args=[release.pk]), {"note": "other"}).status_code,
        client.post(reverse(f"{name}_delete", args=[release.pk]), {"post": "yes"}).status_code,
        client.get(reverse(f"{name}_add")).status_code,
    ]

    assert answers == [200, 200, 403, 403, 403]
