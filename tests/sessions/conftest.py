"""Visits to plan: a client about whom everything was asked, and the practitioner who treats them."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clients.models import Client
from knowledge.library import Library
from reflexpractice.accounts.models import User
from sessions.models import Note, TreatmentSession
from sessions.planning import plan_zones, start
from tests.factories import SessionFactory, UserFactory, answer, healthy_client


@pytest.fixture
def mira(db: None) -> User:
    return UserFactory(name="Mira Lindqvist")


@pytest.fixture
def amara(library: Library, mira: User) -> Client:
    """In Mira's care; nothing speaks against anything."""
    return healthy_client(library, seen_by=mira, name="Amara Okafor")


@pytest.fixture
def pregnant(amara: Client) -> Client:
    """Amara, 24 weeks pregnant, with every question about it answered."""
    for code in ("pregnancy_high_risk", "pregnancy_red_flags"):
        answer(amara, code, "no")
    answer(amara, "pregnancy", due_on=timezone.localdate() + dt.timedelta(weeks=16))
    return amara


@pytest.fixture
def visit(amara: Client, mira: User) -> TreatmentSession:
    """Amara's next visit, booked for an hour."""
    return SessionFactory(client=amara, practitioner=mira)


@pytest.fixture
def note(visit: TreatmentSession, mira: User) -> Note:
    """The note of Amara's visit, begun: the right liver and both kidneys are planned."""
    plan_zones(session=visit, wanted=[("right", "liver"), ("right", "kidney"), ("left", "kidney")], by=mira)
    return start(session=visit, by=mira).note


@pytest.fixture
def queries() -> Callable[[Callable[[], object]], int]:
    """Counts what an act asks of the database, once everything that is asked only once has been asked."""

    def count(act: Callable[[], object]) -> int:
        act()
        with CaptureQueriesContext(connection) as asked:
            act()
        return len(asked)

    return count
