"""Every address, everybody, both methods: who is let in, and what nobody else ever sees."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client as Browser

from reflexpractice.audit.models import Event
from tests.security.addresses import every_address, path_of
from tests.security.expected import ADDRESSES, CLOSED, OWN_PAGES, ROLES, SEE_HEALTH, SEE_NAMES, STRANGERS, Address
from tests.security.world import HEALTH, NAME, World

pytestmark = [pytest.mark.django_db, pytest.mark.security]

SHUT = {403, 404, 405}
SIGN_IN = ("/account/login/", "/admin/login/")
HEADERS = {
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": ("same-origin", "no-referrer"),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=()",
    "Cache-Control": "no-store",
}


def test_every_address_is_in_the_table() -> None:
    assert {found.name for found in every_address()} == set(ADDRESSES)


def test_without_a_sign_in_nothing_opens_but_what_is_meant_to() -> None:
    open_doors = {found.name for found in every_address() if not found.asks_for_sign_in}

    meant = {name for name, address in ADDRESSES.items() if (address.reads | address.writes) & STRANGERS}
    behind_a_door_of_their_own = {"set_up", "mfa_authenticate", "admin:login", "intake:give_back"}
    closed = {
        CLOSED,
        "account_signup",
        "account_confirm_email",
        "account_email_verification_sent",
        "account_confirm_login_code",
    }

    assert open_doors == meant | behind_a_door_of_their_own | closed


@pytest.mark.parametrize("role", ROLES)
def test_addresses_let_in_whom_they_are_meant_for_and_tell_nobody_else(role: str, world: World) -> None:
    browser = world.browser(role)

    assert "\n".join(_faults(role, browser, world)) == ""


@pytest.mark.parametrize("role", ["reception", "other"])
def test_parts_of_pages_tell_nobody_else_either(role: str, world: World) -> None:
    browser = world.browser(role)
    browser.defaults |= {"HTTP_HX_REQUEST": "true"}

    assert "\n".join(_faults(role, browser, world, OWN_PAGES)) == ""


def test_a_form_from_elsewhere_does_nothing(world: World) -> None:
    browser = Browser(enforce_csrf_checks=True)
    browser.force_login(world.people["owner"])
    before = set(Event.objects.values_list("pk", flat=True))

    taken = {
        name
        for name, address in ADDRESSES.items()
        if browser.post(path_of(name, world.targets[address.about][0]), address.data).status_code != 403
    }

    # The token in that address, which only its owner has, stands in for the form's own.
    assert taken == {"intake:start"}
    assert [event.act for event in Event.objects.exclude(pk__in=before)] == ["intake_link.opened"]


def _faults(role: str, browser: Browser, world: World, addresses: dict[str, Address] = ADDRESSES) -> Iterator[str]:
    for name, address in addresses.items():
        for arguments in world.targets[address.about]:
            for method, may in (("GET", address.reads), ("POST", address.writes)):
                knock = f"{role}: {method} {path_of(name, arguments)} ({name})"
                for fault in _knock(role, browser, method, path_of(name, arguments), address, is_meant=role in may):
                    yield f"{knock} {fault}"


def _knock(role: str, browser: Browser, method: str, path: str, address: Address, *, is_meant: bool) -> Iterator[str]:
    """What is wrong with the answer. Whatever the knock did is undone."""
    cookies, before = browser.cookies.copy(), Event.objects.count()
    with transaction.atomic():
        response = browser.get(path, address.data) if method == "GET" else browser.post(path, address.data)
        yield from _wrong_door(response, address, is_meant=is_meant)
        if not is_meant and Event.objects.count() != before:
            yield "did something"
        transaction.set_rollback(True)
    browser.cookies = cookies
    yield from _told(role, response)
    yield from _bare(response)


def _wrong_door(response: Any, address: Address, *, is_meant: bool) -> Iterator[str]:
    if response.status_code >= 500 and not address.is_down:
        yield f"broke: {response.status_code} {getattr(response, 'exc_info', '')}"
    elif is_open(response) != is_meant:
        yield f"answered {response.status_code} {response.headers.get('Location', '')}"


def is_open(response: Any) -> bool:
    """Whether somebody was let in, rather than turned away or sent to the sign-in."""
    where = response.headers.get("Location", "")
    # Where the admin does not find a row it goes back to its first page and says so.
    return not (response.status_code in SHUT or where.startswith(SIGN_IN) or where == "/admin/")


def _told(role: str, response: Any) -> Iterator[str]:
    """Words that this person must not see, wherever they stand: page, headers, cookies."""
    page = (b"".join(response) if response.streaming else response.content).decode(errors="replace")
    everything = f"{page} {response.headers} {response.cookies}".lower()
    for word, may in ((NAME, SEE_NAMES), (HEALTH, SEE_HEALTH)):
        if role not in may and word.lower() in everything:
            at = everything.index(word.lower())
            yield f"told {everything[at - 30 : at + 40]!r}"


def _bare(response: Any) -> Iterator[str]:
    """Headers that are missing."""
    for header, wanted in HEADERS.items():
        one_of = (wanted,) if isinstance(wanted, str) else wanted
        if not any(value in response.headers.get(header, "") for value in one_of):
            yield f"has no {header}"
