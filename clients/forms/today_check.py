"""One page at the door: nothing new, or what is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils import timezone

from clients.asking import Question
from clients.models import Client, Flag
from clients.today_check import answer_today, asked_since, is_unsure
from reflexpractice.accounts.models import User


class TodayCheckForm(forms.Form):
    """Each question can be ticked; what was not known before is answered by itself."""

    use_required_attribute = False

    # The buttons: "Nothing new" and "Save what is ticked".
    new = forms.ChoiceField(choices=[("none", "Nothing new"), ("some", "Save what is ticked")])

    def __init__(self, *args: Any, client: Client, questions: Iterable[Question], **kwargs: Any) -> None:
        self.client, self.questions = client, list(questions)
        super().__init__(*args, **kwargs)
        for question in self.questions:
            self.fields[question.code] = _asked_by_itself(question) if is_unsure(question) else _tick(question)

    @property
    def unsure(self) -> list[BoundField]:
        """What was not known before, each with its answers."""
        return [self[question.code] for question in self.questions if is_unsure(question)]

    @property
    def rows(self) -> list[tuple[Question, BoundField]]:
        """What can be ticked, with what was said before; what is so already comes first, then what fills a line."""
        known = [question for question in self.questions if not is_unsure(question)]
        known.sort(key=lambda question: (not question.is_positive, not question.is_long))
        return [(question, self[question.code]) for question in known]

    @property
    def since(self) -> dt.date | None:
        """The day of the oldest answer that is looked at again."""
        return asked_since(question for question, _ in self.rows)

    @property
    def _ticked(self) -> list[str]:
        return [question.code for question, _ in self.rows if self.cleaned_data.get(question.code)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("new") == "none" and self._ticked:
            words = "Something is ticked. Save what is ticked, or take the tick away."
            raise forms.ValidationError(words, code="ticked")
        if cleaned.get("new") == "some" and not (self._ticked or self.unsure):
            raise forms.ValidationError("Tick what is new, or press “Nothing new”.", code="nothing_ticked")
        return cleaned

    def save(self, *, by: User) -> list[Flag]:
        """Record the answers of today; returns what is to be told in full."""
        answers = {field.name: self.cleaned_data[field.name] for field in self.unsure}
        return answer_today(
            client=self.client,
            questions=self.questions,
            ticked=self._ticked,
            answers=answers,
            asked_on=timezone.localdate(),
            by=by,
        )


def _asked_by_itself(question: Question) -> forms.Field:
    return forms.ChoiceField(
        label=question.condition.question,
        help_text=question.before,
        choices=question.choices,
        widget=forms.RadioSelect(attrs={"class": "segmented"}),
        error_messages={"required": "Choose an answer. “Not sure” is one too."},
    )


def _tick(question: Question) -> forms.Field:
    return forms.BooleanField(label=question.in_short, required=False)
