"""Inputs that several forms share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

EARLIEST = dt.date(1900, 1, 1)


def not_in_the_future(day: dt.date) -> None:
    """Refuse a day that has not come yet."""
    if day > timezone.localdate():
        raise ValidationError("This day has not come yet.", code="future")


def not_long_ago(day: dt.date) -> None:
    """Refuse a year that can only be a slip."""
    if day < EARLIEST:
        raise ValidationError("Check the year.", code="year")


def day_input() -> forms.DateInput:
    """The browser's own date picker."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def past_day(**kwargs: Any) -> forms.DateField:
    """A day up to today."""
    words = {"invalid": "Enter a day such as 27/03/2026.", "required": "Enter the day."}
    validators = [not_long_ago, not_in_the_future]
    return forms.DateField(widget=day_input(), validators=validators, error_messages=words, **kwargs)


def today_or_before(**kwargs: Any) -> forms.DateField:
    """A day up to today; today unless another is chosen."""
    return past_day(initial=timezone.localdate, **kwargs)


class OpeningRadios(forms.RadioSelect):
    """Radios of which some open further questions: `opens` names the blocks by answer."""

    opens: Mapping[str, str]

    def __init__(self, *, opens: Mapping[str, str], attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.opens = opens

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if blocks := self.opens.get(str(value)):
            option["attrs"]["data-shows"] = blocks
        return option
