"""Photos as they come from a camera, several at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from knowledge.publishing import BrokenSeal, NoRelease, current_library
from sessions.forms.words import Words
from sessions.models import Note, Photo
from sessions.models.plan import Foot
from sessions.photos import CannotKeep, keep_photo

if TYPE_CHECKING:
    from reflexpractice.accounts.models import User

MOST_AT_ONCE = 10
NONE = "Take or choose a photo first."
TOO_MANY = f"Send at most {MOST_AT_ONCE} photos at once."
CHOOSE = {"invalid_choice": "Choose one of these."}
# Phones that keep another kind turn it into one of these before they send it.
KINDS = "image/jpeg,image/png,image/webp"


class _Several(forms.FileInput):
    allow_multiple_selected = True


class PhotoFiles(forms.FileField):
    """Any number of files; a list. A photo is taken or chosen, so neither field alone is required."""

    widget = _Several
    one_of_two = True

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[bytes]]:
        given = data if isinstance(data, list | tuple) else [data]
        return [file for each in given if (file := super(PhotoFiles, self).clean(each, initial))]


class PhotosForm(forms.Form):
    """Photos, and in words what they show; the same words go with each of them."""

    use_required_attribute = False

    camera = PhotoFiles(
        label="Take a photo",
        required=False,
        widget=forms.FileInput(attrs={"accept": KINDS, "capture": "environment"}),
    )
    chosen = PhotoFiles(
        label="Or choose photos",
        help_text=f"JPEG, PNG or WebP, up to 12 MB each and {MOST_AT_ONCE} at once.",
        required=False,
        widget=_Several(attrs={"accept": KINDS, "multiple": True}),
    )
    side = forms.ChoiceField(
        label="Foot",
        choices=[("", "Both"), *Foot.choices],
        required=False,
        error_messages=CHOOSE,
        widget=forms.RadioSelect(attrs={"class": "segmented"}),
    )
    view = forms.ChoiceField(
        label="Seen from", choices=[("", "Not said"), *Photo.View.choices], required=False, error_messages=CHOOSE
    )
    zone = forms.ChoiceField(label="Zone", required=False, error_messages=CHOOSE)
    words = Words(
        label="What does it show?",
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zones = _zones()
        choices = [("", "No zone in particular"), *((code, name) for code, (name, _feet) in self.zones.items())]
        self.fields["zone"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        sent = [*cleaned.get("camera", ()), *cleaned.get("chosen", ())]
        if not sent and not {"camera", "chosen"} & set(self.errors):
            self.add_error("chosen", ValidationError(NONE, code="none"))
        if len(sent) > MOST_AT_ONCE:
            self.add_error("chosen", ValidationError(TOO_MANY, code="many"))
        name, feet = self.zones.get(cleaned.get("zone", ""), ("", ()))
        if name and cleaned.get("side") and cleaned["side"] not in feet:
            self.add_error("zone", ValidationError(f"The {cleaned['side']} foot has no zone called {name}."))
        return cleaned

    def save(self, *, note: Note, by: User) -> list[Photo]:
        """Keep what can be kept; what cannot is a mistake of the form, by its file's name. Locked once signed."""
        told = {name: self.cleaned_data.get(name, "") for name in ("side", "view", "zone", "words")}
        zone_name, _feet = self.zones.get(told["zone"], ("", ()))
        kept = []
        for file in [*self.cleaned_data["camera"], *self.cleaned_data["chosen"]]:
            try:
                kept.append(keep_photo(note=note, file=file, by=by, zone_name=zone_name, **told))
            except CannotKeep as reason:
                self.add_error("chosen", ValidationError(f"“{file.name}” was not kept. {reason}", code="refused"))
        return kept


def _zones() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Names and feet of the zones of the published library, by code; none without one."""
    try:
        library = current_library()
    except (NoRelease, BrokenSeal):
        return {}
    return {zone.code: (zone.name, tuple(zone.feet)) for zone in library.zones}
