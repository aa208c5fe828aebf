"""Setting the PIN that notes are signed with."""

from __future__ import annotations

from itertools import pairwise

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from reflexpractice.accounts.models import SigningPin, User
from reflexpractice.audit.chain import record

SHORTEST, LONGEST = 6, 12
FEWEST_DIFFERENT = 3


def why_too_easy(pin: str) -> str:
    """A sentence that says why nobody should sign with this number; empty when it will do."""
    if not (pin.isascii() and pin.isdigit() and SHORTEST <= len(pin) <= LONGEST):
        return f"Use {SHORTEST} to {LONGEST} digits, and nothing else."
    steps = {(int(later) - int(earlier)) % 10 for earlier, later in pairwise(pin)}
    if len(set(pin)) < FEWEST_DIFFERENT or len(steps) == 1:
        return "That is too easy to guess. Mix at least three different digits, not in a row."
    if any(pin == (pin[:size] * len(pin))[: len(pin)] for size in (2, 3)):
        return "That is too easy to guess: it repeats itself."
    return ""


@transaction.atomic
def set_pin(*, person: User, pin: str) -> SigningPin:
    """Set the person's PIN, in place of one there was, with all its tries. ValueError for one that is too easy.

    Whoever calls has asked for the password first.
    """
    if reason := why_too_easy(pin):
        raise ValueError(reason)
    kept, _ = SigningPin.objects.update_or_create(
        person=person, defaults={"hash": make_password(pin), "set_at": timezone.now(), "wrong_tries": 0}
    )
    record("pin.set", kept, by=person)
    return kept


@transaction.atomic
def remove_pin(*, person: User) -> None:
    """Sign with the password alone again; nothing happens when there is no PIN."""
    pin = SigningPin.objects.filter(person=person).first()
    if pin:
        record("pin.removed", pin, by=person)
        pin.delete()
