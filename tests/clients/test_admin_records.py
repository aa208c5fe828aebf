"""The records in the admin: clients are kept there, facts are read."""

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.sites import site
from django.test import Client as Browser
from django.urls import reverse

from clients import models
from clients.models import Client, Goal
from reflexpractice.accounts.models import User
from reflexpractice.audit.models import Event
from tests.clients.conftest import signed_in
from tests.factories import (
    ClearanceFactory,
    ClientFactory,
    ConsentFactory,
    FlagFactory,
    GoalFactory,
    IntakeFactory,
    IntakeLinkFactory,
    UserFactory,
)

pytestmark = pytest.mark.usefixtures("library")

EVIDENCE = [FlagFactory, ClearanceFactory, ConsentFactory, IntakeFactory, IntakeLinkFactory]
EVERY = [ClientFactory, GoalFactory, *EVIDENCE]


def address(row: Any, page: str) -> str:
    args = [row.pk] if page in ("change", "delete") else []
    return reverse(f"admin:clients_{row._meta.model_name}_{page}", args=args)


@pytest.mark.parametrize("factory", EVERY)
def test_every_list_and_row_opens_and_can_be_searched(owner: Browser, factory: Any) -> None:
    row = factory()

    pages = [owner.get(address(row, "changelist"), {"q": "okafor"}), owner.get(address(row, "change"))]

    assert [page.status_code for page in pages] == [200, 200]


@pytest.mark.parametrize("factory", EVIDENCE)
def test_evidence_is_read_and_nothing_else(owner: Browser, factory: Any) -> None:
    row = factory()

    tried = [owner.get(address(row, "add")), owner.post(address(row, "change")), owner.get(address(row, "delete"))]

    assert [page.status_code for page in tried] == [403, 403, 403]


def test_clients_are_not_deleted(owner: Browser) -> None:
    assert owner.get(address(ClientFactory(), "delete")).status_code == 403


@pytest.mark.parametrize("factory", EVERY)
def test_practitioners_see_their_own_clients_only(mira: User, factory: Any) -> None:
    mira.is_staff = True
    mira.save()
    stranger = factory()

    page = signed_in(mira).get(address(stranger, "changelist"))

    assert page.context["cl"].queryset.count() == 0
    assert signed_in(mira).get(address(stranger, "change")).status_code == 302


@pytest.mark.parametrize("factory", [FlagFactory, ClearanceFactory, ConsentFactory, IntakeFactory, GoalFactory])
def test_reception_opens_no_health_fact(mira: User, factory: Any) -> None:
    desk = signed_in(UserFactory(reception=True, is_staff=True))

    assert desk.get(address(factory(), "changelist")).status_code == 403


def test_reception_is_not_shown_what_hints_at_health(mira: User) -> None:
    desk = signed_in(UserFactory(reception=True, is_staff=True))
    client = ClientFactory(wishes="Calm before the birth", doctor="Midwife Hollis")

    page = desk.get(address(client, "change")).content.decode()

    assert [words for words in ("before the birth", "Hollis") if words in page] == []


def test_search_knows_accents_and_telephone_numbers(owner: Browser) -> None:
    client = ClientFactory(name="Élise Dupont", phone="07700 900142")
    ClientFactory(name="Tom Bellamy", phone="1")

    found = [
        list(owner.get(address(client, "changelist"), {"q": words}).context["cl"].queryset)
        for words in ("ELISE", "0142")
    ]

    assert found == [[client], [client]]


def test_a_client_changed_in_the_admin_is_in_the_chain(owner: Browser, mira: User) -> None:
    client = ClientFactory(name="Amara", seen_by=mira)

    owner.post(address(client, "change"), {"name": "Amara Okafor", "care_team": [mira.pk]})

    client.refresh_from_db()
    assert (client.search_name, list(client.care_team.all())) == ("amara okafor", [mira])
    assert Event.objects.filter(act="client.changed", client_key=str(client.pk)).count() == 1


def test_a_client_added_in_the_admin_is_taken_on(owner: Browser, mira: User) -> None:
    owner.post(reverse("admin:clients_client_add"), {"name": "Amara Okafor", "care_team": [mira.pk]})

    assert list(Client.objects.get().care_team.all()) == [mira]
    assert Event.objects.filter(act="client.created").count() == 1


def test_goals_are_added_and_renamed(owner: Browser) -> None:
    client = ClientFactory()

    owner.post(reverse("admin:clients_goal_add"), {"client": client.pk, "words": "Sleep"})
    goal = Goal.objects.get()
    owner.post(address(goal, "change"), {"words": "Sleep through the night"})

    goal.refresh_from_db()
    assert goal.words == "Sleep through the night"
    assert list(Event.objects.filter(act__startswith="goal").values_list("act", flat=True)) == [
        "goal.renamed",
        "goal.added",
    ]


def test_every_model_of_clients_has_its_desk() -> None:
    desks = {model for model in site._registry if model._meta.app_label == "clients"}

    assert desks == {getattr(models, name) for name in models.__all__}
    assert all(isinstance(site._registry[model], admin.ModelAdmin) for model in desks)
