"""What was written stays words, whoever reads it and wherever it stands."""

import json

import pytest
from django.urls import reverse

from sessions.models import TreatmentSession
from tests.security.hostile import PAYLOADS, fill, pages, would_run
from tests.security.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.security]


def test_the_reader_of_these_tests_sees_what_would_run() -> None:
    harmless = "javascript:alert(1)//<b>{{ 7*7 }}</b>"

    assert [payload for payload in PAYLOADS if not would_run(f'<a title="{payload}">{payload}</a>')] == [
        *PAYLOADS[8:9],
        harmless,
    ]
    assert [would_run(f"<p class='{PAYLOADS[8]}'>"), would_run(f"<a href='{harmless}'>")] == [
        ['<p onmouseover="alert(1)">'],
        [f'<a href="{harmless}">'],
    ]


def test_nothing_that_was_written_runs_on_any_page(world: World) -> None:
    fill(world)
    browser = world.browser("owner")

    found = {url: browser.get(url, follow=True) for url in pages(world)}

    assert {url: page.status_code for url, page in found.items() if page.status_code != 200} == {}
    assert {url: faults for url, page in found.items() if (faults := would_run(page.content.decode()))} == {}
    shown = "".join(page.content.decode() for page in found.values())
    assert [payload for payload in PAYLOADS if payload in shown] == []


def test_nothing_that_was_written_runs_in_the_parts_of_a_page(world: World) -> None:
    fill(world)
    browser = world.browser("owner")
    booked = TreatmentSession.objects.get(client=world.client, status="booked")
    script = {"HTTP_HX_REQUEST": "true"}

    answer = browser.post(
        reverse("sessions:plan_zone", args=[booked.pk]),
        {"zones": "right:liver", "version": booked.plan_version},
        **script,
    )
    rows = browser.get(reverse("clients:list"), **script)

    parts = json.loads(answer.content)["parts"].values()
    assert [would_run(part) for part in (*parts, rows.content.decode())] == [[]] * (len(parts) + 1)


def test_nothing_that_was_written_runs_where_reception_works(world: World) -> None:
    fill(world)
    browser = world.browser("reception")

    found = [
        browser.get(url) for url in ("/", "/clients/", f"/sessions/client/{world.client.pk}/", "/sessions/book/?q=al")
    ]

    assert [(page.status_code, would_run(page.content.decode())) for page in found] == [(200, [])] * 4


def test_nothing_that_was_written_runs_on_the_pages_of_the_intake(world: World) -> None:
    fill(world)
    browser = world.browser("guest")

    found = [
        browser.get(url, follow=True)
        for url in ("/intake/go-on/", "/intake/step/you/", "/intake/step/check/", "/intake/step/sign/")
    ]

    assert [(page.status_code, would_run(page.content.decode())) for page in found] == [(200, [])] * 4
