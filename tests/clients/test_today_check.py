"""At the door: only what matters, one tap when nothing is new, and nothing taken for a no."""

import datetime as dt
import html
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.asking import Question
from clients.checking import check_client
from clients.models import Client, Flag
from clients.today_check import due
from knowledge.library import Library
from reflexpractice.accounts.models import User
from tests.factories import ClientFactory, SessionFactory, answer, healthy_client

CORE = {
    "pregnancy", "dvt", "phlebitis", "oedema", "sprain_injury", "heel_pain_acute", "open_wound", "skin_infection",
    "athletes_foot", "verruca", "fever_illness", "migraine_headache", "alcohol_drugs", "gout",
}  # fmt: skip


@pytest.fixture
def amara(library: Library, mira: User) -> Client:
    """A client about whom everything was asked, last week."""
    client = healthy_client(library, name="Amara Okafor", seen_by=mira)
    Flag.objects.filter(client=client).update(asked_on=timezone.localdate() - dt.timedelta(days=7))
    return client


def url(client: Client, **asked: Any) -> str:
    return reverse("clients:today_check", args=[client.pk], query=asked or None)


def codes(client: Client, day: dt.date | None = None) -> set[str]:
    return {condition.code for condition in due(check_client(client, day or timezone.localdate()))}


def said(client: Client, condition: str) -> Flag:
    return Flag.objects.current().get(client=client, condition=condition)


def tell(browser: Browser, client: Client, new: str = "none", **ticked: Any) -> Any:
    return browser.post(url(client), {"new": new} | ticked)


def test_every_core_question_of_the_door_is_asked_at_each_visit(amara: Client) -> None:
    assert codes(amara) == CORE


def test_what_was_asked_today_is_not_asked_again(amara: Client) -> None:
    answer(amara, "open_wound", "no")

    assert codes(amara) == CORE - {"open_wound"}


def test_what_can_never_apply_is_not_asked(amara: Client) -> None:
    answer(amara, "pregnancy", "not_applicable")

    assert codes(amara) == CORE - {"pregnancy"}


@pytest.mark.parametrize(("status", "asked"), [("yes", True), ("suspected", True), ("unknown", True), ("no", False)])
def test_parts_are_asked_where_the_whole_is_so_or_may_be(amara: Client, status: str, asked: bool) -> None:
    answer(amara, "pregnancy", status)

    assert ("pregnancy_red_flags" in codes(amara)) is asked


def test_further_questions_are_asked_of_those_who_once_said_yes(amara: Client) -> None:
    answer(amara, "eczema_psoriasis", asked_on=timezone.localdate() - dt.timedelta(days=7))

    assert codes(amara) == CORE | {"eczema_psoriasis"}


def test_nothing_new_answers_everything_with_one_tap(browser: Browser, amara: Client) -> None:
    tell(browser, amara)

    assert codes(amara) == set()
    assert (said(amara, "dvt").status, said(amara, "dvt").asked_on) == ("no", timezone.localdate())


def test_nothing_new_says_no_to_nothing_that_was_so(browser: Browser, amara: Client) -> None:
    answer(amara, "athletes_foot", side="left", asked_on=timezone.localdate() - dt.timedelta(days=7))

    tell(browser, amara)

    still = said(amara, "athletes_foot")
    assert (still.status, still.side, still.asked_on) == ("yes", "left", timezone.localdate())


def test_every_question_is_in_sight_before_the_tap(browser: Browser, amara: Client, library: Library) -> None:
    page = browser.get(url(amara))

    shown = {question.code for question, _ in page.context["form"].rows}
    text = html.unescape(page.content.decode())
    assert shown == CORE
    assert [code for code in CORE if not library.condition(code).at_the_door] == []
    assert [code for code in CORE if f">{library.condition(code).at_the_door}</label>" not in text] == []
    assert [code for code in CORE if f"<li>{library.condition(code).question}</li>" not in text] == []


def test_the_page_says_since_when_something_would_be_new(browser: Browser, amara: Client) -> None:
    long_ago = timezone.localdate() - dt.timedelta(days=20)
    Flag.objects.filter(client=amara, condition="gout").update(asked_on=long_ago)

    assert browser.get(url(amara)).context["form"].since == long_ago


def test_a_question_of_an_older_release_is_asked_whole(library: Library) -> None:
    verruca = replace(library.condition("verruca"), at_the_door="")

    assert Question(verruca, (), timezone.localdate()).in_short == verruca.question


def test_what_was_never_asked_is_asked_by_itself(browser: Browser, amara: Client) -> None:
    Flag.objects.filter(client=amara, condition="verruca").delete()

    missing = tell(browser, amara)
    tell(browser, amara, verruca="no")

    assert missing.context["form"].has_error("verruca", "required")
    assert said(amara, "verruca").status == "no"


def test_what_was_not_known_is_asked_by_itself(browser: Browser, amara: Client) -> None:
    answer(amara, "dvt", "unknown", asked_on=timezone.localdate() - dt.timedelta(days=7))

    missing = tell(browser, amara)
    tell(browser, amara, dvt="unknown")

    assert missing.context["form"].has_error("dvt", "required")
    assert (said(amara, "dvt").status, said(amara, "dvt").asked_on) == ("unknown", timezone.localdate())


def test_what_is_ticked_is_so_and_its_details_come_next(browser: Browser, amara: Client) -> None:
    answered = browser.post(url(amara), {"new": "some", "open_wound": "on"}, follow=True)

    wound = said(amara, "open_wound")
    assert wound.status == "yes"
    assert said(amara, "dvt").asked_on == timezone.localdate()
    assert answered.redirect_chain[-1][0].startswith(reverse("clients:change_flag", args=[wound.pk]))


def test_what_has_changed_is_told_in_full_before_it_counts_as_asked(browser: Browser, amara: Client) -> None:
    foot = answer(amara, "athletes_foot", asked_on=timezone.localdate() - dt.timedelta(days=7))

    answered = browser.post(url(amara), {"new": "some", "athletes_foot": "on"}, follow=True)

    assert answered.redirect_chain[-1][0].startswith(reverse("clients:change_flag", args=[foot.pk]))
    assert codes(amara) == {"athletes_foot"}


def test_a_new_pregnancy_asks_its_own_questions_next(browser: Browser, amara: Client) -> None:
    tell(browser, amara, "some", pregnancy="on")

    assert codes(amara) == {"pregnancy_high_risk", "pregnancy_red_flags"}


@pytest.mark.parametrize(
    ("sent", "code"),
    [({"new": "none", "dvt": "on"}, "ticked"), ({"new": "some"}, "nothing_ticked"), ({"new": "x"}, "invalid_choice")],
)
def test_a_tap_that_contradicts_the_page_changes_nothing(
    browser: Browser, amara: Client, sent: dict[str, str], code: str
) -> None:
    form = browser.post(url(amara), sent).context["form"]

    assert [error.code for errors in form.errors.as_data().values() for error in errors] == [code]
    assert codes(amara) == CORE


def test_sent_twice_is_once(browser: Browser, amara: Client) -> None:
    tell(browser, amara)
    flags = Flag.objects.count()

    tell(browser, amara)

    assert Flag.objects.count() == flags


def test_once_all_is_asked_the_way_leads_back(browser: Browser, amara: Client) -> None:
    answered = browser.post(url(amara, next="/clients/"), {"new": "none"}, follow=True)

    assert answered.redirect_chain[-1][0] == "/clients/"


def test_before_the_day_the_questions_can_only_be_read(browser: Browser, amara: Client, mira: User) -> None:
    later = SessionFactory(client=amara, practitioner=mira, starts_at=timezone.now() + dt.timedelta(days=3))

    page = browser.post(url(amara, session=later.pk), {"new": "none"})

    assert {question.code for question in page.context["questions"]} == CORE
    assert codes(amara) == CORE


def test_the_page_reads_as_little_for_many_facts_as_for_one(
    browser: Browser, amara: Client, django_assert_max_num_queries: Any
) -> None:
    for code in ("athletes_foot", "verruca", "gout", "eczema_psoriasis"):
        answer(amara, code, asked_on=timezone.localdate() - dt.timedelta(days=7))

    with django_assert_max_num_queries(25):
        browser.get(url(amara))


def test_reception_may_not_ask(reception: Browser, amara: Client) -> None:
    assert reception.get(url(amara)).status_code == 403


def test_a_client_of_others_is_not_found(browser: Browser, library: Library) -> None:
    assert browser.get(url(ClientFactory())).status_code == 404
