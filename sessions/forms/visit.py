"""When and where a visit takes place."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from reflexpractice.accounts.models import Location, Room
from sessions.booking import CannotBook, Where
from sessions.clock import in_words, readings
from sessions.diary.refusals import OutsideHours
from sessions.forms.words import Words
from sessions.models import TreatmentSession
from sessions.models.session import LONGEST_AROUND

FARTHEST = dt.timedelta(days=3 * 365)
LENGTHS = (30, 45, 60, 75, 90)
STEP = 5


def in_steps(minutes: int) -> None:
    """The diary is kept in steps of five minutes."""
    if minutes % STEP:
        raise ValidationError("Choose a multiple of five minutes.", code="step")


class WhenForm(forms.Form):
    """A local date and time and a length. A time that comes twice or not at all asks which one is meant."""

    use_required_attribute = False

    day = forms.DateField(
        label="Date",
        error_messages={"required": "Choose a date.", "invalid": "Enter a date such as 27/03/2026."},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    at = forms.TimeField(
        label="Time",
        error_messages=dict.fromkeys(("required", "invalid"), "Enter a time such as 14:30."),
        widget=forms.TimeInput(attrs={"type": "time", "step": 300}, format="%H:%M"),
    )
    minutes = forms.IntegerField(
        label="Length in minutes",
        min_value=5,
        max_value=240,
        initial=60,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), "Enter how many minutes, from 5 to 240."
        ),
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "list": "lengths"}),
    )
    which = forms.ChoiceField(label="Which time do you mean?", required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.moments = self._moments()
        if len(self.moments) > 1:
            self.fields["which"].help_text = "The clock changes on that day, so this time needs a second look."
            self.fields["which"].choices = [  # type: ignore[attr-defined]
                (moment.isoformat(), in_words(moment, with_zone=True)) for moment in self.moments
            ]
        else:
            del self.fields["which"]

    @property
    def lengths(self) -> tuple[int, ...]:
        return LENGTHS

    def clean_day(self) -> dt.date:
        day: dt.date = self.cleaned_data["day"]
        if abs(day - timezone.localdate()) > FARTHEST:
            raise ValidationError("Choose a date within three years from today.", code="far")
        return day

    def clean_minutes(self) -> int:
        minutes: int = self.cleaned_data["minutes"]
        in_steps(minutes)
        return minutes

    def clean_at(self) -> dt.time:
        at: dt.time = self.cleaned_data["at"]
        in_steps(at.minute)
        return at.replace(second=0, microsecond=0)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "which" in self.fields and not cleaned.get("which") and "which" not in self.errors:
            self.add_error("which", ValidationError("Choose which of the two times you mean.", code="clock_change"))
        return cleaned

    @property
    def starts_at(self) -> dt.datetime:
        """The moment that is meant."""
        which = self.cleaned_data.get("which")
        return dt.datetime.fromisoformat(which) if which else self.moments[0]

    def _moments(self) -> list[dt.datetime]:
        """What the typed date and time can mean; nothing when they cannot be read yet."""
        if not self.is_bound:
            return []
        try:
            day = self.fields["day"].clean(self.data.get(self.add_prefix("day")))
            at = self.fields["at"].clean(self.data.get(self.add_prefix("at")))
            return readings(day, at.replace(second=0, microsecond=0))
        except (ValidationError, OverflowError):
            return []


def around(label: str, hint: str) -> forms.IntegerField:
    """Minutes kept free before or after a visit."""
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=LONGEST_AROUND,
        help_text=hint,
        validators=[in_steps],
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "step": STEP}),
    )


class VisitForm(WhenForm):
    """When and where. What a place has no room for, and what nobody asked for, is not on the form."""

    location = forms.ModelChoiceField(Location.objects.none(), label="Place", required=False, empty_label="No place")
    room = forms.ModelChoiceField(Room.objects.none(), label="Room", required=False, empty_label="No room")
    travel_minutes = around("Minutes kept free before", "The way there, getting ready.")
    buffer_minutes = around("Minutes kept free after", "Tidying up, writing, the way back.")
    home_address = Words(
        label="Address of a home visit",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )
    access_notes = Words(
        label="How to get in",
        max_length=300,
        required=False,
        help_text="Bell, stairs, parking. Reception reads this too: no health details.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    anyway = forms.BooleanField(label="Book it outside working hours", required=False)

    rarely = ("travel_minutes", "buffer_minutes", "home_address", "access_notes")

    def __init__(self, *args: Any, at_present: TreatmentSession | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("location", Location.objects.filter(archived=False), at_present)
        self._offer("room", Room.objects.filter(archived=False, location__archived=False), at_present)
        if self.add_prefix("anyway") not in self.data:
            self._meant = self.fields.pop("anyway")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        room: Room | None = cleaned.get("room")
        if room and cleaned.get("home_address"):
            self.add_error("room", ValidationError("A home visit takes no room.", code="at_home"))
        elif room and cleaned.get("location") not in (None, room.location):
            self.add_error("room", ValidationError("This room is in another place.", code="elsewhere"))
        elif room:
            cleaned["location"] = room.location
        return cleaned

    @property
    def place(self) -> Where:
        """Where it takes place and what is kept free around it, as the acts want it."""
        said = self.cleaned_data
        return {
            "location": said.get("location"),
            "room": said.get("room"),
            "travel_minutes": said["travel_minutes"] or 0,
            "buffer_minutes": said["buffer_minutes"] or 0,
            "home_address": said["home_address"],
            "access_notes": said["access_notes"],
        }

    @property
    def is_meant(self) -> bool:
        """Whether a time outside working hours was ticked as meant."""
        return bool(self.cleaned_data.get("anyway"))

    @property
    def often(self) -> list[forms.BoundField]:
        return [field for field in self if field.name not in self.rarely]

    @property
    def seldom(self) -> list[forms.BoundField]:
        return [self[name] for name in self.rarely]

    @property
    def rarely_is_open(self) -> bool:
        """Whether something was said that would otherwise be out of sight."""
        return any(self[name].value() or self.errors.get(name) for name in self.rarely)

    def refuse(self, refusal: CannotBook) -> None:
        """Say at the time why it cannot be; offer the tick where one would do."""
        self.add_error("at", ValidationError(str(refusal), code=refusal.code))
        if isinstance(refusal, OutsideHours):
            self.fields["anyway"] = self._meant

    def _offer(self, name: str, rows: QuerySet[Any], at_present: TreatmentSession | None) -> None:
        """Let a place or room be chosen, if there is any; the present one stays a choice when it is closed."""
        present = getattr(at_present, f"{name}_id", None)
        offered = rows | rows.model._default_manager.filter(pk=present) if present else rows
        self.fields[name].queryset = offered  # type: ignore[attr-defined]
        if not offered.exists():
            del self.fields[name]
