"""Whether it is really this person who is about to sign."""

from __future__ import annotations

from django.contrib.auth.hashers import check_password
from django.db import transaction
from django.db.models import F

from reflexpractice.accounts.models import SigningPin, User

PASSWORD, PIN = "password", "pin"
CLOSED = "Your PIN is closed after five wrong tries. Use your password."


class Unproven(Exception):
    """The person who signs did not show who they are; `field` is the box it was tried in."""

    def __init__(self, field: str, sentence: str) -> None:
        self.field = field
        super().__init__(sentence)


def prove(*, person: User, password: str = "", pin: str = "") -> str:
    """By what means the person has shown who they are: "pin" or "password". Raises Unproven.

    Call it outside of the act it stands before: a wrong try is counted even though nothing else happens. The right
    password opens a PIN again that was closed.
    """
    if pin:
        _prove_by_pin(person, pin)
        return PIN
    if not person.check_password(password):
        raise Unproven(PASSWORD, "That is not your password.")
    SigningPin.objects.filter(person=person, wrong_tries__gt=0).update(wrong_tries=0)
    return PASSWORD


def _prove_by_pin(person: User, typed: str) -> None:
    # The try is taken before it is looked at: of many at once, five are looked at.
    if not _took_a_try(person):
        has_one = SigningPin.objects.filter(person=person).exists()
        raise Unproven(PIN, CLOSED if has_one else "You have no PIN yet. Use your password.")
    pin = SigningPin.objects.get(person=person)
    if not check_password(typed, pin.hash):
        raise Unproven(PIN, _wrong(pin))
    SigningPin.objects.filter(pk=pin.pk).update(wrong_tries=0)


@transaction.atomic
def _took_a_try(person: User) -> bool:
    open_ones = SigningPin.objects.filter(person=person, wrong_tries__lt=SigningPin.MOST_WRONG)
    return bool(open_ones.update(wrong_tries=F("wrong_tries") + 1))


def _wrong(pin: SigningPin) -> str:
    left = SigningPin.MOST_WRONG - pin.wrong_tries
    if left <= 0:
        return CLOSED
    return f"That is not your PIN. {left} more {'try' if left == 1 else 'tries'}, then only your password will do."
