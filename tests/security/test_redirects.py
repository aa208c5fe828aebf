"""Nobody is sent to another site by an address of ours."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client as Browser
from django.urls import reverse

from clients.models import Clearance
from tests.factories import PASSWORD, ClientFactory, UserFactory
from tests.security.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.security]

ELSEWHERE = [
    "https://evil.example/", "http://evil.example", "//evil.example/", "///evil.example", "////evil.example",
    "/\\evil.example", "\\\\evil.example", "https:evil.example", "https:///evil.example", "http:/\\evil.example",
    " https://evil.example", "\thttps://evil.example", "https://testserver@evil.example/", "https://testserver.evil.example",
    "javascript:alert(1)", "data:text/html,x", "ftp://testserver/", "//testserver:80@evil.example", "/\t/evil.example",
    "http://[::1]@evil.example", "https://evil.example\\@testserver", "\x01//evil.example", "//evil%E3%80%82example",
]  # fmt: skip


def host_of(location: str) -> str:
    return urlsplit(location.replace("\\", "/")).netloc


@pytest.mark.parametrize("next_", ELSEWHERE)
def test_signing_in_leads_to_no_other_site(next_: str) -> None:
    person = UserFactory()

    page = Browser().post(reverse("account_login"), {"login": person.email, "password": PASSWORD, "next": next_})

    assert (page.status_code, page["Location"]) == (302, "/")


@pytest.mark.parametrize("next_", ELSEWHERE)
def test_the_way_into_the_admin_leads_to_no_other_site(next_: str) -> None:
    browser = Browser()
    browser.force_login(UserFactory(owner=True, is_staff=True))

    page = browser.get(reverse("admin:login"), {"next": next_})

    assert (page.status_code, page["Location"]) == (302, "/admin/")


@pytest.mark.parametrize("next_", ELSEWHERE)
def test_signing_out_leads_to_no_other_site(next_: str) -> None:
    browser = Browser()
    browser.force_login(UserFactory())

    page = browser.post(reverse("account_logout"), {"next": next_})

    assert (page.status_code, host_of(page["Location"])) == (302, "")


def test_the_way_back_from_a_form_leads_to_no_other_site(world: World, carer: Browser) -> None:
    asked = Clearance.objects.get(client=world.client, answer="")
    pages = [
        (reverse("clients:new"), {"name": "Nina Neu", "phone": "0123456"}),
        (reverse("clients:edit", args=[world.client.pk]), {"name": "Karin", "phone": "0123456"}),
        (reverse("clients:answer_clearance", args=[asked.pk]), {"answer": "no", "answered_on": "2024-01-01"}),
    ]

    for url, data in pages:
        for number, next_ in enumerate(ELSEWHERE):
            client = ClientFactory.build(phone=f"0{number}0123456")
            page = carer.post(url, data | {"phone": client.phone, "name": client.name, "next": next_})
            assert (url, next_, host_of(page.headers.get("Location", ""))) == (url, next_, "")


@pytest.mark.parametrize(
    "referer",
    [
        "https://evil.example/x",
        "http://testserver//evil.example/",
        "http://testserver/\\evil.example",
        "//evil.example",
        "x",
        "",
    ],
)
def test_what_a_form_was_sent_from_leads_to_no_other_site(referer: str) -> None:
    person, browser = UserFactory(), Browser()
    turned_away = browser.post(reverse("clients:new"), {}, HTTP_REFERER=referer)

    next_ = parse_qs(urlsplit(turned_away["Location"]).query)["next"][0]
    page = browser.post(reverse("account_login"), {"login": person.email, "password": PASSWORD, "next": next_})

    assert (page.status_code, host_of(page["Location"])) == (302, "")
