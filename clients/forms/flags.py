"""Recording, changing and taking back a fact."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField

from clients.flagging import end_flag, record_flag
from clients.forms.follow_ups import field_for, stored
from clients.forms.inputs import OpeningRadios, day_input, today_or_before
from clients.models import Client, Flag
from clients.statuses import status_choices
from knowledge.entries import Condition, FollowUp
from knowledge.library import Library
from knowledge.models.choices import Category
from reflexpractice.accounts.models import User

PREGNANCY_DAYS = 280
LONGEST_WEEKS = 42
DETAILS = "details"
# Only a recorded clearance clears; what the client says of it is not kept as a fact.
NOT_ASKED_HERE = ("status", "cleared")


class ConditionForm(forms.Form):
    """What a new fact is about."""

    condition = forms.ChoiceField(label="What is it?", error_messages={"required": "Choose what it is about."})

    def __init__(self, *args: Any, library: Library, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["condition"].choices = [("", "Choose"), *_by_category(library)]  # type: ignore[attr-defined]


def _by_category(library: Library) -> list[tuple[str, list[tuple[str, str]]]]:
    asked = [condition for condition in library.conditions if condition.kind == "asked"]
    groups = [
        (str(label), [(row.code, row.name) for row in asked if row.category == category])
        for category, label in Category.choices
    ]
    return [group for group in groups if group[1]]


class FlagForm(forms.Form):
    """One answer about one condition, with the follow-ups the library asks."""

    words = forms.CharField(label="In the client’s words", max_length=500, required=False)
    asked_on = today_or_before(label="Asked on")
    source = forms.ChoiceField(
        label="How do you know?",
        choices=[choice for choice in Flag.Source.choices if choice[0] != Flag.Source.INTAKE],
        initial=Flag.Source.ASKED,
        widget=forms.RadioSelect(attrs={"class": "segmented"}),
    )
    beside = forms.BooleanField(
        label="This is another one",
        help_text="What is recorded already stays in force beside it.",
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        client: Client,
        condition: Condition,
        by: User,
        flag: Flag | None = None,
        has_others: bool = False,
        **kwargs: Any,
    ) -> None:
        self.client, self.condition, self.by, self.flag = client, condition, by, flag
        super().__init__(*args, **{"initial": _initial(condition, flag), **kwargs})
        closing = {name: self.fields.pop(name) for name in list(self.fields)}
        self.fields["status"] = self._status()
        for follow_up in self._follow_ups:
            self.fields[_name(follow_up)] = _field(follow_up)
            if follow_up.sets == "due_on":
                self.fields["weeks"] = _weeks()
        self.fields.update(closing)
        if not has_others:
            del self.fields["beside"]

    @property
    def _follow_ups(self) -> list[FollowUp]:
        return [row for row in self.condition.follow_ups if row.sets not in NOT_ASKED_HERE]

    def _status(self) -> forms.ChoiceField:
        asked = self.condition.follow_up("status")
        opens = {str(status): " ".join([DETAILS, *self._dates(status)]) for status in Flag.POSITIVE}
        return forms.ChoiceField(
            label=asked.question if asked else self.condition.question,
            help_text=asked.help if asked else "",
            choices=status_choices(self.condition),
            error_messages={"required": "Choose an answer."},
            widget=OpeningRadios(opens=opens, attrs={"class": "cards"}),
        )

    def _dates(self, status: str) -> list[str]:
        dated_by = self.condition.dated_by(status)
        return [f"when_{_name(dated_by)}"] if dated_by else []

    @property
    def details(self) -> list[BoundField]:
        """The follow-ups but for their dates, in the library's order."""
        names = [_name(row) for row in self._follow_ups if row.sets != "reference_on"]
        return [self[name] for name in [*names, *(["weeks"] if "weeks" in self.fields else [])]]

    @property
    def dates(self) -> list[BoundField]:
        """The dates that days are counted from; which of them counts hangs on the answer."""
        return [self[_name(row)] for row in self._follow_ups if row.sets == "reference_on"]

    @property
    def closing(self) -> list[BoundField]:
        """What is asked about every answer."""
        return [self[name] for name in ("words", "asked_on", "source", "beside") if name in self.fields]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("weeks") is not None and cleaned.get("asked_on"):
            days_left = PREGNANCY_DAYS - cleaned["weeks"] * 7
            counted = cleaned["asked_on"] + dt.timedelta(days=days_left)
            cleaned["due_on"] = self._agreed(cleaned.get("due_on"), counted)
        due_on, asked_on = cleaned.get("due_on"), cleaned.get("asked_on")
        if due_on and asked_on and not -21 <= (due_on - asked_on).days <= PREGNANCY_DAYS:
            self.add_error("due_on", ValidationError("A due date is at most 40 weeks ahead.", code="due_on"))
        return cleaned

    def _agreed(self, due_on: dt.date | None, counted: dt.date) -> dt.date:
        """The due date goes before the weeks; it is one truth in two ways of saying it."""
        if due_on and abs((due_on - counted).days) > 7:
            words = "Due date and weeks do not agree. Leave one of them empty."
            self.add_error("weeks", ValidationError(words, code="weeks"))
        return due_on or counted

    def save(self) -> Flag | None:
        """The fact as recorded; None, with an error on the form, when it could not be."""
        try:
            return record_flag(
                client=self.client,
                condition=self.condition.code,
                by=self.by,
                replaces=self.flag,
                beside=self.cleaned_data.get("beside", False),
                **{name: self.cleaned_data[name] for name in ("status", "asked_on", "source", "words")},
                **self._details(),
            )
        except ValidationError as error:
            self.add_error(None, error.messages[0])
            return None

    def _details(self) -> dict[str, Any]:
        """What belongs to the answer; an answer that is not positive has no details."""
        cleaned = self.cleaned_data
        if cleaned["status"] not in Flag.POSITIVE:
            return {}
        dated_by = self.condition.dated_by(cleaned["status"])
        own = {row.field: stored(cleaned.get(_name(row))) for row in self._follow_ups if not row.sets}
        return {
            "side": cleaned.get("side") or "",
            "areas": cleaned.get("areas") or [],
            "due_on": cleaned.get("due_on"),
            "reference_on": cleaned.get(_name(dated_by)) if dated_by else None,
            "attributes": {field: value for field, value in own.items() if value is not None},
        }


def _name(follow_up: FollowUp) -> str:
    """Parts of a flag go by their own name; a date and an attribute by the question's."""
    return follow_up.sets if follow_up.sets in ("side", "areas", "due_on") else f"about_{follow_up.field}"


def _field(follow_up: FollowUp) -> forms.Field:
    if follow_up.sets != "due_on":
        return field_for(follow_up)
    return forms.DateField(label=follow_up.question, help_text=follow_up.help, required=False, widget=day_input())


def _weeks() -> forms.IntegerField:
    return forms.IntegerField(
        label="Or: how many weeks on the day you asked?",
        help_text="From 0 to 42. The due date is worked out from it.",
        required=False,
        min_value=0,
        max_value=LONGEST_WEEKS,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), "Enter the number of weeks, from 0 to 42."),
    )


def _initial(condition: Condition, flag: Flag | None) -> dict[str, Any]:
    if flag is None:
        return {}
    dated_by = condition.dated_by(flag.status)
    dates = {_name(dated_by): flag.reference_on} if dated_by else {}
    parts = {name: getattr(flag, name) for name in ("status", "side", "areas", "due_on", "words")}
    return {f"about_{field}": value for field, value in flag.attributes.items()} | dates | parts


class EndFlagForm(forms.Form):
    """Why a fact is taken back."""

    reason = forms.CharField(
        label="What is wrong with it?",
        help_text="It stays in the history with this reason.",
        max_length=200,
        error_messages={"required": "Write what is wrong with it."},
    )

    def save(self, flag: Flag, *, by: User) -> Flag:
        return end_flag(flag=flag, by=by, reason=self.cleaned_data["reason"])
