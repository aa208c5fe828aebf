"""The list of clients: searching, filters, pages, what each role sees."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clients.listing import PAGE_SIZE, marked
from clients.models import Client
from clients.registering import archive
from reflexpractice.accounts.models import User
from tests.factories import ClientFactory, FlagFactory, IntakeFactory, SessionFactory, healthy_client

pytestmark = pytest.mark.usefixtures("library")

LIST = "clients:list"


def names(browser: Browser, **asked: Any) -> list[str]:
    return [row.client.name for row in browser.get(reverse(LIST), asked).context["rows"]]


@pytest.mark.parametrize(
    "words", ["elise", "ELISE", "Élise", "dupont elise", "0142", "07700 900", "+44", "lise@", "durand"]
)
def test_search_finds_in_any_case_accent_or_part(browser: Browser, mira: User, words: str) -> None:
    ClientFactory(
        name="Élise Dupont",
        past_names="Élise Durand",
        phone="+44 (0)7700 900142",
        email="lise@home.example",
        seen_by=mira,
    )
    ClientFactory(name="Tom Bellamy", phone="0161 555", seen_by=mira)

    assert names(browser, q=words) == ["Élise Dupont"]


def test_what_was_searched_for_is_marked() -> None:
    assert marked("Élise Dupont", "eli PON") == [("Éli", True), ("se Du", False), ("pon", True), ("t", False)]


def test_a_letter_that_folds_into_two_is_marked_whole() -> None:
    assert marked("Weiß", "weiss") == [("Weiß", True)]


def test_markup_in_a_name_stays_text(browser: Browser, mira: User) -> None:
    ClientFactory(name="<b>Amara</b>", seen_by=mira)

    page = browser.get(reverse(LIST), {"q": "amara"}).content.decode()

    assert "&lt;b&gt;<mark>Amara</mark>&lt;/b&gt;" in page


def test_words_without_a_match_are_carried_to_a_new_client(browser: Browser) -> None:
    page = browser.get(reverse(LIST), {"q": "okb & co"}).content.decode()

    assert f"{reverse('clients:new')}?name=okb%20%26%20co" in page


def test_asked_by_a_script_only_the_results_are_sent(browser: Browser, mira: User) -> None:
    ClientFactory(name="Amara", seen_by=mira)

    response = browser.get(reverse(LIST), {"q": "amara"}, headers={"HX-Request": "true"})

    assert response.templates[0].name == "clients/list_results.html"


@pytest.mark.parametrize("odd", [{"after": "x"}, {"after": str(10**30)}, {"show": "all of them"}, {"q": "a" * 101}])
def test_what_cannot_be_read_counts_as_not_asked(browser: Browser, mira: User, odd: dict[str, str]) -> None:
    ClientFactory(name="Amara", seen_by=mira)

    assert names(browser, **odd) == ["Amara"]


def test_pages_follow_each_other_without_gap_or_repeat(browser: Browser, mira: User) -> None:
    # Namesakes lie across the end of a page.
    for _ in range(2 * PAGE_SIZE + 1):
        ClientFactory(name="Amara Okafor", seen_by=mira)
    every = list(Client.objects.order_by("pk").values_list("pk", flat=True))

    seen, url = [], reverse(LIST)
    while url:
        context = browser.get(url).context
        seen += [row.client.pk for row in context["rows"]]
        last, url = url, context["after_url"]
        url = url and reverse(LIST) + url

    assert seen == every
    back = browser.get(reverse(LIST) + browser.get(last).context["before_url"]).context
    assert [row.client.pk for row in back["rows"]] == every[PAGE_SIZE : 2 * PAGE_SIZE]
    first = browser.get(reverse(LIST) + back["before_url"]).context
    assert [row.client.pk for row in first["rows"]] == every[:PAGE_SIZE]
    assert first["before_url"] == ""


def test_filters_show_who_is_behind_them(browser: Browser, mira: User) -> None:
    now = timezone.now()
    warned = ClientFactory(name="Warned", seen_by=mira)
    FlagFactory(client=warned)
    checked = ClientFactory(name="Checked", seen_by=mira)
    IntakeFactory(client=checked, accepted=True)
    away = ClientFactory(name="Away", seen_by=mira)
    SessionFactory(client=away, started=True, starts_at=now - dt.timedelta(days=61))
    back = ClientFactory(name="Back", seen_by=mira)
    for days in (61, 59):
        SessionFactory(client=back, started=True, starts_at=now - dt.timedelta(days=days))
    archive(client=ClientFactory(name="Gone", seen_by=mira), by=mira)

    found = {show: names(browser, show=show) for show in ("", "warnings", "due", "away", "archived")}

    assert found == {
        "": ["Away", "Back", "Checked", "Warned"],
        "warnings": ["Warned"],
        "due": ["Away", "Back", "Warned"],
        "away": ["Away"],
        "archived": ["Gone"],
    }


def test_filters_count_what_they_show(browser: Browser, mira: User) -> None:
    FlagFactory(client=ClientFactory(seen_by=mira))
    FlagFactory(client=ClientFactory(seen_by=mira), status="no")

    filters = browser.get(reverse(LIST)).context["filters"]

    assert [(str(show), count) for show, count, _ in filters] == [
        ("", 2), ("warnings", 1), ("due", 2), ("away", 0), ("archived", None),
    ]  # fmt: skip


def test_rows_tell_the_last_and_the_next_visit(browser: Browser, mira: User) -> None:
    client = ClientFactory(seen_by=mira)
    now = timezone.now()
    worked = SessionFactory(client=client, started=True, starts_at=now - dt.timedelta(days=7))
    SessionFactory(client=client, status="cancelled", starts_at=now - dt.timedelta(days=1))
    booked = SessionFactory(client=client, starts_at=now + dt.timedelta(days=7))
    SessionFactory(client=client, starts_at=now + dt.timedelta(days=14))

    (row,) = browser.get(reverse(LIST)).context["rows"]

    assert (row.visits.count, row.visits.last, row.visits.next) == (1, worked.starts_at, booked.starts_at)


def test_seen_lately_names_five_the_latest_first(browser: Browser, mira: User) -> None:
    for days in range(1, 7):
        client = ClientFactory(name=f"Seen {days} days ago", seen_by=mira)
        SessionFactory(client=client, started=True, starts_at=timezone.now() - dt.timedelta(days=days))

    lately = browser.get(reverse(LIST)).context["lately"]

    assert [client.name for client in lately] == [f"Seen {days} days ago" for days in range(1, 6)]


def test_practitioners_see_why_and_reception_only_that(browser: Browser, reception: Browser, mira: User) -> None:
    FlagFactory(client=ClientFactory(name="Amara", seen_by=mira), condition_id="pregnancy")

    for_mira, for_reception = (each.get(reverse(LIST)) for each in (browser, reception))

    assert [chip.words for chip in for_mira.context["rows"][0].chips] == ["Pregnant, weeks not known", "Not checked"]
    assert [chip.words for chip in for_reception.context["rows"][0].chips] == ["Practitioner review needed"]
    assert "regnan" not in for_reception.content.decode()
    assert "warnings" not in [str(show) for show, _, _ in for_reception.context["filters"]]


def test_reception_cannot_ask_for_those_with_warnings(reception: Browser) -> None:
    warned, other = ClientFactory(name="Warned"), ClientFactory(name="Other")
    FlagFactory(client=warned)

    assert names(reception, show="warnings") == [other.name, warned.name]


def test_clients_of_others_are_not_listed(browser: Browser, owner: Browser) -> None:
    ClientFactory(name="Of somebody else")

    assert (names(browser), names(owner)) == ([], ["Of somebody else"])


def test_no_warnings_is_said_only_when_everything_was_asked(browser: Browser, mira: User, library: Any) -> None:
    healthy_client(library, name="Checked", seen_by=mira)
    ClientFactory(name="Not asked", seen_by=mira)

    rows = browser.get(reverse(LIST)).context["rows"]

    assert [[chip.words for chip in row.chips] for row in rows] == [["No warnings"], ["Not checked"]]


@pytest.mark.parametrize("who", ["browser", "reception"])
def test_three_rows_cost_as_many_queries_as_one(who: str, request: pytest.FixtureRequest, mira: User) -> None:
    seen_with: Browser = request.getfixturevalue(who)
    FlagFactory(client=ClientFactory(seen_by=mira))
    first = _queries(seen_with)

    for _ in range(2):
        flag = FlagFactory(client=ClientFactory(seen_by=mira))
        SessionFactory(client=flag.client)

    assert _queries(seen_with) == first


def _queries(browser: Browser) -> int:
    with CaptureQueriesContext(connection) as queries:
        browser.get(reverse(LIST))
    return len(queries)
