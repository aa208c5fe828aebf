"""What every test stands on: the right database, guards that let a test database be emptied, no network."""

import ipaddress
import os
import socket
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import TransactionTestCase
from hypothesis import settings as hypothesis

from knowledge.document import Document
from knowledge.library import Library
from knowledge.shipped import read_content

# The same examples each time: a red test is a change of ours, never bad luck.
hypothesis.register_profile("steady", database=None, deadline=None, derandomize=True)
hypothesis.load_profile("steady")


def database() -> str:
    """`sqlite` or `postgresql`: what this run stands on."""
    return "sqlite" if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3") else "postgresql"


def pytest_configure(config: pytest.Config) -> None:
    if os.environ.get("REFLEX_REQUIRE_POSTGRES") == "1" and database() != "postgresql":
        raise pytest.UsageError("This run must stand on PostgreSQL: set DATABASE_URL.")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what holds on the other database only, and on PostgreSQL what asks no database at all."""
    other = "postgresql" if database() == "sqlite" else "sqlite"
    left_out = [
        item for item in items if item.get_closest_marker(other) or (other == "sqlite" and not asks_database(item))
    ]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def asks_database(item: pytest.Item) -> bool:
    """Whether a test may use the database."""
    asked = {"db", "transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(asked) or item.get_closest_marker("django_db") is not None


def commits(request: pytest.FixtureRequest) -> bool:
    """Whether a test commits, so that the database is emptied after it."""
    marker = request.node.get_closest_marker("django_db")
    asked = bool(marker and (marker.kwargs.get("transaction") or any(marker.args)))
    return asked or not {"transactional_db", "live_server"}.isdisjoint(request.fixturenames)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """On SQLite keep the database as it was made, and put it back after a test that committed.

    Emptying it table by table, as Django does, and filling it again with permissions, roles and guards takes seconds.
    """
    if database() != "sqlite":
        yield
        return
    from django.db import connection

    with django_db_blocker.unblock():
        connection.ensure_connection()
        made = sqlite3.connect(":memory:", check_same_thread=False)
        connection.connection.backup(made)

    def put_back(*_: Any) -> None:
        connection.ensure_connection()
        made.backup(connection.connection)
        connection.close()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", put_back)
        yield
    made.close()


@pytest.fixture(autouse=True)
def guards_let_go(request: pytest.FixtureRequest) -> Iterator[None]:
    """Emptying PostgreSQL is a deletion that guards refuse; migrating afterwards puts them back."""
    if not commits(request) or database() == "sqlite":
        yield
        return
    # Asked for here so that it is torn down after us.
    request.getfixturevalue("_django_db_helper")
    yield
    from reflexpractice.audit import guards

    guards.drop()


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """A test that reaches for another machine fails, and so would a product that did."""
    connect = socket.socket.connect

    def near_only(self: socket.socket, address: Any) -> None:
        if self.family != getattr(socket, "AF_UNIX", None) and not is_near(str(address[0])):
            raise AssertionError(f"The program tried to reach {address[0]}.")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", near_only)
        yield


def is_near(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@pytest.fixture(scope="session")
def shipped() -> Document:
    """The shipped content, read once."""
    document, faults = read_content()
    assert faults == []
    return document


@pytest.fixture
def library(db: None, shipped: Document) -> Library:
    """The shipped library, published; flags can name its conditions. For all its rows: `publish_shipped()`."""
    from knowledge.publishing import current_library
    from tests.factories.knowledge import publish_lightly

    publish_lightly(shipped)
    return current_library()
