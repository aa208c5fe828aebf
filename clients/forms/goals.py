"""Adding a goal and saying it better."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from clients.goal_setting import add_goal, rename_goal
from clients.models import Client, Goal
from reflexpractice.accounts.models import User


class GoalForm(forms.ModelForm):  # type: ignore[type-arg]
    """What the client wants to change."""

    class Meta:
        model = Goal
        fields = ["words"]
        labels = {"words": "What does the client want to change?"}
        error_messages = {"words": {"required": "Enter what the client wants to change."}}
        help_texts = {"words": "In the client’s own words, short: it is asked before and after each session."}

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        self.client = client
        super().__init__(*args, **kwargs)

    def clean_words(self) -> str:
        words = str(self.cleaned_data["words"])
        others = Goal.objects.filter(client=self.client, words=words).exclude(pk=self.instance.pk)
        if self.instance.pk and others.exists():
            raise ValidationError("This goal is already there.", code="unique")
        return words

    def put(self, *, by: User) -> Goal:
        """Add the goal, or rename the one that was there."""
        words = self.cleaned_data["words"]
        if self.instance.pk:
            return rename_goal(goal=self.instance, words=words, by=by)
        return add_goal(client=self.client, words=words, by=by)
