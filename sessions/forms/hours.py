"""Working hours and absences."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from reflexpractice.accounts.models import User
from sessions.clock import moment_on
from sessions.diary.hours import add_hours, note_absence
from sessions.forms.visit import FARTHEST
from sessions.forms.words import Words
from sessions.models import Absence, Weekday, WorkingHours


def clock_time(label: str, *, required: bool = True) -> forms.TimeField:
    return forms.TimeField(
        label=label, required=required, widget=forms.TimeInput(attrs={"type": "time", "step": 300}, format="%H:%M")
    )


def calendar_day(label: str) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class HoursForm(forms.Form):
    """Hours of the week at which a practitioner usually works."""

    use_required_attribute = False

    weekdays = forms.TypedMultipleChoiceField(
        label="On", choices=Weekday.choices, coerce=int, widget=forms.CheckboxSelectMultiple(attrs={"class": "chips"})
    )
    begins = clock_time("From")
    ends = clock_time("To")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        begins, ends = cleaned.get("begins"), cleaned.get("ends")
        if begins and ends and ends <= begins:
            self.add_error("ends", ValidationError("Working hours end after they begin.", code="order"))
        return cleaned

    def save(self, *, practitioner: User, by: User) -> list[WorkingHours]:
        said = self.cleaned_data
        return add_hours(
            practitioner=practitioner, weekdays=said["weekdays"], begins=said["begins"], ends=said["ends"], by=by
        )


class AbsenceForm(forms.Form):
    """Days away; with times, when it is only part of a day."""

    use_required_attribute = False

    first_day = calendar_day("First day")
    last_day = calendar_day("Last day")
    begins = clock_time("From", required=False)
    ends = clock_time("Until", required=False)
    reason = Words(
        label="Reason", max_length=80, required=False, help_text="Everybody here reads this: no health details."
    )
    everybody = forms.BooleanField(label="The whole practice is closed", required=False)

    def __init__(self, *args: Any, may_close: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["begins"].help_text = self.fields["ends"].help_text = "Empty for the whole day."
        if not may_close:
            del self.fields["everybody"]

    def clean_first_day(self) -> dt.date:
        return within_reach(self.cleaned_data["first_day"])

    def clean_last_day(self) -> dt.date:
        return within_reach(self.cleaned_data["last_day"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and self.ends_at <= self.starts_at:
            self.add_error("last_day", ValidationError("An absence ends after it begins.", code="order"))
        return cleaned

    @property
    def starts_at(self) -> dt.datetime:
        return moment_on(self.cleaned_data["first_day"], self.cleaned_data["begins"] or dt.time.min)

    @property
    def ends_at(self) -> dt.datetime:
        """The end of the last day, where no time is said."""
        last, at = self.cleaned_data["last_day"], self.cleaned_data["ends"]
        return moment_on(last, at) if at else moment_on(last + dt.timedelta(days=1), dt.time.min)

    def save(self, *, practitioner: User, by: User) -> Absence:
        said = self.cleaned_data
        return note_absence(
            practitioner=None if said.get("everybody") else practitioner,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            reason=said["reason"],
            by=by,
        )


def within_reach(day: dt.date) -> dt.date:
    if abs(day - timezone.localdate()) > FARTHEST:
        raise ValidationError("Choose a date within three years from today.", code="far")
    return day
