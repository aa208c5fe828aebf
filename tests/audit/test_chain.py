"""The chain of events: written with the change it tells of, and true to the last link."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F

from reflexpractice.accounts.models import Location, User
from reflexpractice.audit import guards
from reflexpractice.audit.chain import START, faults, record
from reflexpractice.audit.models import ChainHead, Event
from tests.factories import LocationFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.security]

EVENTS = 6


@pytest.fixture
def place() -> Location:
    place: Location = LocationFactory()
    return place


@pytest.fixture
def chain(place: Location) -> list[Event]:
    """Six events of two people."""
    people = [UserFactory(), UserFactory()]
    return [
        record("place.changed", place, by=people[n % 2], client=n, detail={"step": n, "codes": ["a", "b"]})
        for n in range(EVENTS)
    ]


def tampered(**changes: Any) -> list[str]:
    """What the chain says after somebody with the database in hand changed its third event."""
    with guards.lifted():
        Event.objects.filter(number=3).update(**changes)
    return faults()


def test_each_event_says_what_was_done_to_what_by_whom_and_when(place: Location) -> None:
    mira = UserFactory()

    event = record("place.changed", place, by=mira, client=7, detail={"name": "code"})

    assert (event.number, event.act, event.actor, event.client_key) == (1, "place.changed", mira, "7")
    assert (event.record, event.record_key, event.detail) == ("accounts.location", str(place.pk), {"name": "code"})
    assert (event.previous_hash, len(event.hash)) == (START, 64)


def test_each_event_holds_the_seal_of_the_one_before(chain: list[Event]) -> None:
    assert [event.number for event in chain] == [1, 2, 3, 4, 5, 6]
    assert [event.previous_hash for event in chain] == [START, *(event.hash for event in chain[:-1])]
    assert faults() == []


def test_without_events_the_chain_is_whole() -> None:
    assert faults() == []


def test_an_event_goes_with_the_change_it_tells_of(place: Location) -> None:
    with transaction.atomic():
        Location.objects.filter(pk=place.pk).update(name="Attic")
        record("place.changed", place, by=None)
        transaction.set_rollback(True)

    place.refresh_from_db()
    assert (place.name == "Attic", Event.objects.count(), faults()) == (False, 0, [])


@pytest.mark.parametrize(
    "changes",
    [
        {"act": "place.removed"}, {"record": "accounts.user"}, {"record_key": "99"}, {"client_key": "99"},
        {"detail": {"step": 3, "codes": ["a"]}}, {"detail": {}}, {"actor": None}, {"hash": "0" * 64},
        {"previous_hash": "0" * 64},
    ],
    ids=lambda changes: json.dumps(changes)[:40],
)  # fmt: skip
def test_every_edit_is_found(chain: list[Event], changes: dict[str, Any]) -> None:
    assert "Event 3 has been changed." in tampered(**changes)


def test_an_edit_of_the_time_is_found(chain: list[Event]) -> None:
    moved = chain[2].at.replace(microsecond=(chain[2].at.microsecond + 1) % 1_000_000)

    assert tampered(at=moved) == ["Event 3 has been changed."]


def test_another_person_in_the_place_of_the_actor_is_found(chain: list[Event]) -> None:
    assert tampered(actor=User.objects.exclude(pk=chain[2].actor_id).first()) == ["Event 3 has been changed."]


def _swap() -> None:
    Event.objects.filter(number=2).update(number=99)
    Event.objects.filter(number=3).update(number=2)
    Event.objects.filter(number=99).update(number=3)


def _close_the_gap() -> None:
    Event.objects.filter(number=3).delete()
    for number in range(4, EVENTS + 1):
        Event.objects.filter(number=number).update(number=F("number") - 1)
    ChainHead.objects.update(number=EVENTS - 1)


def _insert() -> None:
    last = Event.objects.get(number=EVENTS)
    Event.objects.create(number=EVENTS + 1, at=last.at, act="x", record="x", previous_hash=last.hash, hash="f" * 64)
    ChainHead.objects.update(number=EVENTS + 1, hash="f" * 64)


def _copy_the_last() -> None:
    last = Event.objects.get(number=EVENTS)
    last.pk, last.number = None, EVENTS + 1
    last.save(force_insert=True)


@pytest.mark.parametrize(
    ("act", "found"),
    [
        (lambda: Event.objects.filter(number=3).delete(), ["Event 3 is missing.", "Event 4 has been changed."]),
        (lambda: Event.objects.filter(number=1).delete(), ["Event 1 is missing.", "Event 2 has been changed."]),
        (lambda: Event.objects.filter(number=6).delete(), ["The end of the chain has been cut off or added to."]),
        (lambda: Event.objects.filter(number__gt=3).delete(), ["The end of the chain has been cut off or added to."]),
        (lambda: Event.objects.all().delete(), ["The end of the chain has been cut off or added to."]),
        (lambda: ChainHead.objects.all().delete(), ["The end of the chain has been cut off or added to."]),
        (lambda: ChainHead.objects.update(hash="0" * 64), ["The end of the chain has been cut off or added to."]),
        (_swap, ["Event 2 has been changed.", "Event 3 has been changed.", "Event 4 has been changed."]),
        (_close_the_gap, ["Event 3 has been changed.", "Event 4 has been changed.", "Event 5 has been changed."]),
        (_insert, ["Event 7 has been changed."]),
        (_copy_the_last, ["Event 7 has been changed.", "The end of the chain has been cut off or added to."]),
    ],
)
def test_every_loss_swap_and_addition_is_found(chain: list[Event], act: Callable[[], Any], found: list[str]) -> None:
    with guards.lifted():
        act()

    assert faults() == found


def test_a_chain_sealed_with_another_key_is_found(chain: list[Event], settings: Any) -> None:
    settings.AUDIT_KEY = "another key, of the same length as the first one, and as good"

    assert len(faults()) == EVENTS


@pytest.mark.django_db(transaction=True)
@pytest.mark.reliability
def test_many_who_write_at_once_make_one_chain() -> None:
    place = LocationFactory()

    with ThreadPoolExecutor(4) as crowd:
        list(crowd.map(lambda number: write(place, number), range(40)))

    assert (Event.objects.count(), ChainHead.objects.get().number, faults()) == (40, 40, [])


def write(place: Location, number: int) -> None:
    """A change and its event, as an act makes them; every fifth is given up half-way."""
    try:
        with transaction.atomic():
            record("place.changed", place, by=None, detail={"number": number})
        if number % 5 == 0:
            given_up(place)
    finally:
        connection.close()


def given_up(place: Location) -> None:
    with transaction.atomic():
        record("place.changed", place, by=None)
        transaction.set_rollback(True)
