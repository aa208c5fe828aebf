"""The admin, page by page: every desk opens for those it is for, and stays shut for everybody else."""

from typing import Any

import pytest
from django.contrib import admin
from django.test import Client as Browser
from django.urls import reverse

from reflexpractice.accounts.models import User
from tests.factories import UserFactory
from tests.security.expected import ABOUT, DESKS
from tests.security.world import World, build

pytestmark = pytest.mark.django_db

EVERY = admin.site._registry
PEOPLE = ["owner", "carer", "reception", "editor"]


@pytest.fixture
def world(db: None) -> World:
    return build()


def name_of(model: Any) -> str:
    return f"{model._meta.app_label}_{model._meta.model_name}"


def key_of(world: World, model: Any) -> Any:
    """A row of that kind, with which the carer has to do."""
    name = name_of(model)
    return world.targets[ABOUT.get(name, model._meta.model_name)][0][0]


def status(browser: Browser, model: Any, page: str, *args: Any) -> int:
    return browser.get(reverse(f"admin:{name_of(model)}_{page}", args=args)).status_code


def test_every_desk_is_in_the_table() -> None:
    assert {name_of(model) for model in EVERY} == set(DESKS)


@pytest.mark.parametrize("person", PEOPLE)
def test_every_desk_opens_for_those_it_is_for(world: World, person: str) -> None:
    browser = world.browser(person)
    seen, meant = {}, {}

    for model in EVERY:
        desk, key = DESKS[name_of(model)], key_of(world, model)
        lists = desk.views if desk.lists is None else desk.lists
        meant[name_of(model)] = [person in lists, person in desk.adds, person in desk.views]
        pages = [("changelist",), ("add",), ("change", key)]
        seen[name_of(model)] = [status(browser, model, *page) == 200 for page in pages]

    assert seen == meant


def test_a_list_is_searched_sorted_and_filtered_without_a_fault(world: World) -> None:
    browser = world.browser("owner")
    meant = [model for model in EVERY if "owner" in DESKS[name_of(model)].views]

    broken = [url for model in meant for url in addresses(model) if browser.get(url).status_code != 200]

    assert broken == []


def addresses(model: Any) -> list[str]:
    """A list as it is looked at: searched where it can be, and sorted by each of its columns."""
    desk, url = EVERY[model], reverse(f"admin:{name_of(model)}_changelist")
    asked = [f"o={number}" for number, _ in enumerate(desk.list_display, 1)]
    return [f"{url}?{query}" for query in [*asked, *(["q=kan"] if desk.search_fields else [])]]


def test_evidence_has_neither_add_change_nor_delete(world: World) -> None:
    browser = world.browser("owner")
    kept = [model for model in EVERY if not DESKS[name_of(model)].changes and DESKS[name_of(model)].views]

    buttons = {name_of(model): html(browser, model, key_of(world, model)) for model in kept}

    assert {
        name: page.count('name="_save"') + page.count("deletelink") for name, page in buttons.items()
    } == dict.fromkeys(buttons, 0)


def html(browser: Browser, model: Any, key: Any) -> str:
    return browser.get(reverse(f"admin:{name_of(model)}_change", args=[key])).content.decode()


def test_no_list_deletes_many_at_once(world: World) -> None:
    browser = world.browser("owner")
    meant = [model for model in EVERY if "owner" in DESKS[name_of(model)].views and not DESKS[name_of(model)].deletes]

    pages = {name_of(model): browser.get(reverse(f"admin:{name_of(model)}_changelist")) for model in meant}

    assert [name for name, page in pages.items() if "delete_selected" in page.content.decode()] == []


@pytest.mark.parametrize("role", ["owner", "reception", "editor", "practitioner"])
def test_who_is_not_let_into_the_admin_opens_nothing_in_it(role: str) -> None:
    traits = {} if role == "practitioner" else {role: True}
    person: User = UserFactory(**traits)
    browser = Browser()
    browser.force_login(person)

    answers = {browser.get(reverse(f"admin:{name_of(model)}_changelist")).status_code for model in EVERY}

    assert answers == {302}
    assert browser.get(reverse("admin:index"), follow=True).status_code == 403


@pytest.mark.parametrize(
    ("person", "parts"),
    [
        ("owner", ["Audit", "Clients", "Knowledge", "People and practice", "Sessions"]),
        ("carer", ["Clients", "Knowledge", "Sessions"]),
        ("reception", ["Clients", "People and practice", "Sessions"]),
        ("editor", ["Knowledge"]),
    ],
)
def test_the_first_page_shows_the_parts_one_may_open(world: World, person: str, parts: list[str]) -> None:
    page = world.browser(person).get(reverse("admin:index"))

    assert sorted(str(each["name"]) for each in page.context["app_list"]) == parts
