"""Red flags: answers after which a client should turn to somebody at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from clients.models.client import Client
from clients.models.intake import Intake
from knowledge.models.choices import Call

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from reflexpractice.accounts.models import User


class RedFlagQuerySet(models.QuerySet["RedFlag"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        if not user.has_perm("clients.view_redflag"):
            return self.none()
        return self.filter(intake__client__in=Client.objects.visible_to(user))

    def standing(self) -> Self:
        """Not taken back by the client."""
        return self.exclude(answer__in=RedFlag.TAKEN_BACK)

    def unanswered(self) -> Self:
        """The client has been told, and has not said yet how it is."""
        return self.filter(answer="")

    def unseen(self) -> Self:
        """Nobody of the practice has looked at it."""
        return self.standing().filter(seen_at=None)


class RedFlag(models.Model):
    """One answer that stopped a client's form, with the words that were shown and what the client said then."""

    class Answer(models.TextChoices):
        CHECKED = "checked", "Has been checked already"
        TOLD = "told", "Has read what to do"
        MISTAKE = "mistake", "Was chosen by mistake"
        CHANGED = "changed", "The answer was changed"

    TAKEN_BACK = frozenset({Answer.MISTAKE, Answer.CHANGED})

    intake = models.ForeignKey(Intake, on_delete=models.PROTECT, related_name="red_flags")
    step = models.SlugField("topic of the form", max_length=40)
    condition = models.CharField(max_length=60)
    rule = models.CharField(max_length=60)
    name = models.CharField("what was answered", max_length=160)
    call = models.CharField("who helps", max_length=10, choices=Call)
    words = models.TextField("what the client read")
    raised_at = models.DateTimeField(auto_now_add=True)
    answer = models.CharField("what the client said", max_length=8, choices=Answer, blank=True)
    checked_by = models.CharField("by whom, and when", max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField("looked at", null=True, blank=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar[RedFlagQuerySet] = RedFlagQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["raised_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["intake", "rule"],
                condition=Q(answer__in=["", "checked", "told"]),
                name="red_flag_stands_once",
                violation_error_message="The client has been told of this already.",
            ),
            models.CheckConstraint(
                condition=~Q(answer="checked") | ~Q(checked_by=""),
                name="red_flag_checked_by_somebody",
                violation_error_message="Say who has checked it, and when.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.raised_at:%d %b %Y}"

    @property
    def is_taken_back(self) -> bool:
        return self.answer in self.TAKEN_BACK

    @property
    def said(self) -> str:
        """What the client said then, in words."""
        if not self.answer:
            return "Has not answered yet"
        return f"{self.get_answer_display()}{f': {self.checked_by}' if self.checked_by else ''}"
