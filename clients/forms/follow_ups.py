"""Fields that ask a condition's follow-up questions, one kind of answer each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from clients.forms.inputs import EARLIEST, past_day
from clients.models import Flag
from knowledge.entries import FollowUp
from knowledge.models.choices import Region

NOT_KNOWN = ("", "Not known")
LONGEST_TEXT = 200


def field_for(follow_up: FollowUp) -> forms.Field:
    """The field for a follow-up question; none of them has to be answered."""
    field = _FIELDS[follow_up.kind](follow_up)
    field.label, field.help_text, field.required = follow_up.question, follow_up.help, False
    return field


def stored(value: Any) -> Any:
    """An answer as a flag keeps it among its attributes: texts, or a list of texts; None when not answered."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, list):
        return value or None
    return str(value) if value not in (None, "") else None


def _one_of(choices: list[tuple[str, str]], look: str) -> forms.ChoiceField:
    return forms.ChoiceField(choices=[*choices, NOT_KNOWN], widget=forms.RadioSelect(attrs={"class": look}))


def _choices(follow_up: FollowUp) -> list[tuple[str, str]]:
    return [(choice.value, choice.label) for choice in follow_up.choices]


def _several(choices: list[tuple[str, str]]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple(attrs={"class": "chips"}))


def _year(_: FollowUp) -> forms.IntegerField:
    return forms.IntegerField(min_value=EARLIEST.year, max_value=timezone.localdate().year)


def _number(_: FollowUp) -> forms.DecimalField:
    return forms.DecimalField(min_value=0, max_digits=9, decimal_places=2)


_FIELDS: dict[str, Callable[[FollowUp], forms.Field]] = {
    "yes_no": lambda _: _one_of([("yes", "Yes"), ("no", "No")], "segmented"),
    "choice": lambda follow_up: _one_of(_choices(follow_up), "cards"),
    "list": lambda follow_up: _several(_choices(follow_up)),
    "side": lambda _: _one_of(list(Flag.Side.choices), "segmented"),
    "areas": lambda _: _several(list(Region.choices)),
    "date": lambda _: past_day(),
    "number": _number,
    "years": _year,
    "text": lambda _: forms.CharField(max_length=LONGEST_TEXT),
}
