"""What the practice writes to its clients before a visit."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from knowledge.claims import claims_in, refusal
from reflexpractice.accounts.models import User
from sessions.forms.words import Words
from sessions.models import ReminderSettings
from sessions.models.notice import LONGEST_LEAD
from sessions.notices.reminders import change_reminders
from sessions.notices.wording import faults


def gaps_are_known(text: str) -> None:
    """Refuse what could not be filled in."""
    if found := faults(text):
        raise ValidationError(" ".join(found), code="gap")


def promises_nothing(text: str) -> None:
    """Refuse words that sound like a promise about illness."""
    if words := claims_in(text):
        raise ValidationError(refusal(words), code="claim")


def hours(label: str, hint: str, *, required: bool) -> forms.IntegerField:
    words = f"Enter how many hours, from 1 to {LONGEST_LEAD}."
    return forms.IntegerField(
        label=label,
        help_text=hint,
        required=required,
        min_value=1,
        max_value=LONGEST_LEAD,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), words),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class ReminderForm(forms.Form):
    """When, and with which words."""

    use_required_attribute = False

    is_on = forms.BooleanField(label="Send reminders by e-mail", required=False)
    hours_before = hours("Hours before the visit", "48 is two days.", required=True)
    second_hours_before = hours("A second one, hours before the visit", "Empty for none.", required=False)
    subject = Words(label="Subject", max_length=120, validators=[gaps_are_known, promises_nothing])
    text = Words(
        label="Text",
        max_length=2000,
        validators=[gaps_are_known, promises_nothing],
        help_text="No health details: others may read it. A line with a gap of which we know nothing is left out.",
        widget=forms.Textarea(attrs={"rows": 12}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        now = ReminderSettings.current()
        kwargs.setdefault("initial", {name: getattr(now, name) for name in self.base_fields})
        super().__init__(*args, **kwargs)

    def clean_subject(self) -> str:
        return " ".join(self.cleaned_data["subject"].split())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, second = cleaned.get("hours_before"), cleaned.get("second_hours_before")
        if first and second and second >= first:
            words = "The second reminder comes nearer to the visit than the first: enter fewer hours."
            self.add_error("second_hours_before", ValidationError(words, code="order"))
        return cleaned

    def save(self, *, by: User) -> ReminderSettings:
        return change_reminders(changes=self.cleaned_data, by=by)
