"""One zone's finding, and the scores before and after."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from sessions.forms.words import Words
from sessions.models import Note, ZoneFinding
from sessions.planning.desk import Key, key_of
from sessions.write_up import NeedsReason, clear_finding, record_finding, set_score

if TYPE_CHECKING:
    from reflexpractice.accounts.models import User

TENDERNESS = (("0", "None"), ("1", "Slight"), ("2", "Clear"), ("3", "Strong"))
FILED_MEANWHILE = "This zone was filed by someone in the meantime. Look at what stands there, then decide."
ZERO_TO_TEN = [(str(number), str(number)) for number in range(11)]


UNASSISTED = {"autocomplete": "off"}


class FindingForm(forms.Form):
    """What a zone felt like; all empty takes the finding back."""

    use_required_attribute = False

    zone = forms.CharField(widget=forms.HiddenInput, max_length=60)
    # Filed while the page could not ask what stood there: it must not be put over something.
    unseen = forms.BooleanField(required=False, widget=forms.HiddenInput)
    tenderness = forms.TypedChoiceField(
        label="How tender?",
        choices=TENDERNESS,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    textures = forms.MultipleChoiceField(
        label="How does it feel?",
        choices=ZoneFinding.Texture.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "chips"}),
    )
    words = Words(label="A word or two", max_length=300, required=False, widget=forms.TextInput(attrs=UNASSISTED))
    justification = Words(
        label="Why is it worked although it was to be left out?",
        help_text="A line for the record, before anything else.",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean_zone(self) -> Key:
        key = key_of(self.cleaned_data["zone"])
        if key is None:
            raise ValidationError("Choose a zone on the map or in the list.", code="zone")
        return key

    @property
    def is_empty(self) -> bool:
        told = self.cleaned_data
        return told["tenderness"] is None and not told["textures"] and not told["words"]

    @property
    def in_words(self) -> str:
        """What is wrong, as one text."""
        return " ".join(str(error) for errors in self.errors.values() for error in errors)

    def save(self, *, note: Note, by: User) -> bool:
        """File the finding; False, with the reason on the form, when it cannot be filed. Raises Locked."""
        side, zone = self.cleaned_data["zone"]
        if self.cleaned_data["unseen"] and note.findings.filter(zone=zone, side=side).exists():
            self.add_error("zone", ValidationError(FILED_MEANWHILE, code="unseen"))
            return False
        if self.is_empty:
            clear_finding(note=note, zone=zone, side=side, by=by)
            return True
        told: dict[str, Any] = {
            name: self.cleaned_data[name] for name in ("tenderness", "textures", "words", "justification")
        }
        try:
            record_finding(note=note, zone=zone, side=side, by=by, **told)
        except NeedsReason as error:
            self.add_error("justification", ValidationError(str(error), code="reason"))
        except ValueError as error:
            self.add_error("zone", ValidationError(str(error), code="zone"))
        return not self.errors


class ScoreForm(forms.Form):
    """One goal before and after, 0 none to 10 worst."""

    goal = forms.ChoiceField()
    before = forms.TypedChoiceField(choices=ZERO_TO_TEN, coerce=int, empty_value=None, required=False)
    after = forms.TypedChoiceField(choices=ZERO_TO_TEN, coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, goals: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["goal"].choices = [(goal, goal) for goal in goals]  # type: ignore[attr-defined]

    def save(self, *, note: Note, by: User) -> None:
        """Keep the scores. Raises Locked."""
        told = self.cleaned_data
        set_score(note=note, goal=told["goal"], before=told["before"], after=told["after"], by=by)
