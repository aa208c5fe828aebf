"""Whom we asked, and what they answered."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from clients.clearing import answer_clearance, ask_for_clearance
from clients.forms.inputs import day_input, past_day, today_or_before
from clients.models import Clearance, Client
from knowledge.library import Library
from reflexpractice.accounts.models import User

LATEST = dt.date(2999, 12, 31)


class AnswerForm(forms.Form):
    """What a doctor or midwife answered."""

    answer = forms.ChoiceField(
        label="What was the answer?",
        choices=Clearance.Answer.choices,
        error_messages={"required": "Choose the answer."},
        widget=forms.RadioSelect(attrs={"class": "segmented"}),
    )
    answered_on = today_or_before(label="Answered on")
    limits = forms.CharField(
        label="Limits or remarks",
        help_text="Exactly as it was said or written.",
        max_length=500,
        required=False,
    )
    expires_on = forms.DateField(
        label="Valid until",
        help_text="Leave it empty when no end was given.",
        required=False,
        widget=day_input(),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        answered_on, expires_on = cleaned.get("answered_on"), cleaned.get("expires_on")
        if answered_on and expires_on and not answered_on <= expires_on <= LATEST:
            words = "A clearance cannot run out before it was given."
            self.add_error("expires_on", ValidationError(words, code="expires_on"))
        if cleaned.get("answer") == Clearance.Answer.LIMITS and not cleaned.get("limits"):
            self.add_error("limits", ValidationError("Enter the limits.", code="limits"))
        return cleaned

    def put(self, clearance: Clearance, *, by: User) -> bool:
        """Record the answer; false when there was one already."""
        names = ("answer", "answered_on", "limits", "expires_on")
        return answer_clearance(clearance=clearance, by=by, **{name: self.cleaned_data[name] for name in names})


class AskForm(forms.Form):
    """Whom we asked about which condition; the answer may be there already."""

    condition = forms.ChoiceField(label="About", error_messages={"required": "Choose what it is about."})
    asked_of = forms.CharField(
        label="Doctor, midwife or clinic", max_length=160, error_messages={"required": "Enter whom you asked."}
    )
    asked_on = today_or_before(label="Asked on")
    answer = forms.ChoiceField(
        label="Answer",
        choices=[("", "Not yet"), *Clearance.Answer.choices],
        required=False,
        widget=forms.RadioSelect(attrs={"class": "segmented"}),
    )
    answered_on = past_day(label="Answered on", required=False)
    limits = AnswerForm.base_fields["limits"]
    expires_on = AnswerForm.base_fields["expires_on"]

    def __init__(self, *args: Any, client: Client, library: Library, **kwargs: Any) -> None:
        self.client = client
        super().__init__(*args, **kwargs)
        self.fields["condition"].choices = [("", "Choose"), *_choices(client, library)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("answer") and "answered_on" not in self.errors:
            typed = {name: self.data.get(name) for name in ("answer", "limits", "expires_on")}
            self.answered = AnswerForm(typed | {"answered_on": cleaned["answered_on"] or cleaned.get("asked_on")})
            for name, errors in self.answered.errors.as_data().items():
                self.add_error(name if name not in self.errors else None, errors)
        return cleaned

    def put(self, *, by: User) -> Clearance:
        """Record the question, and the answer where there is one."""
        asked = {name: self.cleaned_data[name] for name in ("condition", "asked_of", "asked_on")}
        clearance = ask_for_clearance(client=self.client, by=by, **asked)
        if self.cleaned_data["answer"]:
            self.answered.put(clearance, by=by)
        return clearance


def _choices(client: Client, library: Library) -> list[tuple[str, list[tuple[str, str]]]]:
    """What is recorded for the client first, then everything else that is asked."""
    recorded = set(client.flags.current().positive().values_list("condition", flat=True))
    asked = [row for row in library.conditions if row.kind == "asked"]
    groups = [
        ("Recorded for this client", [(row.code, row.name) for row in asked if row.code in recorded]),
        ("Others", [(row.code, row.name) for row in asked if row.code not in recorded]),
    ]
    return [group for group in groups if group[1]]
