"""Visits that repeat."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from sessions.booking import CannotBook
from sessions.clock import moment_on
from sessions.diary.prospects import Prospect, prospects_of
from sessions.diary.series import MOST, book_series, days_of
from sessions.forms.booking import BookForm
from sessions.models import Series, TreatmentSession


class SeriesForm(BookForm):
    """A visit that repeats every so many weeks, so many times or until a date."""

    weeks_apart = forms.IntegerField(
        label="Every how many weeks", min_value=1, max_value=12, initial=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    times = forms.IntegerField(
        label="How many visits", min_value=2, max_value=MOST, required=False, help_text="Or say until when.",
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    until = forms.DateField(
        label="Until", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    field_order = [
        "client", "practitioner", "day", "at", "anyway", "minutes", "weeks_apart", "times", "until",
        "location", "room", "aim",
    ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A series keeps to the clock on the wall; what that means on a night of change is said at its date.
        self.fields.pop("which", None)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        times, until = cleaned.get("times"), cleaned.get("until")
        if not self.errors and (times is None) == (until is None):
            self.add_error("times", ValidationError("Say how many visits, or until when.", code="ends"))
        elif not self.errors and len(self.days) < 2:
            self.add_error("until", ValidationError("That is only one visit. Choose a later date.", code="one"))
        return cleaned

    @cached_property
    def days(self) -> list[dt.date]:
        said = self.cleaned_data
        return days_of(said["day"], weeks_apart=said["weeks_apart"], times=said["times"], until=said["until"])

    @cached_property
    def prospects(self) -> list[Prospect]:
        """Each date with what stands in its way and what the check of that day says."""
        return prospects_of(list(self._visits()), user=self.user, at=self.cleaned_data["at"], anyway=self.is_meant)

    @property
    def typed(self) -> list[tuple[str, str]]:
        """What was said, to be sent along with the chosen dates."""
        return [(name, self.data[name]) for name in self.fields if name in self.data]

    @property
    def offers_anyway(self) -> bool:
        return any(prospect.code == "outside_hours" for prospect in self.prospects)

    def chosen(self) -> list[dt.datetime]:
        """The dates that are ticked, of those that are offered."""
        return [prospect.starts_at for prospect in self.prospects if prospect.key in self._ticked()]

    @property
    def rows(self) -> list[tuple[Prospect, bool]]:
        """Each date and whether it is ticked: what was ticked before, else those nothing speaks against."""
        ticked = self._ticked()
        return [(row, row.key in ticked if ticked else row.is_wise) for row in self.prospects]

    def book(self) -> Series | None:
        """Book the ticked dates, all or none; None, with the reason on the form, when it cannot be."""
        said, moments = self.cleaned_data, self.chosen()
        if not moments:
            self.add_error(None, ValidationError("Tick at least one date.", code="none"))
            return None
        try:
            return book_series(
                client=said["client"],
                practitioner=said["practitioner"],
                moments=moments,
                minutes=said["minutes"],
                weeks_apart=said["weeks_apart"],
                aim=said.get("aim", ""),
                anyway=self.is_meant,
                by=self.user,
                **self.place,
            )
        except CannotBook as refusal:
            self.add_error(None, ValidationError(str(refusal), code=refusal.code))
            return None

    def _ticked(self) -> set[str]:
        return set(self.data.getlist("dates"))  # type: ignore[attr-defined]

    def _visits(self) -> Iterator[TreatmentSession]:
        said = self.cleaned_data
        for day in self.days:
            yield TreatmentSession(
                client=said["client"],
                practitioner=said["practitioner"],
                starts_at=moment_on(day, said["at"]),
                minutes=said["minutes"],
                **self.place,
            )
