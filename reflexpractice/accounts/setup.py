"""Claiming a new installation: one address, one person, once."""

import hashlib
import secrets

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from reflexpractice.accounts.models import Practice, SetUpToken, User
from reflexpractice.accounts.roles import Role


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def is_claimed() -> bool:
    """Whether somebody already works here."""
    return User.objects.exists()


@transaction.atomic
def open_setup() -> str | None:
    """A fresh set-up token for an unclaimed installation (earlier ones end); None when it is claimed."""
    if is_claimed():
        return None
    SetUpToken.objects.all().delete()
    token = secrets.token_urlsafe(32)
    SetUpToken.objects.create(token_hash=_hash(token))
    return token


def token_is_open(token: str) -> bool:
    """Whether this address still opens the door."""
    return not is_claimed() and SetUpToken.objects.filter(token_hash=_hash(token), used_at=None).exists()


@transaction.atomic
def claim(*, token: str, practice: Practice, name: str, email: str, password: str) -> User | None:
    """Create the practice and its owner; None when the token was used a moment ago."""
    if is_claimed() or not SetUpToken.objects.filter(token_hash=_hash(token), used_at=None).update(
        used_at=timezone.now()
    ):
        return None
    practice.save()
    owner = User.objects.create_user(email, password, name=name, is_staff=True)
    owner.groups.set(Group.objects.filter(name__in=[Role.OWNER.value, Role.PRACTITIONER.value]))
    return owner
