"""One field for each kind of question an intake asks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from clients.intake.questionnaire import Entry, FollowUp, Question

LONGEST = 500
EARLIEST = dt.date(1900, 1, 1)
# A baby may come late, and a due date may be typed on the first day that a test shows it.
DUE_FROM, DUE_TO = dt.timedelta(days=-21), dt.timedelta(days=294)

NO_CHOICE: dict[str, str | Any] = {
    "required": _("Choose an answer."),
    "invalid_choice": _("Choose one of these answers."),
}
NO_DATE: dict[str, str | Any] = {
    "invalid": _("Enter a day, such as 27 3 2024 or 27/03/2024."),
    "required": _("Enter a day, such as 27/03/2024."),
}
NO_NUMBER: dict[str, str | Any] = {"invalid": _("Enter a number.")}
DATE_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d %m %Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y"]
AUTOCOMPLETE = {"phone": "tel", "email": "email", "address": "street-address", "born_on": "bday"}


class Chosen(forms.ChoiceField):
    """One of several answers, none chosen beforehand."""

    widget = forms.RadioSelect
    default_error_messages = NO_CHOICE


def without_hidden_marks(text: str) -> None:
    """Refuse characters that no keyboard writes and no database keeps."""
    if any(mark == "\x00" or 0xD800 <= ord(mark) <= 0xDFFF for mark in text):
        raise ValidationError(_("This has a character we cannot keep. Please type it again."), code="character")


class Written(forms.CharField):
    """A few words; `missing` says what to write where nothing was."""

    default_validators = [without_hidden_marks]

    def __init__(self, **options: Any) -> None:
        longest = options.get("max_length", LONGEST)
        missing = options.pop("missing", _("Write an answer."))
        super().__init__(**options)
        self.error_messages["required"] = missing
        self.error_messages["max_length"] = _("This is too long. Use %(longest)s characters at most.") % {
            "longest": longest
        }
        # Our own sentence says it for all of them.
        self.validators = [
            check for check in self.validators if type(check).__name__ != "ProhibitNullCharactersValidator"
        ]

    def run_validators(self, value: Any) -> None:
        without_hidden_marks(str(value or ""))
        super().run_validators(value)


class Day(forms.DateField):
    """A day between two days."""

    def __init__(self, *, earliest: dt.date, latest: dt.date, sentence: Any, **options: Any) -> None:
        self.span, self.sentence = (earliest, latest), sentence
        widget = forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d")
        super().__init__(input_formats=DATE_FORMATS, widget=widget, error_messages=NO_DATE, **options)

    def to_python(self, value: Any) -> dt.date | None:
        return super().to_python(value.replace("\x00", "?") if isinstance(value, str) else value)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not self.span[0] <= value <= self.span[1]:
            raise ValidationError(self.sentence, code="out_of_range")


def entry_field(entry: Entry, *, day: dt.date) -> forms.Field:
    """The field for something to write down, on the day it is asked."""
    common: dict[str, Any] = {"label": entry.label, "help_text": escape(entry.help), "required": entry.required}
    if entry.kind == "birth":
        return past_day(day, earliest=EARLIEST, **common)
    if entry.kind == "email":
        return forms.EmailField(
            max_length=entry.longest,
            error_messages={"invalid": _("Enter an e-mail address, such as name@example.org.")},
            widget=forms.EmailInput(attrs=_autocomplete(entry)),
            **common,
        )
    if entry.name == "guardian":
        common["missing"] = _("Write the name of a parent or guardian.")
    return Written(max_length=entry.longest, widget=_writing(entry), **common)


def _writing(entry: Entry) -> forms.Widget:
    attrs = _autocomplete(entry)
    if entry.kind == "area":
        return forms.Textarea(attrs={"rows": 2, **attrs})
    return forms.TextInput(attrs={"type": "tel", **attrs} if entry.kind == "tel" else attrs)


def _autocomplete(entry: Entry) -> dict[str, str]:
    return {"autocomplete": AUTOCOMPLETE.get(entry.name, "off")}


def past_day(day: dt.date, *, earliest: dt.date = EARLIEST, **common: Any) -> Day:
    """A day up to the one given."""
    return Day(earliest=earliest, latest=day, sentence=_("Enter a day in the past."), **common)


def follow_up_field(follow_up: FollowUp, *, day: dt.date) -> forms.Field:
    """The field for a follow-up question, on the day it is asked."""
    common: dict[str, Any] = {
        "label": follow_up.question,
        "help_text": escape(follow_up.help),
        "required": follow_up.kind in ("yes_no", "choice", "side"),
    }
    return _MAKERS[follow_up.kind](follow_up, day, common)


def _choice(follow_up: FollowUp, day: dt.date, common: Mapping[str, Any]) -> forms.Field:
    look = "cards" if follow_up.kind == "choice" else "segmented"
    return Chosen(choices=follow_up.choices, widget=forms.RadioSelect(attrs={"class": look}), **common)


def _several(follow_up: FollowUp, day: dt.date, common: Mapping[str, Any]) -> forms.Field:
    look = "chips is-places" if follow_up.kind == "areas" else "chips"
    widget = forms.CheckboxSelectMultiple(attrs={"class": look})
    return forms.MultipleChoiceField(choices=follow_up.choices, widget=widget, error_messages=NO_CHOICE, **common)


def _date(follow_up: FollowUp, day: dt.date, common: Mapping[str, Any]) -> forms.Field:
    if follow_up.sets != "due_on":
        return past_day(day, **common)
    sentence = _("Enter a due date within the next ten months.")
    return Day(earliest=day + DUE_FROM, latest=day + DUE_TO, sentence=sentence, **common)


def _number(follow_up: FollowUp, day: dt.date, common: Mapping[str, Any]) -> forms.Field:
    bounds = [
        MinValueValidator(0, _("Enter a number from 0.")),
        MaxValueValidator(10_000, _("Enter a smaller number.")),
    ]
    return forms.DecimalField(
        max_digits=8, decimal_places=2, validators=bounds, error_messages=NO_NUMBER, widget=_short("decimal"), **common
    )


def _year(follow_up: FollowUp, day: dt.date, common: Mapping[str, Any]) -> forms.Field:
    sentence = _("Enter a year from 1900 to %(year)s.") % {"year": day.year}
    bounds = [MinValueValidator(1900, sentence), MaxValueValidator(day.year, sentence)]
    return forms.IntegerField(
        validators=bounds, error_messages={"invalid": sentence}, widget=_short("numeric"), **common
    )


def _text(follow_up: FollowUp, day: dt.date, common: Mapping[str, Any]) -> forms.Field:
    return Written(max_length=LONGEST, widget=forms.TextInput(attrs={"autocomplete": "off"}), **common)


_MAKERS: dict[str, Callable[[FollowUp, dt.date, Mapping[str, Any]], forms.Field]] = {
    "yes_no": _choice,
    "choice": _choice,
    "side": _choice,
    "list": _several,
    "areas": _several,
    "date": _date,
    "number": _number,
    "years": _year,
    "text": _text,
}


def _short(keyboard: str) -> forms.TextInput:
    return forms.TextInput(attrs={"inputmode": keyboard, "class": "short", "autocomplete": "off"})


def weeks_field() -> forms.Field:
    """Weeks of pregnancy, 1 to 42."""
    sentence = _("Enter the number of weeks, from 1 to 42.")
    bounds = [MinValueValidator(1, sentence), MaxValueValidator(42, sentence)]
    return forms.IntegerField(
        label=_("How many weeks are you?"),
        help_text=_("A guess is fine. Or give the due date below."),
        required=False,
        validators=bounds,
        error_messages={"invalid": sentence},
        widget=_short("numeric"),
    )


def answer_field(question: Question) -> forms.Field:
    """The question itself, with its answers below."""
    return Chosen(label=question.label, choices=question.choices, widget=forms.RadioSelect(attrs={"class": "cards"}))


def box_field(question: Question) -> forms.Field:
    """A condition as a box to tick."""
    return forms.BooleanField(label=question.label, help_text=escape(question.question), required=False)


def status_field(question: Question) -> forms.Field:
    """How it is with a condition whose box is ticked."""
    return Chosen(
        label=_("How is it now?"), choices=question.choices, widget=forms.RadioSelect(attrs={"class": "cards"})
    )
