"""How many wrong links one address may try, counted in the cache that all workers share.

Each wrong try takes a slot of its own, which is free again an hour later. Taking one is a single insertion, so that of
two tries at the same moment none is lost; names carry the hour, so that no slot is taken up a second time.
"""

import time
from collections.abc import Iterator

from django.core.cache import cache

WRONG_LINKS_AN_HOUR = 20
HOUR = 60 * 60


def is_over(address: str) -> bool:
    """Whether this address has tried too many wrong links within the hour."""
    return len(_taken(address)) >= WRONG_LINKS_AN_HOUR


def count_wrong(address: str) -> None:
    """Remember one more wrong link."""
    taken = _taken(address)
    for slot in _slots(address, _hour()):
        if slot not in taken and cache.add(slot, 1, HOUR):
            return


def _taken(address: str) -> set[str]:
    now = _hour()
    return set(cache.get_many([*_slots(address, now - 1), *_slots(address, now)]))


def _slots(address: str, hour: int) -> Iterator[str]:
    return (f"wrong-intake-link:{address}:{hour}:{number}" for number in range(WRONG_LINKS_AN_HOUR))


def _hour() -> int:
    return int(time.time() // HOUR)
