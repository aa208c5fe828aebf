"""One tap for each question that nobody has an answer to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils import timezone

from clients.asking import Question, answer_questions
from clients.models import Client, Flag
from reflexpractice.accounts.models import User


class AskForm(forms.Form):
    """The open questions of a day; what is left out stays open."""

    # The value of the button "No to all the rest"; empty with every other button.
    rest = forms.ChoiceField(choices=[("", ""), ("no", "No")], required=False)

    def __init__(self, *args: Any, client: Client, questions: Iterable[Question], **kwargs: Any) -> None:
        self.client = client
        self.questions = {question.code: question for question in questions}
        super().__init__(*args, **kwargs)
        for code, question in self.questions.items():
            self.fields[code] = forms.ChoiceField(
                label=question.condition.question,
                help_text=question.before,
                choices=question.choices,
                required=False,
                widget=forms.RadioSelect(attrs={"class": "segmented"}),
            )

    @property
    def critical(self) -> list[BoundField]:
        """Questions that matter most."""
        return [self[code] for code, question in self.questions.items() if question.condition.critical]

    @property
    def others(self) -> list[BoundField]:
        return [self[code] for code, question in self.questions.items() if not question.condition.critical]

    def answers(self) -> dict[Question, str]:
        """The answer to each question that has one; the rest are no only when that was said."""
        given = {self.questions[code]: self.cleaned_data.get(code) for code in self.questions}
        if self.cleaned_data.get("rest"):
            given = {question: answer or _rest(question) for question, answer in given.items()}
        return {question: answer for question, answer in given.items() if answer}

    def save(self, *, by: User) -> list[Flag]:
        """Record the answers of today; returns new facts whose details come next."""
        return answer_questions(client=self.client, answers=self.answers(), asked_on=timezone.localdate(), by=by)


def _rest(question: Question) -> str:
    """What is in force is never ended in passing."""
    return "" if question.is_positive else str(Flag.Status.NO)
