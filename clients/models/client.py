"""Clients and what they hope for."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.core.validators import ProhibitNullCharactersValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from clients.models.folding import digits, fold

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from reflexpractice.accounts.models import User


class ClientQuerySet(models.QuerySet["Client"]):
    """Clients, as the practice speaks of them."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Owner and reception know every client; a practitioner those of whose care team they are."""
        if not user.has_perm("clients.view_client"):
            return self.none()
        if user.has_perm("clients.view_every_client"):
            return self
        return self.filter(care_team=user.pk)

    def current(self) -> Self:
        return self.filter(archived_on=None)

    def archived(self) -> Self:
        return self.exclude(archived_on=None)

    def matching(self, words: str) -> Self:
        """All words must occur in a name, e-mail address or telephone number, in any case or accent."""
        found = self
        for word in fold(words).split():
            number = digits(word)
            here = Q(search__contains=word)
            if (len(number) >= 3 or (number and "+" in word)) and not any(letter.isalpha() for letter in word):
                here |= Q(search__contains=number.removeprefix("0"))
            found = found.filter(here)
        return found

    def possibly_the_same(self, client: Client) -> Self:
        """Others who may be this person: same name and no other birth date, same telephone or e-mail address."""
        same = Q(search_name=fold(client.name)[:240])
        if client.born_on:
            same &= Q(born_on=client.born_on) | Q(born_on=None)
        if digits(client.phone):
            same |= Q(phone_digits=digits(client.phone))
        if client.email:
            same |= Q(email__iexact=client.email)
        return self.filter(same).exclude(pk=client.pk)


class Client(models.Model):
    """Someone who comes to have their feet worked on."""

    name = models.CharField("full name", max_length=120, validators=[ProhibitNullCharactersValidator()])
    called = models.CharField("likes to be called", max_length=60, blank=True)
    past_names = models.CharField("other or earlier names", max_length=160, blank=True)
    pronouns = models.CharField(max_length=30, blank=True)
    born_on = models.DateField("date of birth", null=True, blank=True)
    phone = models.CharField("telephone", max_length=40, blank=True)
    email = models.EmailField("e-mail address", blank=True)
    address = models.TextField(blank=True)
    doctor = models.CharField("doctor or midwife", max_length=160, blank=True, help_text="Name and telephone.")
    emergency_contact = models.CharField(max_length=160, blank=True, help_text="Name, relation and telephone.")
    guardian = models.CharField("parent or guardian", max_length=160, blank=True, help_text="Needed under 16.")
    wishes = models.TextField("what the client wants", blank=True, help_text="In the client's own words.")
    preferences = models.CharField(
        max_length=200, blank=True, help_text="Separated by commas: quiet room, sunflower oil, blanket."
    )
    care_team = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="+",
        help_text="Practitioners who may see this client.",
    )
    wants_reminders = models.BooleanField("reminders of visits by e-mail", default=True)
    archived_on = models.DateField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    search = models.TextField(editable=False, default="")
    search_name = models.CharField(max_length=240, editable=False, default="", db_index=True)
    phone_digits = models.CharField(max_length=40, editable=False, default="", db_index=True)

    objects: ClassVar[ClientQuerySet] = ClientQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["search_name", "pk"]
        permissions = [("view_every_client", "Can view every client of the practice")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""), name="client_has_a_name", violation_error_message="Enter a name."
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_name = fold(self.name)[:240]
        self.phone_digits = digits(self.phone)
        self.search = " ".join(
            part
            for part in (fold(f"{self.name} {self.called} {self.past_names} {self.email}"), self.phone_digits)
            if part
        )
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "search_name", "phone_digits", "search"}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("sessions:for_client", args=[self.pk])

    @property
    def first_name(self) -> str:
        """How to speak of the client in a sentence."""
        return self.called or self.name.split(" ")[0]

    @property
    def initials(self) -> str:
        words = self.name.split()
        return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper() if words else "?"

    @property
    def wanted(self) -> list[str]:
        """The preferences, one by one."""
        return [wish.strip() for wish in self.preferences.split(",") if wish.strip()]

    def age_on(self, day: dt.date) -> int | None:
        """Whole years on a day, or None when the birth date is not known."""
        if self.born_on is None:
            return None
        return day.year - self.born_on.year - ((day.month, day.day) < (self.born_on.month, self.born_on.day))

    @property
    def age(self) -> int | None:
        return self.age_on(timezone.localdate())


class GoalQuerySet(models.QuerySet["Goal"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Goals tell of complaints: for those who treat."""
        if not user.has_perm("clients.view_goal"):
            return self.none()
        return self.filter(client__in=Client.objects.visible_to(user))

    def current(self) -> Self:
        return self.filter(ended_on=None)


class Goal(models.Model):
    """Something the client wants to change, in their words; scored 0 to 10 at visits."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="goals")
    words = models.CharField("in the client's words", max_length=80)
    order = models.PositiveSmallIntegerField(default=0)
    ended_on = models.DateField(null=True, blank=True)

    objects: ClassVar[GoalQuerySet] = GoalQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["client", "words"],
                name="goal_named_once",
                violation_error_message="This goal is already there.",
            )
        ]

    def __str__(self) -> str:
        return self.words
