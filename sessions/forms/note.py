"""The SOAP note, the signature, and additions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from reflexpractice.accounts.models import SigningPin
from reflexpractice.signing import Unproven
from reflexpractice.signing.proving import CLOSED
from sessions.forms.words import Words
from sessions.models import Amendment, Note, SecondReading
from sessions.write_up import NotReady, amend, co_sign, return_note, save_draft, sign

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


def secret(label: str, *, form: str = "", **attrs: str) -> forms.CharField:
    """A box for a password or a PIN; `form` names the form it belongs to when it lies outside."""
    widget = forms.PasswordInput(attrs={**attrs, **({"form": form} if form else {})})
    return forms.CharField(label=label, required=False, strip=False, max_length=1000, widget=widget)


class ProofForm(forms.Form):
    """Who signs shows who they are: with the PIN they have set, or with the password."""

    use_required_attribute = False

    pin = secret("Your PIN", inputmode="numeric", autocomplete="off")
    password = secret("Your password", autocomplete="current-password")

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pin = SigningPin.objects.filter(person=person).first()
        self.has_pin = pin is not None
        self.takes_pin = pin is not None and pin.is_open

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if not told.get("pin") and not told.get("password"):
            field, words = ("pin", "Type your PIN.") if self.takes_pin else ("password", "Type your password.")
            self.add_error(field, ValidationError(words, code="required"))
        return told

    def clean_pin(self) -> str:
        return str(self.cleaned_data["pin"]).strip()

    @property
    def by_password(self) -> bool:
        """Whether it is the password that is looked at, so that its tries have to be counted: blanks are no PIN."""
        return not self.data.get("pin", "").strip()

    @property
    def proof(self) -> dict[str, str]:
        """What was typed, by name; the PIN goes first where both were."""
        name = "password" if self.by_password else "pin"
        return {name: self.cleaned_data[name]}

    def refuse(self, error: Unproven) -> None:
        """Say beside the box what was wrong; a PIN that was closed leaves the password."""
        self.takes_pin = self.takes_pin and str(error) != CLOSED
        self.add_error(error.field, ValidationError(str(error), code=error.field))


class SignForm(ProofForm):
    """Who signs has read what is new, and shows who they are."""

    read = forms.MultipleChoiceField(
        label="I have read what has changed", required=False, widget=forms.CheckboxSelectMultiple
    )
    pin = secret("Your PIN", form="note-form", inputmode="numeric", autocomplete="off")
    password = secret("Your password", form="note-form", autocomplete="current-password")

    def __init__(self, *args: Any, news: Sequence[Card], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["read"].choices = [(card.fingerprint, card.title) for card in news]  # type: ignore[attr-defined]

    def save(self, *, note: Note, by: User) -> Note | None:
        """Sign; None, with the reason on the form, when that is not possible. Raises Locked."""
        try:
            return sign(note=note, by=by, read=self.cleaned_data["read"], **self.proof)
        except Unproven as error:
            self.refuse(error)
        except NotReady as error:
            self.add_error(None, ValidationError(str(error), code="missing"))
        return None


class CoSignForm(ProofForm):
    """A supervisor's signature below an assistant's; `covers` is what was on the page."""

    covers = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def save(self, *, note: Note, by: User) -> SecondReading | None:
        """Co-sign; None, with the reason on the form, when they did not show who they are. Raises Locked."""
        try:
            return co_sign(note=note, by=by, covers=self.cleaned_data["covers"], **self.proof)
        except Unproven as error:
            self.refuse(error)
        return None


class ReturnForm(forms.Form):
    """What an assistant should add before the note is co-signed."""

    use_required_attribute = False

    covers = forms.CharField(widget=forms.HiddenInput, max_length=64)
    words = Words(label="What should be added?", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def save(self, *, note: Note, by: User) -> SecondReading:
        """Return it. Raises Locked."""
        return return_note(note=note, by=by, covers=self.cleaned_data["covers"], words=self.cleaned_data["words"])


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
