"""When a paper form was filled in."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from clients.forms.inputs import today_or_before

OLDEST_DAYS = 90


class PaperForm(forms.Form):
    """The day on the paper; answers count as asked on it."""

    use_required_attribute = False

    filled_on = today_or_before(label="Filled in on", help_text="The date beside the signature.")

    def clean_filled_on(self) -> dt.date:
        """The day; a form of long ago says nothing of today."""
        day: dt.date = self.cleaned_data["filled_on"]
        if (timezone.localdate() - day).days > OLDEST_DAYS:
            raise ValidationError("This form is too old. Ask for a new one.", code="old")
        return day
