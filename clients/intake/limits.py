"""How many wrong links one address may try, counted in the cache that all workers share."""

from django.core.cache import cache

WRONG_LINKS_AN_HOUR = 20
HOUR = 60 * 60


def is_over(address: str) -> bool:
    """Whether this address has tried too many wrong links within the hour."""
    return int(cache.get(_key(address), 0)) >= WRONG_LINKS_AN_HOUR


def count_wrong(address: str) -> None:
    """Remember one more wrong link."""
    # Not `incr`: the database cache would give the number five more minutes, not an hour.
    cache.set(_key(address), int(cache.get(_key(address), 0)) + 1, HOUR)


def _key(address: str) -> str:
    return f"wrong-intake-links:{address}"
