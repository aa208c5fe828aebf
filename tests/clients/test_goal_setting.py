"""Goals in the client's words."""

import pytest
from django.test import Client as Browser
from django.urls import reverse

from clients.goal_setting import add_goal, end_goal, rename_goal
from clients.models import Goal
from reflexpractice.accounts.models import User
from tests.factories import ClientFactory, GoalFactory

pytestmark = pytest.mark.django_db


def test_a_new_goal_comes_after_the_others() -> None:
    first = GoalFactory(order=4)

    second = add_goal(client=first.client, words="Walk further", by=None)

    assert list(first.client.goals.all()) == [first, second]


def test_the_same_goal_twice_is_there_once() -> None:
    client = ClientFactory()

    add_goal(client=client, words="Sleep", by=None)
    add_goal(client=client, words="Sleep", by=None)

    assert client.goals.count() == 1


def test_an_ended_goal_is_taken_up_again() -> None:
    goal = GoalFactory(words="Sleep")
    end_goal(goal=goal, by=None)

    add_goal(client=goal.client, words="Sleep", by=None)

    goal.refresh_from_db()
    assert goal.ended_on is None


def test_renaming_keeps_the_row() -> None:
    goal = GoalFactory(words="Sleep")

    rename_goal(goal=goal, words="Sleep through the night", by=None)

    assert Goal.objects.get(words="Sleep through the night") == goal


def test_page_adds_a_goal(browser: Browser, mira: User) -> None:
    client = ClientFactory(seen_by=mira)

    response = browser.post(reverse("clients:goals", args=[client.pk]), {"words": "Sleep"})

    assert response.status_code == 302
    assert client.goals.get().words == "Sleep"


def test_page_refuses_the_words_of_another_goal(browser: Browser, mira: User) -> None:
    client = ClientFactory(seen_by=mira)
    GoalFactory(client=client, words="Sleep")
    other = GoalFactory(client=client, words="Walk")

    response = browser.post(reverse("clients:rename_goal", args=[other.pk]), {"words": "Sleep"})

    assert response.context["form"].errors.as_data()["words"][0].code == "unique"


def test_page_ends_a_goal(browser: Browser, mira: User) -> None:
    goal = GoalFactory(client=ClientFactory(seen_by=mira))

    browser.post(reverse("clients:end_goal", args=[goal.pk]))

    assert list(Goal.objects.current()) == []
