"""Who works here, and where."""

from __future__ import annotations

from typing import Any, ClassVar, Self
from zoneinfo import available_timezones

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models


class UserManager(BaseUserManager["User"]):
    """People by e-mail address."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, **{**fields, "is_staff": True, "is_superuser": True})


class User(AbstractUser):
    """Someone of the practice; signs in with an e-mail address."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField("full name", max_length=120)
    email = models.EmailField(
        "e-mail address",
        unique=True,
        error_messages={"unique": "Someone already signs in with this address."},
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "people"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name or self.email

    def clean(self) -> None:
        super().clean()
        self.email = self.email.lower()

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] if self.name else self.email

    @property
    def initials(self) -> str:
        """One or two letters for the round badge."""
        words = self.name.split()
        return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper() if words else "?"


def valid_time_zone(name: str) -> None:
    """Refuse a time zone that does not exist."""
    if name not in available_timezones():
        raise ValidationError("Choose a time zone such as Europe/London.", code="time_zone")


class PracticeQuerySet(models.QuerySet["Practice"]):
    def current(self) -> Practice | None:
        return self.first()


class Practice(models.Model):
    """The one practice of this installation."""

    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField("e-mail address", blank=True)
    address = models.TextField(blank=True)
    time_zone = models.CharField(max_length=60, default="Europe/London", validators=[valid_time_zone])
    emergency_number = models.CharField(
        max_length=20, default="999", help_text="What a client calls when life may be in danger."
    )
    advice_number = models.CharField(
        "medical advice number", max_length=20, default="111", help_text="Urgent, but no emergency."
    )

    objects: ClassVar[models.Manager[Self]] = PracticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pk=1),
                name="practice_is_the_only_one",
                violation_error_message="There is one practice in each installation.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pk = 1
        super().save(*args, **kwargs)


class Location(models.Model):
    """A place where sessions happen: a site, a home round. Its rooms are booked one visit at a time."""

    name = models.CharField(max_length=80, unique=True)
    address = models.TextField(blank=True)
    archived = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Room(models.Model):
    """A room of a place: one visit at a time."""

    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="rooms")
    name = models.CharField(max_length=80)
    archived = models.BooleanField(default=False)

    class Meta:
        ordering = ["location", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["location", "name"],
                name="room_of_a_place_once",
                violation_error_message="This place has a room of that name.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.location}"


class SetUpToken(models.Model):
    """The one-time address by which the first person claims a new installation; only its hash is kept."""

    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Set-up address of {self.created_at:%Y-%m-%d}"


class SigningPin(models.Model):
    """The number a person signs notes with; only its hash is kept, and five wrong tries close it."""

    MOST_WRONG = 5

    person = models.OneToOneField(User, on_delete=models.CASCADE, related_name="signing_pin")
    hash = models.CharField(max_length=255)
    set_at = models.DateTimeField()
    wrong_tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(wrong_tries__lte=5),
                name="signing_pin_tried_five_times_at_most",
                violation_error_message="This PIN is closed. Use the password.",
            )
        ]

    def __str__(self) -> str:
        return f"Signing PIN of {self.person}"

    @property
    def is_open(self) -> bool:
        """Whether it may still be tried."""
        return self.wrong_tries < self.MOST_WRONG
