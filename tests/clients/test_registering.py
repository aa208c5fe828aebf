"""Taking clients on, and putting them away."""

import pytest

from clients.models import Client
from clients.registering import archive, change, people_who_treat, register, restore
from reflexpractice.accounts.models import User
from reflexpractice.audit.models import Event
from tests.factories import ClientFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_a_practitioner_joins_the_care_team_of_who_they_take_on() -> None:
    mira = UserFactory()

    client = register(client=Client(name="Amara Okafor"), by=mira)

    assert list(client.care_team.all()) == [mira]
    assert list(Client.objects.visible_to(mira)) == [client]


def test_an_owner_chooses_the_care_team() -> None:
    owner, mira = UserFactory(owner=True), UserFactory()

    client = register(client=Client(name="Amara Okafor"), by=owner, care_team=[mira])

    assert list(client.care_team.all()) == [mira]


def test_goals_come_with_the_client_in_their_order() -> None:
    client = register(client=Client(name="Amara"), by=UserFactory(), goals=["Sleep", "Walk further"])

    assert list(client.goals.values_list("words", flat=True)) == ["Sleep", "Walk further"]


def test_change_names_the_fields_in_the_chain_and_not_their_content() -> None:
    client = ClientFactory(name="Amara")
    client.name = "Amara Okafor"

    change(client=client, by=None, fields=["name"])  # type: ignore[arg-type]

    event = Event.objects.get(act="client.changed")
    assert event.detail == {"fields": ["name"]}
    assert Client.objects.get(search_name="amara okafor") == client


def test_archiving_keeps_everything_and_leaves_the_list() -> None:
    client = ClientFactory()

    archive(client=client, by=UserFactory())

    assert list(Client.objects.current()) == []
    assert list(Client.objects.archived()) == [client]


def test_archiving_twice_is_noted_once() -> None:
    client, mira = ClientFactory(), UserFactory()

    archive(client=client, by=mira)
    archive(client=client, by=mira)

    assert Event.objects.filter(act="client.archived").count() == 1


def test_restoring_brings_back() -> None:
    client, mira = ClientFactory(), UserFactory()
    archive(client=client, by=mira)

    restore(client=client, by=mira)

    assert list(Client.objects.current()) == [client]


@pytest.mark.parametrize(
    ("role", "treats"), [({}, True), ({"owner": True}, True), ({"reception": True}, False), ({"editor": True}, False)]
)
def test_those_who_treat_may_see_health_facts(role: dict[str, bool], treats: bool) -> None:
    user: User = UserFactory(**role)

    assert list(people_who_treat()) == ([user] if treats else [])


def test_those_who_left_do_not_treat() -> None:
    UserFactory(is_active=False)

    assert list(people_who_treat()) == []
