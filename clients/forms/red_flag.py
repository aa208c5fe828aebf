"""What a client says when an answer has stopped the form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.forms.intake_fields import Written
from clients.intake.red_flags import answer_red_flag
from clients.models import RedFlag


class RedFlagForm(forms.Form):
    """One of three buttons; who has checked it goes with one of them."""

    use_required_attribute = False

    answer = forms.ChoiceField(
        choices=[(choice.value, choice.label) for choice in RedFlag.Answer if choice != RedFlag.Answer.CHANGED],
        error_messages={"required": _("Choose one of the buttons."), "invalid_choice": _("Choose one of the buttons.")},
    )
    checked_by = Written(
        label=_("Who checked you, and when?"),
        help_text=_("For example: my doctor, on Monday."),
        max_length=200,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("answer") != RedFlag.Answer.CHECKED:
            # What belongs to another button is not asked for.
            self.errors.pop("checked_by", None)
        return cleaned

    def save(self, red_flag: RedFlag) -> bool:
        """Keep the answer; False when it had been answered before."""
        answer = self.cleaned_data["answer"]
        checked_by = self.cleaned_data["checked_by"] if answer == RedFlag.Answer.CHECKED else ""
        return answer_red_flag(red_flag, answer=answer, checked_by=checked_by)
