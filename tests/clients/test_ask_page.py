"""Asking what nobody has an answer to."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.asking import open_questions
from clients.models import Client, Flag
from knowledge.library import Library
from reflexpractice.accounts.models import User
from tests.factories import ClientFactory, FlagFactory, SessionFactory, healthy_client

TODAY = dt.date(2026, 11, 21)


@pytest.fixture
def amara(library: Library, mira: User) -> Client:
    """A client about whom everything was asked today."""
    return healthy_client(library, name="Amara Okafor", seen_by=mira)


def url(client: Client, **asked: Any) -> str:
    return reverse("clients:ask", args=[client.pk], query=asked or None)


def codes(browser: Browser, client: Client, **asked: Any) -> list[str]:
    return list(browser.get(url(client, **asked)).context["form"].questions)


def forget(client: Client, *conditions: str) -> None:
    Flag.objects.filter(client=client, condition__in=conditions).delete()


def test_only_what_is_missing_is_asked_critical_first(browser: Browser, amara: Client) -> None:
    forget(amara, "varicose_veins", "diabetes")

    assert codes(browser, amara) == ["diabetes", "varicose_veins"]


def test_everything_asked_says_so(browser: Browser, amara: Client) -> None:
    assert codes(browser, amara) == []


@pytest.mark.parametrize("days_ago", [90, 91])
def test_a_no_is_asked_again_once_it_is_out_of_date(browser: Browser, amara: Client, days_ago: int) -> None:
    old = timezone.localdate() - dt.timedelta(days=days_ago)
    Flag.objects.filter(client=amara, condition="diabetes").update(asked_on=old)

    assert codes(browser, amara) == (["diabetes"] if days_ago > 90 else [])


def test_follow_on_questions_wait_for_their_parent(browser: Browser, amara: Client) -> None:
    forget(amara, "diabetes")
    before = codes(browser, amara)
    FlagFactory(client=amara, condition_id="diabetes")

    assert (before, codes(browser, amara)) == (["diabetes"], ["diabetic_foot"])


def test_answers_are_kept_and_the_rest_stays_open(browser: Browser, amara: Client) -> None:
    forget(amara, "diabetes", "gout", "dvt")

    browser.post(url(amara), {"gout": "no", "dvt": "unknown"})

    found = dict(Flag.objects.filter(condition__in=["diabetes", "gout", "dvt"]).values_list("condition", "status"))
    assert found == {"gout": "no", "dvt": "unknown"}


def test_not_sure_is_never_no(browser: Browser, amara: Client) -> None:
    forget(amara, "dvt")

    browser.post(url(amara), {"dvt": "unknown"})

    assert codes(browser, amara) == ["dvt"]


def test_no_to_all_the_rest_is_said_with_its_own_button(browser: Browser, amara: Client) -> None:
    forget(amara, "diabetes", "gout", "dvt")

    browser.post(url(amara), {"dvt": "unknown", "rest": "no"})

    found = dict(Flag.objects.filter(condition__in=["diabetes", "gout", "dvt"]).values_list("condition", "status"))
    assert found == {"diabetes": "no", "gout": "no", "dvt": "unknown"}


def test_no_to_all_the_rest_ends_nothing_that_is_in_force(browser: Browser, amara: Client) -> None:
    forget(amara, "open_wound")
    wound = FlagFactory(client=amara, condition_id="open_wound", asked_on=TODAY - dt.timedelta(days=90))

    browser.post(url(amara), {"rest": "no"})

    assert list(Flag.objects.current().filter(condition="open_wound")) == [wound]


def test_a_fact_out_of_date_is_confirmed_with_all_its_details(browser: Browser, amara: Client) -> None:
    forget(amara, "open_wound")
    old = timezone.localdate() - dt.timedelta(days=9)
    FlagFactory(
        client=amara, condition_id="open_wound", side="left", areas=["heel"], attributes={"depth": "deep"}, asked_on=old
    )

    browser.post(url(amara), {"open_wound": "still_so"})

    now = Flag.objects.current().get(condition="open_wound")
    assert (now.side, now.areas, now.attributes, now.asked_on) == (
        "left",
        ["heel"],
        {"depth": "deep"},
        timezone.localdate(),
    )


def test_both_wounds_are_confirmed_together(browser: Browser, amara: Client) -> None:
    forget(amara, "open_wound")
    old = timezone.localdate() - dt.timedelta(days=9)
    for side in ("left", "right"):
        FlagFactory(client=amara, condition_id="open_wound", side=side, asked_on=old)

    browser.post(url(amara), {"open_wound": "still_so"})

    now = Flag.objects.current().filter(condition="open_wound", asked_on=timezone.localdate())
    assert sorted(now.values_list("side", flat=True)) == ["left", "right"]


def test_pressing_twice_records_once(browser: Browser, amara: Client) -> None:
    forget(amara, "gout")
    page = browser.get(url(amara))
    assert list(page.context["form"].questions) == ["gout"]

    for _ in range(2):
        browser.post(url(amara), {"gout": "no"})

    assert Flag.objects.filter(condition="gout").count() == 1


def test_each_yes_leads_on_to_its_details_and_back(browser: Browser, amara: Client) -> None:
    forget(amara, "diabetes", "open_wound")
    saved = browser.post(url(amara, next="/sessions/1/plan/"), {"diabetes": "yes", "open_wound": "yes"})
    keys = list(Flag.objects.positive().order_by("pk").values_list("pk", flat=True))

    visited, address = [], saved.headers["Location"]
    for key in keys:
        change = browser.get(address).headers["Location"]
        visited.append(change.split("?")[0])
        flag = Flag.objects.get(pk=key)
        typed = {"status": "yes", "asked_on": str(flag.asked_on), "source": "asked"}
        address = browser.post(change, typed).headers["Location"]

    assert visited == [reverse("clients:change_flag", args=[key]) for key in keys]
    # Diabetes has opened a question of its own; once that is answered the way leads on.
    assert list(browser.get(address).context["form"].questions) == ["diabetic_foot"]
    last = browser.post(address, {"diabetic_foot": "no"}).headers["Location"]
    assert browser.get(last).headers["Location"] == "/sessions/1/plan/"


def test_an_answer_of_today_that_would_be_old_by_then_is_left_for_the_day(browser: Browser, amara: Client) -> None:
    session = SessionFactory(client=amara, starts_at=timezone.now() + dt.timedelta(days=10))

    context = browser.get(url(amara, session=session.pk)).context

    assert list(context["form"].questions) == []
    assert {question.code for question in context["later"]} >= {"open_wound", "dvt", "fever_illness"}
    assert context["day"] == session.day


def test_a_session_of_somebody_else_is_not_found(browser: Browser, amara: Client) -> None:
    session = SessionFactory()

    assert browser.get(url(amara, session=session.pk)).status_code == 404


@pytest.mark.parametrize("odd", [{"session": "x"}, {"session": "9" * 5000}, {"session": "-1"}])
def test_a_session_that_cannot_be_is_not_found(browser: Browser, amara: Client, odd: dict[str, str]) -> None:
    assert browser.get(url(amara, **odd)).status_code == 404


@pytest.mark.parametrize("odd", ["x", "9" * 5000, "-1", "-1,,x", "99999"])
def test_details_that_are_not_the_clients_are_passed_over(browser: Browser, amara: Client, odd: str) -> None:
    stranger = FlagFactory()

    assert browser.get(url(amara, details=f"{odd},{stranger.pk}")).status_code == 200


def test_an_answer_that_is_not_offered_is_refused(browser: Browser, amara: Client) -> None:
    forget(amara, "diabetes")

    response = browser.post(url(amara), {"diabetes": "suspected"})

    assert response.context["form"].errors.as_data()["diabetes"][0].code == "invalid_choice"


def test_page_and_check_agree_on_what_is_open(library: Library, mira: User) -> None:
    from clients.checking import check_client

    client = ClientFactory(seen_by=mira)
    FlagFactory(client=client, condition_id="diabetes")
    FlagFactory(client=client, condition_id="gout", status="no", asked_on=TODAY - dt.timedelta(days=5))

    asked = {question.code for question in open_questions(client, TODAY, library=library) if not question.is_positive}

    assert asked == set(check_client(Client.objects.get(pk=client.pk), TODAY).unasked)
