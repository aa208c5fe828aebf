"""Consent and signature: the last page a client fills in."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from clients.facts import ADULT_AGE
from clients.forms.intake import StepForm
from clients.forms.intake_fields import DATE_FORMATS, Chosen, Written
from clients.intake import answering
from clients.intake.consents import ASKED, Asked, Signature, still_to_ask
from clients.models import Client, Intake

# The pad is drawn on a field of these units, whatever its size on the screen.
WIDE, HIGH = 600, 200
MOST_STROKES, MOST_POINTS = 200, 6_000
AGREE = (("yes", _("I agree")), ("no", _("I do not agree")))


def finished_forms(intake: Intake) -> list[StepForm]:
    """Every step of an intake with what was answered, checked again."""
    return [
        StepForm(
            step,
            client=intake.client,
            day=day,
            data=answering.raw_of(intake, step.slug),
        )
        for step in answering.questionnaire_of(intake).steps
        if (day := answering.day_of(intake, step.slug))
    ]


def left_to_do(intake: Intake) -> list[str]:
    """Slugs of the steps that are not answered, or not rightly."""
    right = {form.step.slug for form in finished_forms(intake) if form.is_valid()}
    return [step.slug for step in answering.questionnaire_of(intake).steps if step.slug not in right]


def asked_at(intake: Intake, *, day: dt.date) -> tuple[Asked, ...]:
    """The consents an intake asks for: all of them the first time, later those that are not in force in these words."""
    return still_to_ask(intake.client, day=day) if answering.questionnaire_of(intake).is_again else ASKED


class SignForm(forms.Form):
    """Each consent apart and unanswered; the name typed is the signature, strokes may be drawn beside it."""

    use_required_attribute = False

    name = Written(
        label=_("Your full name"),
        missing=_("Write your full name."),
        help_text=_("Writing your name here is your signature."),
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    relation = Written(
        label=_("You are the client’s"),
        missing=_("Write who you are to the client, for example: mother."),
        help_text=_("A parent or guardian signs, for example: mother."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    supported_by = Written(
        label=_("Who helped you to understand this?"),
        help_text=_("An interpreter or supporter, if there was one."),
        required=False,
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    strokes = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, intake: Intake, *, day: dt.date, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.intake, self.day = intake, day
        self.asked = asked_at(intake, day=day)
        for asked in self.asked:
            self.fields[asked.name] = Chosen(
                label=asked.title,
                help_text=escape(asked.words),
                choices=AGREE,
                widget=forms.RadioSelect(attrs={"class": "cards"}),
                error_messages={"required": _("Choose whether you agree.")},
            )
        self.order_fields([asked.name for asked in self.asked])
        if not self.is_for_a_child:
            del self.fields["relation"]
        if intake.transcribed_by_id:
            self._copy_from_paper()
        if not self.asked:
            # Nothing is signed again; all that is left is to send it.
            self.fields.clear()

    def _copy_from_paper(self) -> None:
        """The signature is on the paper; here it is only said whose it is."""
        self.fields["name"].label = "Whose name is signed on the paper?"
        self.fields["name"].help_text = "Copy what was ticked and signed. Keep the paper."
        del self.fields["strokes"]

    @property
    def draws(self) -> bool:
        """Whether there is something to sign, and a hand to draw it."""
        return "strokes" in self.fields

    @property
    def is_for_a_child(self) -> bool:
        """Whether somebody has to sign for the client, by the birth date known or given."""
        given = answering.raw_of(self.intake, "you").get("born_on", [""])[-1]
        born_on = self.intake.client.born_on or _day(given)
        age = Client(born_on=born_on).age_on(self.day)
        return age is not None and age < ADULT_AGE

    def clean_strokes(self) -> list[list[float]]:
        """The strokes drawn; one that is no stroke is a mistake."""
        text = self.cleaned_data["strokes"]
        if not text:
            return []
        try:
            strokes = json.loads(text)
        except (ValueError, RecursionError):
            strokes = None
        if not _are_strokes(strokes):
            raise forms.ValidationError(_("The drawing could not be read. Please draw it again."), code="strokes")
        return [[float(number) for number in stroke] for stroke in strokes]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if left_to_do(self.intake):
            raise forms.ValidationError(
                _("Some questions are not answered yet. Go back to check your answers."), code="unanswered"
            )
        return cleaned

    def save(self) -> bool:
        """Send everything in; False when it had been sent before."""
        forms_done = [form for form in finished_forms(self.intake) if form.is_valid()]
        return answering.submit(
            self.intake,
            told=[row for form in forms_done for row in form.told],
            entries={name: text for form in forms_done for name, text in form.written.items()},
            consents=[(asked, self._agrees(asked)) for asked in self.asked],
            signature=Signature(
                self.cleaned_data.get("name", ""),
                self.cleaned_data.get("relation", ""),
                self.cleaned_data.get("strokes", []),
                self.cleaned_data.get("supported_by", ""),
            ),
        )

    def _agrees(self, asked: Asked) -> bool:
        return bool(self.cleaned_data[asked.name] == "yes")


def _day(text: str) -> dt.date | None:
    try:
        day: dt.date | None = forms.DateField(required=False, input_formats=DATE_FORMATS).clean(text)
    except forms.ValidationError:
        return None
    return day


def _are_strokes(strokes: object) -> bool:
    if not isinstance(strokes, list) or len(strokes) > MOST_STROKES:
        return False
    if not all(isinstance(stroke, list) and len(stroke) % 2 == 0 for stroke in strokes):
        return False
    numbers = [number for stroke in strokes for number in stroke]
    return len(numbers) <= 2 * MOST_POINTS and all(_is_on_the_pad(number) for number in numbers)


def _is_on_the_pad(number: object) -> bool:
    return (
        isinstance(number, int | float)
        and not isinstance(number, bool)
        and math.isfinite(number)
        and abs(number) <= 2 * WIDE
    )
