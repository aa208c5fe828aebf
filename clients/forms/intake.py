"""The pages a client fills in, built from the questions kept with the intake."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from clients.facts import ADULT_AGE
from clients.forms import intake_fields as fields
from clients.intake.questionnaire import IN_PERSON, POSITIVE, UNSURE, Layout, Question, Step
from clients.intake.raw import REST, Raw, open_names, typed
from clients.intake.summary import recorded
from clients.intake.told import Told, due_after, told_in
from clients.models import Client

REST_CHOICES = (("no", _("None of these")), (IN_PERSON, _("I would rather say in person")))
# Weeks said and a due date given may differ by a guess; more than that is a slip.
DAYS_APART = 21


@dataclass(frozen=True)
class Block:
    """A question as it is drawn: its input, and what opens below."""

    question: Question
    field: forms.BoundField
    status: forms.BoundField | None
    follow_ups: list[tuple[forms.BoundField, str]]
    parts: list[Block]

    @property
    def recorded(self) -> str:
        """What is to be confirmed, in words; empty for a question that is asked afresh."""
        return recorded(self.question)

    @property
    def answers(self) -> list[tuple[Any, bool]]:
        """The radios, each with whether what follows is drawn below it: after the last positive one."""
        last = [value for value, _label in self.question.choices if value in POSITIVE][-1:]
        return [(radio, radio.data["value"] in last and self.opens) for radio in self.field]

    @property
    def opens(self) -> bool:
        """Whether anything is asked after a positive answer."""
        return bool(self.status or self.follow_ups or self.parts)


class StepForm(forms.Form):
    """One topic. Answers that are hidden do not count; what was not answered is asked for, never taken for a no."""

    use_required_attribute = False

    def __init__(
        self,
        step: Step,
        *,
        client: Client,
        day: dt.date,
        data: Mapping[str, list[str]] | None = None,
        saved: Raw | None = None,
    ) -> None:
        self.step, self.client, self.day = step, client, day
        self.raw: Raw = typed(step, data) if data is not None else saved or {}
        given = MultiValueDict(_as_sent(step, data)) if data is not None else None
        super().__init__(given)
        for entry in step.entries:
            self.fields[entry.name] = fields.entry_field(entry, day=day)
        for question in step.questions:
            self._add(question)
        if step.boxes:
            self._add_rest()
        if data is None:
            self.initial = {name: self._initial(name) for name in self.raw if name in self.fields}

    def _add(self, question: Question) -> None:
        if question.layout is Layout.TICK:
            self.fields[question.code] = fields.box_field(question)
            if question.choices:
                self.fields[question.status_name] = fields.status_field(question)
        else:
            self.fields[question.code] = fields.answer_field(question)
        for follow_up in question.follow_ups:
            if follow_up.sets == "due_on":
                self.fields[question.weeks_name] = fields.weeks_field()
            self.fields[question.name_of(follow_up)] = fields.follow_up_field(follow_up, day=self.day)
        for part in question.parts:
            self._add(part)

    def _add_rest(self) -> None:
        choices = [(question.code, question.label) for question in self.step.boxes]
        self.fields[UNSURE] = forms.MultipleChoiceField(
            label=_("I am not sure about"),
            choices=choices,
            required=False,
            widget=forms.CheckboxSelectMultiple(attrs={"class": "chips"}),
        )
        self.fields[REST] = fields.Chosen(
            label=_("And the others"),
            choices=REST_CHOICES,
            required=False,
            widget=forms.RadioSelect(attrs={"class": "cards"}),
        )

    def _initial(self, name: str) -> Any:
        several = isinstance(self.fields[name], forms.MultipleChoiceField)
        return self.raw[name] if several else self.raw[name][-1]

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound:
            # A question that is not asked cannot be answered wrongly.
            open_ones = set(open_names(self.step, self.raw))
            for name in set(self.errors) - open_ones - {NON_FIELD_ERRORS}:
                del self.errors[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._ask_for_the_rest(cleaned)
        for question in self._all_questions():
            self._agree_on_weeks(question, cleaned)
        if "guardian" in self.fields:
            self._ask_for_a_guardian(cleaned)
        return cleaned

    def _all_questions(self) -> Iterator[Question]:
        for question in self.step.questions:
            yield from question.with_parts()

    def _ask_for_the_rest(self, cleaned: Mapping[str, Any]) -> None:
        unsure = cleaned.get(UNSURE) or ()
        left = [box for box in self.step.boxes if not cleaned.get(box.code) and box.code not in unsure]
        if left and not cleaned.get(REST) and REST not in self.errors:
            some = len(left) < len(self.step.boxes)
            words = (
                _("Say whether all the others are a no.") if some else _("Choose what fits, or choose “None of these”.")
            )
            self.add_error(REST, forms.ValidationError(words, code="unanswered"))

    def _agree_on_weeks(self, question: Question, cleaned: Mapping[str, Any]) -> None:
        weeks = cleaned.get(question.weeks_name)
        due_on = next((cleaned.get(question.name_of(row)) for row in question.follow_ups if row.sets == "due_on"), None)
        if weeks and due_on and abs((due_after(weeks, self.day) - due_on).days) > DAYS_APART:
            words = _("The weeks and the due date do not fit together. Leave one of them empty.")
            self.add_error(question.weeks_name, forms.ValidationError(words, code="disagree"))

    def _ask_for_a_guardian(self, cleaned: Mapping[str, Any]) -> None:
        born_on = self.client.born_on or cleaned.get("born_on")
        age = Client(born_on=born_on).age_on(self.day) if born_on else None
        if age is not None and age < ADULT_AGE and not cleaned.get("guardian") and "guardian" not in self.errors:
            words = _("Under %(age)s, write the name of a parent or guardian.") % {"age": ADULT_AGE}
            self.add_error("guardian", forms.ValidationError(words, code="guardian"))

    @property
    def told(self) -> list[Told]:
        """What was told about each condition of this step; only after it was found right."""
        return list(told_in(self.step, self.cleaned_data, day=self.day))

    @property
    def written(self) -> dict[str, str]:
        """What was written down, by name of the entry; only after it was found right."""
        texts = ((entry.name, self.cleaned_data.get(entry.name)) for entry in self.step.entries)
        return {name: str(text) for name, text in texts if text}

    @property
    def entries(self) -> list[forms.BoundField]:
        return [self[entry.name] for entry in self.step.entries]

    @property
    def blocks(self) -> list[Block]:
        """The questions as the page draws them."""
        return [self._block(question) for question in self.step.questions]

    def _block(self, question: Question) -> Block:
        has_status = question.layout is Layout.TICK and bool(question.choices)
        return Block(
            question,
            self[question.code],
            self[question.status_name] if has_status else None,
            list(self._follow_ups(question)),
            [self._block(part) for part in question.parts],
        )

    def _follow_ups(self, question: Question) -> Iterator[tuple[forms.BoundField, str]]:
        for follow_up in question.follow_ups:
            if follow_up.sets == "due_on":
                yield self[question.weeks_name], ""
            limits = "past" if follow_up.statuses == ("past",) else "now" if follow_up.statuses else ""
            yield self[question.name_of(follow_up)], limits


def _as_sent(step: Step, data: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """What was sent for the open inputs, as it was sent, so that the page shows it again with its mistakes."""
    return {name: list(data[name]) for name in typed(step, data)}


class BirthDateForm(forms.Form):
    """The question before a link opens."""

    use_required_attribute = False

    born_on = forms.DateField(
        label=_("Your date of birth"),
        help_text=_("So that only you see your form."),
        input_formats=fields.DATE_FORMATS,
        widget=forms.DateInput(attrs={"type": "date", "autocomplete": "bday", "class": "short"}, format="%Y-%m-%d"),
        error_messages=fields.NO_DATE,
    )

    def refuse(self) -> None:
        """Say that it does not fit, and nothing more."""
        self.add_error(
            "born_on", forms.ValidationError(_("This is not the date we have. Please try again."), code="other")
        )
