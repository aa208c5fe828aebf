"""The SOAP note, the signature, and additions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from sessions.forms.words import Words
from sessions.models import Amendment, Note
from sessions.write_up import NotReady, WrongPassword, amend, save_draft, sign

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clients.findings import Card
    from reflexpractice.accounts.models import User

LONGEST = 20_000


class Passage(Words):
    """One of the four texts; line ends as everywhere else, whatever the browser sends."""

    widget = forms.Textarea(attrs={"rows": 3})

    def __init__(self, *, label: str = "") -> None:
        super().__init__(label=label, required=False, strip=False, max_length=LONGEST)

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value) or ""
        return typed.replace("\r\n", "\n").replace("\r", "\n")


class NoteForm(forms.Form):
    """The four parts of the note, saved as they are typed."""

    use_required_attribute = False

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)
    subjective = Passage()
    objective = Passage(label="What you found")
    # What the O was when the page was made: only what was changed here is saved, since the O may follow the map.
    objective_before = Passage()
    assessment = Passage(label="What you make of it")
    plan = Passage(label="Next")
    skin_checked = forms.BooleanField(label="I looked at the skin of both feet before and after", required=False)

    def __init__(self, data: Any = None, *, note: Note, initial: dict[str, Any] | None = None) -> None:
        written = {name: getattr(note, name) for name in self.base_fields if name != "objective_before"}
        super().__init__(data, initial={**written, "objective_before": note.objective, **(initial or {})})
        self.note = note
        self.fields["subjective"].label = f"What {note.session.client.first_name} said"
        self.fields["objective_before"].widget = forms.HiddenInput()

    @property
    def texts(self) -> dict[str, Any]:
        """What was typed, without the O where nobody touched it."""
        told = dict(self.cleaned_data)
        if told.pop("objective_before") == told["objective"]:
            del told["objective"]
        return told

    @property
    def in_words(self) -> str:
        """What is wrong, as one text."""
        return " ".join(
            f"{self.fields[name].label}: {error}" for name, errors in self.errors.items() for error in errors
        )

    def save(self, *, by: User) -> Note:
        """Save the draft. Raises Conflict or Locked."""
        return save_draft(note=self.note, by=by, **self.texts)


class SignForm(forms.Form):
    """Who signs has read what is new, and shows who they are."""

    use_required_attribute = False

    read = forms.MultipleChoiceField(
        label="I have read what has changed", required=False, widget=forms.CheckboxSelectMultiple
    )
    password = forms.CharField(
        label="Your password",
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "form": "note-form"}),
    )

    def __init__(self, *args: Any, news: Sequence[Card], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["read"].choices = [(card.fingerprint, card.title) for card in news]  # type: ignore[attr-defined]

    def save(self, *, note: Note, by: User) -> Note | None:
        """Sign; None, with the reason on the form, when that is not possible. Raises Locked."""
        told = self.cleaned_data
        try:
            return sign(note=note, by=by, password=told["password"], read=told["read"])
        except WrongPassword as error:
            self.add_error("password", ValidationError(str(error), code="password"))
        except NotReady as error:
            self.add_error(None, ValidationError(str(error), code="missing"))
        return None


class AmendmentForm(forms.Form):
    """An addition to a signed note."""

    use_required_attribute = False

    words = Words(label="Addition", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}))
    reason = Words(
        label="Why it is added", max_length=200, help_text="For example: said on the telephone the next day."
    )

    def save(self, *, note: Note, by: User) -> Amendment:
        """Add it; pressed twice, it is added once. Raises Locked while the note is not signed."""
        return amend(note=note, by=by, words=self.cleaned_data["words"], reason=self.cleaned_data["reason"])
