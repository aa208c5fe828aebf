"""Templates and phrases that people write for themselves, or for the practice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from sessions.forms.words import Words
from sessions.models import NotePhrases, NoteTemplate
from sessions.write_up.drafting import TEXTS
from sessions.write_up.own_texts import keep_phrases, keep_template

if TYPE_CHECKING:
    from reflexpractice.accounts.models import User

LABELS = dict(zip(TEXTS, ("What the client said", "What you found", "What you make of it", "Next"), strict=True))
MOST_PHRASES = 8
LONGEST_PHRASE = 80


class TemplateChoice(forms.Form):
    """One of the templates this person may use."""

    template = forms.ModelChoiceField(NoteTemplate.objects.none())

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].queryset = NoteTemplate.objects.visible_to(person)  # type: ignore[attr-defined]


class OwnTextsForm(forms.Form):
    """Four texts; those of the practice for whoever runs it."""

    use_required_attribute = False

    for_practice = forms.BooleanField(label="For everybody in the practice", required=False)

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        if not runs_the_practice(person):
            del self.fields["for_practice"]

    @property
    def owner(self) -> User | None:
        """Whose it is to be; None for the practice."""
        return None if self.cleaned_data.get("for_practice") else self.person


class TemplateForm(OwnTextsForm):
    """A template with its name."""

    name = Words(max_length=60)

    def __init__(self, *args: Any, template: NoteTemplate | None = None, **kwargs: Any) -> None:
        self.template = template or NoteTemplate()
        told = {name: getattr(self.template, name) for name in ("name", *TEXTS)}
        told["for_practice"] = template is not None and template.person_id is None
        super().__init__(*args, initial=told, **kwargs)
        for name, label in LABELS.items():
            self.fields[name] = _text(label, max_length=4000)
        self.order_fields(["name", *TEXTS, "for_practice"])

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if not self.errors and not any(told[name].strip() for name in TEXTS):
            raise ValidationError("Write at least one of the four texts.", code="empty")
        return told

    def save(self) -> NoteTemplate | None:
        """Keep it; None, with the reason on the form, when the name is taken."""
        for name in ("name", *TEXTS):
            setattr(self.template, name, self.cleaned_data[name])
        self.template.person = self.owner
        try:
            return keep_template(template=self.template, by=self.person)
        except ValidationError:
            self.add_error("name", ValidationError("There is a template of that name.", code="taken"))
        return None


class PhrasesForm(OwnTextsForm):
    """The phrases below each text, one a line."""

    def __init__(self, *args: Any, row: NotePhrases | None, shown: dict[str, str], **kwargs: Any) -> None:
        told = {**shown, "for_practice": row is not None and row.person_id is None}
        super().__init__(*args, initial=told, **kwargs)
        for name, label in LABELS.items():
            self.fields[name] = _text(label, max_length=1000)
        self.order_fields([*TEXTS, "for_practice"])

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        for name in TEXTS:
            lines = [line for line in map(str.strip, told.get(name, "").splitlines()) if line]
            if len(lines) > MOST_PHRASES:
                self.add_error(name, ValidationError(f"Keep to {MOST_PHRASES} phrases.", code="many"))
            if any(len(line) > LONGEST_PHRASE for line in lines):
                self.add_error(name, ValidationError(f"Keep each to {LONGEST_PHRASE} characters.", code="long"))
        return told

    def save(self) -> NotePhrases:
        """Keep them."""
        return keep_phrases(of=self.owner, by=self.person, **{name: self.cleaned_data[name] for name in TEXTS})


def runs_the_practice(person: User) -> bool:
    """Whether what this person writes may be for everybody."""
    return person.has_perm("accounts.change_practice")


def _text(label: str, *, max_length: int) -> Words:
    return Words(label=label, required=False, max_length=max_length, widget=forms.Textarea(attrs={"rows": 3}))
