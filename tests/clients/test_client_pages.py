"""Taking a client on and changing what is kept."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.models import Client
from reflexpractice.accounts.models import User
from tests.factories import ClientFactory, GoalFactory, SessionFactory, UserFactory

SMALL_CHILD = f"{timezone.localdate().year - 5}-01-01"

pytestmark = pytest.mark.usefixtures("library")


def new(browser: Browser, **typed: Any) -> Any:
    return browser.post(reverse("clients:new"), {"name": "Amara Okafor", "phone": "07700 900142"} | typed)


def test_a_name_and_one_contact_are_enough(browser: Browser, mira: User) -> None:
    response = new(browser)

    client = Client.objects.get()
    assert response.headers["Location"] == client.get_absolute_url()
    assert (client.name, list(client.care_team.all())) == ("Amara Okafor", [mira])


def test_the_way_leads_back_to_what_one_was_doing(browser: Browser) -> None:
    response = new(browser, next="/sessions/book/")

    assert response.headers["Location"] == "/sessions/book/"


@pytest.mark.parametrize("away", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_the_way_never_leads_off_the_site(browser: Browser, away: str) -> None:
    response = new(browser, next=away)

    assert response.headers["Location"] == Client.objects.get().get_absolute_url()


def test_name_searched_for_is_filled_in(browser: Browser) -> None:
    form = browser.get(reverse("clients:new"), {"name": "okb"}).context["form"]

    assert form["name"].value() == "okb"


def test_goals_are_taken_line_by_line(browser: Browser) -> None:
    new(browser, goals="Sleep through the night\n\n  Walk further ")

    words = Client.objects.get().goals.values_list("words", flat=True)
    assert list(words) == ["Sleep through the night", "Walk further"]


@pytest.mark.parametrize(
    ("typed", "field", "code"),
    [
        ({"name": ""}, "name", "required"),
        ({"name": "a" * 121}, "name", "max_length"),
        ({"name": "a\x00b"}, "name", "null_characters_not_allowed"),
        ({"phone": ""}, "phone", "contact"),
        ({"email": "amara"}, "email", "invalid"),
        ({"born_on": "2990-01-01"}, "born_on", "future"),
        ({"born_on": "0990-01-01"}, "born_on", "year"),
        ({"born_on": "30 February"}, "born_on", "invalid"),
        ({"born_on": SMALL_CHILD}, "guardian", "guardian"),
        ({"goals": "a" * 81}, "goals", "goals"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_kept(browser: Browser, typed: dict[str, str], field: str, code: str) -> None:
    response = new(browser, **typed)

    assert response.context["form"].errors.as_data()[field][0].code == code
    assert not Client.objects.exists()


def test_a_child_with_a_guardian_is_taken_on(browser: Browser) -> None:
    new(browser, born_on=SMALL_CHILD, guardian="Ada Okafor, mother, 07700 900143")

    assert Client.objects.get().guardian == "Ada Okafor, mother, 07700 900143"


@pytest.mark.parametrize(
    "there",
    [
        {"name": "amara ókafor", "born_on": None, "phone": "1"},
        {"name": "Somebody", "phone": "07700-900 142"},
        {"name": "Somebody", "email": "AMARA@home.example"},
    ],
)
def test_somebody_who_may_be_the_same_is_shown_before_saving(
    browser: Browser, mira: User, there: dict[str, Any]
) -> None:
    here = ClientFactory(seen_by=mira, **there)

    response = new(browser, email="amara@home.example")

    assert [client for client, _ in response.context["same"]] == [here]
    assert Client.objects.count() == 1


def test_namesakes_with_other_birth_dates_are_different_people(browser: Browser, mira: User) -> None:
    ClientFactory(name="Amara Okafor", born_on=dt.date(1960, 1, 1), seen_by=mira)

    new(browser, born_on="1990-05-04")

    assert Client.objects.count() == 2


def test_somebody_else_is_saved(browser: Browser, mira: User) -> None:
    here = ClientFactory(name="Amara Okafor", seen_by=mira)

    new(browser, somebody_else=str(here.pk))

    assert Client.objects.count() == 2


def test_having_seen_one_does_not_cover_another(browser: Browser, mira: User) -> None:
    seen = ClientFactory(name="Amara Okafor", seen_by=mira)
    other = ClientFactory(phone="07700 900142", seen_by=mira)

    response = new(browser, somebody_else=str(seen.pk))

    assert {client for client, _ in response.context["same"]} == {seen, other}


def test_pressing_twice_shows_who_was_just_saved(browser: Browser) -> None:
    new(browser)

    response = new(browser)

    assert [client.name for client, _ in response.context["same"]] == ["Amara Okafor"]


def test_clients_of_others_are_not_given_away(browser: Browser) -> None:
    ClientFactory(name="Amara Okafor")

    assert new(browser).status_code == 302


def test_owner_and_reception_choose_the_care_team(reception: Browser, mira: User) -> None:
    UserFactory(reception=True)

    new(reception, care_team=[mira.pk])

    assert list(Client.objects.get().care_team.all()) == [mira]
    choices = reception.get(reverse("clients:new")).context["form"].fields["care_team"].queryset
    assert list(choices) == [mira]


def test_reception_is_not_asked_and_not_shown_what_hints_at_health(reception: Browser, mira: User) -> None:
    client = ClientFactory(wishes="Calm before the birth", doctor="Midwife Hollis", seen_by=mira)
    GoalFactory(client=client, words="Less back pain")

    page = reception.get(reverse("clients:edit", args=[client.pk])).content.decode()

    assert [words for words in ('birth"', "before the birth", "Hollis", "back pain") if words in page] == []


def test_reception_changes_an_address_and_the_rest_stays(reception: Browser) -> None:
    client = ClientFactory(name="Amara", phone="1", wishes="Calm", doctor="Dr Patel")

    reception.post(reverse("clients:edit", args=[client.pk]), {"name": "Amara", "phone": "2"})

    client.refresh_from_db()
    assert (client.phone, client.wishes, client.doctor) == ("2", "Calm", "Dr Patel")


def test_editing_keeps_what_was_typed(browser: Browser, mira: User) -> None:
    client = ClientFactory(name="Amara", seen_by=mira)

    browser.post(reverse("clients:edit", args=[client.pk]), {"name": "Amara Okafor", "called": "Ama", "phone": "1"})

    client.refresh_from_db()
    assert (client.name, client.first_name, list(client.care_team.all())) == ("Amara Okafor", "Ama", [mira])


def test_a_mistake_in_the_form_does_not_rename_the_header(browser: Browser, mira: User) -> None:
    client = ClientFactory(name="Amara", seen_by=mira)

    response = browser.post(reverse("clients:edit", args=[client.pk]), {"name": "Other", "email": "x"})

    assert response.context["who"].name == "Amara"


def test_archive_and_back(browser: Browser, mira: User) -> None:
    client = ClientFactory(seen_by=mira)

    browser.post(reverse("clients:archive", args=[client.pk]))
    archived = list(Client.objects.archived())
    browser.post(reverse("clients:restore", args=[client.pk]))

    assert (archived, list(Client.objects.current())) == ([client], [client])


def test_a_booked_session_keeps_a_client_out_of_the_archive(browser: Browser, mira: User) -> None:
    client = ClientFactory(seen_by=mira)
    SessionFactory(client=client, starts_at=timezone.now() + dt.timedelta(days=3))

    browser.post(reverse("clients:archive", args=[client.pk]))

    assert list(Client.objects.archived()) == []


def test_archiving_takes_a_press_and_no_link(browser: Browser, mira: User) -> None:
    client = ClientFactory(seen_by=mira)

    assert browser.get(reverse("clients:archive", args=[client.pk])).status_code == 405
