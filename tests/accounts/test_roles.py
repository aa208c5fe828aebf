"""Roles may do exactly what they are meant to."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from pytest_django import DjangoAssertNumQueries

from reflexpractice.accounts.models import User
from reflexpractice.accounts.roles import PERMISSIONS, RECORDS, WORK, Role, grant_roles
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.security]

TRAITS = {Role.OWNER: "owner", Role.ASSISTANT: "assistant", Role.RECEPTION: "reception", Role.CONTENT_EDITOR: "editor"}


def permissions_of(role: Role) -> set[str]:
    rows = Group.objects.get(name=role.value).permissions.values_list("content_type__app_label", "codename")
    return {f"{app}.{code}" for app, code in rows}


@pytest.mark.parametrize("role", list(Role))
def test_a_role_has_its_permissions_and_no_others(role: Role) -> None:
    assert permissions_of(role) == PERMISSIONS[role]


@pytest.mark.parametrize("role", list(Role))
def test_a_person_in_a_role_has_just_these(role: Role) -> None:
    person = UserFactory(**({TRAITS[role]: True} if role in TRAITS else {}))

    assert person.get_all_permissions() == PERMISSIONS[role]


def test_every_permission_of_a_role_exists() -> None:
    known = {
        f"{each.content_type.app_label}.{each.codename}" for each in Permission.objects.select_related("content_type")
    }

    assert {name for names in PERMISSIONS.values() for name in names} - known == set()


def test_reception_may_read_no_health_fact() -> None:
    health = {f"clients.view_{name}" for name in RECORDS if name != "intakelink"}
    health |= {f"treatments.view_{name}" for name in WORK if name != "treatmentsession"}

    assert permissions_of(Role.RECEPTION) & health == set()


def test_only_the_owner_reads_the_chain_of_events() -> None:
    assert [role for role in Role if "audit.view_event" in permissions_of(role)] == [Role.OWNER]


def test_nobody_may_change_the_chain_of_events_or_a_release() -> None:
    kept = {
        f"{app}.{act}_{model}"
        for app, model in (("audit", "event"), ("audit", "chainhead"), ("knowledge", "release"))
        for act in ("add", "change", "delete")
    }

    assert [role for role in Role if permissions_of(role) & kept] == []


def test_migrating_takes_back_what_was_given_by_hand() -> None:
    group = Group.objects.get(name=Role.RECEPTION)
    group.permissions.add(Permission.objects.get(codename="view_flag"))

    grant_roles(apps.get_app_config("clients"))

    assert permissions_of(Role.RECEPTION) == PERMISSIONS[Role.RECEPTION]


def test_permissions_of_a_person_cost_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    person = User.objects.get(pk=UserFactory(owner=True).pk)

    with django_assert_num_queries(1):
        answers = [person.has_perm("clients.view_flag"), person.has_perm("x.y"), person.has_module_perms("clients")]

    assert answers == [True, False, True]


def test_who_no_longer_works_here_may_do_nothing() -> None:
    person = UserFactory(owner=True, is_active=False)

    assert (person.get_all_permissions(), person.has_perm("clients.view_client")) == (set(), False)


def test_who_is_nobody_in_particular_may_do_nothing() -> None:
    assert UserFactory(nobody=True).get_all_permissions() == set()
