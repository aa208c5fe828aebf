"""Whatever is typed behind an address, a page answers: as if it had not been there, or that it cannot be found."""

from urllib.parse import urlencode

import pytest
from django.test import Client as Browser
from django.urls import reverse

from sessions.models import TreatmentSession
from tests.security.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.security]

KEYS = ["", "0", "-1", "1,2,3", "9" * 18, "9" * 19, "9" * 5000, "1.5", "NaN", "٣", "²", "None"]
DAYS = [
    "2026-02-30", "0001-01-01", "9999-12-31", "2026-11-21T10:00:00+99:99", "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-12:00", "0001-W01-1", "1", "x",
]  # fmt: skip
ZONES = ["right:", ":liver", "right:liver:x", "up:liver", "right:nowhere", "right:liver,left:liver"]
WORDS = [
    "' OR 1=1 --", "%", "\\", "a\x00b", "<script>", "__class__", "pk__in", "name,-name", "../../etc/passwd", "😀" * 50,
    "a" * 5000, "\u202e", "\r\nSet-Cookie: a=b",
]  # fmt: skip
BYTES = ["%ED%A0%80", "%FF%FE%C0%AF", "%u0041%"]


def pages(world: World) -> list[tuple[str, list[str], list[str]]]:
    """Addresses, the names of what can be typed behind them, and what is typed there."""
    client = world.client.pk
    visits = TreatmentSession.objects.filter(client=client).order_by("pk").values_list("pk", flat=True)
    booked, started, _signed = visits
    return [
        (reverse("today"), ["day"], DAYS + WORDS),
        (reverse("clients:list"), ["q", "show", "after", "before"], KEYS + WORDS),
        (reverse("clients:new"), ["name", "next"], WORDS),
        (reverse("clients:add_flag", args=[client]), ["condition", "next"], WORDS),
        (reverse("clients:ask", args=[client]), ["session", "details", "next"], KEYS + WORDS[:3]),
        (reverse("clients:today_check", args=[client]), ["session", "details", "next"], KEYS + WORDS[:3]),
        (reverse("clients:add_clearance", args=[client]), ["condition"], WORDS[:6]),
        (reverse("sessions:for_client", args=[client]), ["before"], DAYS + WORDS[:4]),
        (reverse("sessions:calendar"), ["day", "view", "who"], KEYS + DAYS + WORDS[:4]),
        (reverse("sessions:book"), ["client", "q", "day", "at", "with"], KEYS + DAYS + WORDS),
        (reverse("sessions:repeat"), ["client", "day", "at"], KEYS + DAYS),
        (reverse("sessions:plan", args=[booked]), ["zone"], ZONES + WORDS[:4]),
        (reverse("sessions:override", args=[booked]), ["zone"], ZONES + WORDS[:4]),
        (reverse("sessions:log", args=[started]), ["zone"], ZONES + WORDS[:4]),
        (reverse("knowledge:home"), ["q"], WORDS),
        (reverse("admin:clients_client_changelist"), ["q", "o", "p", "archived_on__isempty", "e"], KEYS + WORDS),
        (reverse("admin:clients_flag_changelist"), ["q", "o", "status__exact", "condition__category"], KEYS + WORDS),
        (reverse("admin:autocomplete"), ["term", "app_label", "field_name"], WORDS),
    ]


def broken(browser: Browser, url: str, query: str) -> list[str]:
    response = browser.get(url, QUERY_STRING=query)
    return [f"{url}?{query}: {response.status_code} {response.exc_info}"] if response.status_code >= 500 else []


def test_no_page_breaks_over_what_is_typed_behind_its_address(world: World, carer: Browser) -> None:
    tried = [(url, urlencode(dict.fromkeys(names, typed))) for url, names, all_ in pages(world) for typed in all_]

    assert [fault for url, query in tried for fault in broken(carer, url, query)] == []


def test_no_page_breaks_over_bytes_that_are_no_text(world: World, carer: Browser) -> None:
    tried = [(url, "&".join(f"{name}={raw}" for name in names)) for url, names, _ in pages(world) for raw in BYTES]

    assert [fault for url, query in tried for fault in broken(carer, url, query)] == []


def test_no_address_breaks_over_what_stands_in_it(world: World) -> None:
    browser = world.browser("owner")
    paths = [
        "/clients/{}/edit/", "/sessions/{}/", "/knowledge/conditions/{}/", "/knowledge/zones/{}/", "/intake/{}/",
        "/knowledge/releases/{}/", "/set-up/{}/", "/admin/clients/client/{}/change/", "/admin/r/1/{}/",
    ]  # fmt: skip

    answers = {(path, typed): browser.get(path.format(typed)) for path in paths for typed in KEYS + WORDS}

    assert {where: answer.status_code for where, answer in answers.items() if answer.status_code >= 500} == {}
