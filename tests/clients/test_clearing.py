"""What doctors and midwives were asked, and answered."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients import facts
from clients.clearing import answer_clearance, ask_for_clearance, withdraw_clearance
from clients.models import Clearance
from knowledge.library import Library
from reflexpractice.accounts.models import User
from tests.factories import ClearanceFactory, ClientFactory, FlagFactory

pytestmark = pytest.mark.usefixtures("library")

TODAY = dt.date(2024, 11, 21)


def test_a_question_that_waits_is_not_asked_twice() -> None:
    client = ClientFactory()

    for _ in range(2):
        ask_for_clearance(client=client, condition="pregnancy", asked_of="Dr Patel", asked_on=TODAY, by=None)

    assert client.clearances.count() == 1


def test_a_yes_is_in_force_from_its_day_until_it_runs_out() -> None:
    clearance = ClearanceFactory()

    answer_clearance(
        clearance=clearance, answer="yes", answered_on=TODAY, expires_on=TODAY + dt.timedelta(days=30), by=None
    )

    found = [day for day in (-1, 0, 30, 31) if Clearance.objects.valid_on(TODAY + dt.timedelta(days=day)).exists()]
    assert found == [0, 30]


def test_row_and_queryset_agree_on_what_holds() -> None:
    clearance = ClearanceFactory()
    answer_clearance(clearance=clearance, answer="limits", answered_on=TODAY, limits="Arches only", by=None)
    clearance.refresh_from_db()
    days = [TODAY + dt.timedelta(days=number) for number in (-1, 0, 1)]

    assert [clearance.holds_on(day) for day in days] == [Clearance.objects.valid_on(day).exists() for day in days]


def test_the_second_answer_is_not_taken() -> None:
    clearance = ClearanceFactory()
    answer_clearance(clearance=clearance, answer="no", answered_on=TODAY, by=None)

    taken = answer_clearance(clearance=clearance, answer="yes", answered_on=TODAY, by=None)

    clearance.refresh_from_db()
    assert (taken, clearance.answer) == (False, "no")


def test_only_a_recorded_clearance_clears(library: Library) -> None:
    flag = FlagFactory(condition_id="pregnancy", cleared=True)
    today = timezone.localdate()
    before = facts.on(flag.client, today, library=library).facts[0].cleared
    ClearanceFactory(client=flag.client, given=True)

    after = facts.on(type(flag.client).objects.get(), today, library=library).facts[0].cleared

    assert (before, after) == (False, True)


def test_what_was_withdrawn_lifts_nothing() -> None:
    clearance = ClearanceFactory(given=True)

    withdraw_clearance(clearance=clearance, by=None)

    assert not Clearance.objects.valid_on(timezone.localdate()).exists()


def form(**more: Any) -> dict[str, Any]:
    return {"condition": "pregnancy", "asked_of": "Midwife Hollis", "asked_on": "2024-11-02", "answer": ""} | more


def test_page_records_a_question_that_waits(browser: Browser, mira: User) -> None:
    client = ClientFactory(seen_by=mira)

    browser.post(reverse("clients:add_clearance", args=[client.pk]), form())

    assert [row.asked_of for row in client.clearances.all() if row.is_waiting] == ["Midwife Hollis"]


def test_page_records_question_and_answer_at_once(browser: Browser, mira: User) -> None:
    client = ClientFactory(seen_by=mira)

    browser.post(reverse("clients:add_clearance", args=[client.pk]), form(answer="limits", limits="Arches only"))

    clearance = client.clearances.get()
    assert (clearance.answer, clearance.limits, clearance.answered_on) == (
        "limits",
        "Arches only",
        dt.date(2024, 11, 2),
    )


@pytest.mark.parametrize(
    ("typed", "field", "code"),
    [
        ({"answer": "limits"}, "limits", "limits"),
        ({"answer": "yes", "expires_on": "2024-11-01"}, "expires_on", "expires_on"),
        ({"answer": "yes", "answered_on": "2990-01-01"}, "answered_on", "future"),
        ({"asked_on": "2990-01-01"}, "asked_on", "future"),
        ({"asked_on": "0001-01-01"}, "asked_on", "year"),
        ({"condition": "hiccups"}, "condition", "invalid_choice"),
        ({"asked_of": "a" * 161}, "asked_of", "max_length"),
        ({"asked_of": "a\x00"}, "asked_of", "null_characters_not_allowed"),
    ],
)
def test_page_says_what_to_mend(browser: Browser, mira: User, typed: dict[str, Any], field: str, code: str) -> None:
    client = ClientFactory(seen_by=mira)

    response = browser.post(reverse("clients:add_clearance", args=[client.pk]), form(**typed))

    assert response.context["form"].errors.as_data()[field][0].code == code
    assert client.clearances.count() == 0


def test_page_answers_once(browser: Browser, mira: User) -> None:
    clearance = ClearanceFactory(client=ClientFactory(seen_by=mira))
    url = reverse("clients:answer_clearance", args=[clearance.pk])

    browser.post(url, {"answer": "yes", "answered_on": "2024-11-02"})
    browser.post(url, {"answer": "no", "answered_on": "2024-11-02"})

    clearance.refresh_from_db()
    assert clearance.answer == "yes"


def test_page_lists_what_waits_apart_from_what_holds(browser: Browser, mira: User) -> None:
    client = ClientFactory(seen_by=mira)
    waiting = ClearanceFactory(client=client, asked_of="Dr Patel")
    valid = ClearanceFactory(client=client, given=True)
    refused = ClearanceFactory(client=client, answer="no", answered_on=TODAY)

    context = browser.get(reverse("clients:clearances", args=[client.pk])).context

    assert (context["waiting"], context["valid"], context["past"]) == ([waiting], [valid], [refused])


def test_withdrawing_goes_through_the_page(browser: Browser, mira: User) -> None:
    clearance = ClearanceFactory(client=ClientFactory(seen_by=mira), given=True)

    browser.post(reverse("clients:withdraw_clearance", args=[clearance.pk]))

    clearance.refresh_from_db()
    assert clearance.withdrawn_at is not None
