"""An intake on its way, and a browser that has come in by its link."""

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client as Browser

from clients.intake import links
from clients.models import Client, IntakeLink
from knowledge.library import Library
from reflexpractice.accounts.models import User
from tests.clients.intake.filling import BORN_ON, TODAY
from tests.factories import ClientFactory, PracticeFactory, UserFactory


@pytest.fixture(autouse=True)
def counting_from_none(db: None) -> None:
    """The table of limits, empty."""
    call_command("createcachetable", verbosity=0)
    cache.clear()


@pytest.fixture
def practitioner(db: None) -> User:
    PracticeFactory()
    user: User = UserFactory()
    return user


@pytest.fixture
def priya(practitioner: User) -> Client:
    client: Client = ClientFactory(name="Priya Nair", born_on=BORN_ON, seen_by=practitioner)
    return client


@pytest.fixture
def token(priya: Client, practitioner: User, library: Library) -> str:
    """The token of a link that nobody has opened yet."""
    return links.send(client=priya, by=practitioner)[1]


@pytest.fixture
def link(token: str) -> IntakeLink:
    """The link of that token, opened."""
    link = IntakeLink.objects.for_token(token).get()
    links.open_link(link, day=TODAY)
    link.refresh_from_db()
    return link


@pytest.fixture
def phone(token: str) -> Browser:
    """The client's browser, past the question for the birth date."""
    browser = Browser()
    browser.post(f"/intake/{token}/")
    browser.post("/intake/birth-date/", {"born_on": BORN_ON.isoformat()})
    return browser
