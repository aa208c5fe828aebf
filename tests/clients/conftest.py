"""People whose eyes the client pages are seen with."""

import pytest
from django.test import Client as Browser

from reflexpractice.accounts.models import User
from tests.factories import PracticeFactory, UserFactory


@pytest.fixture
def mira(db: None) -> User:
    """A practitioner of a practice that is set up."""
    PracticeFactory()
    return UserFactory(name="Mira Lindqvist")


@pytest.fixture
def browser(mira: User) -> Browser:
    """A browser in which Mira is signed in."""
    return signed_in(mira)


@pytest.fixture
def reception(mira: User) -> Browser:
    """A browser in which someone of reception is signed in."""
    return signed_in(UserFactory(reception=True))


@pytest.fixture
def owner(mira: User) -> Browser:
    """A browser in which the owner is signed in."""
    return signed_in(UserFactory(owner=True, is_staff=True))


def signed_in(user: User) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser
