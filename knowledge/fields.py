"""Two small fields: a list of codes in one column, and words a person picks from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models

CODE = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_-]*$")
CITATION = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_-]*(:[^|:]+)?$")

valid_code = RegexValidator(CODE, "A code is made of letters, digits, “-” and “_”.", code="code")


def split_codes(text: str, at: str = "|") -> list[str]:
    """The codes in “a|b”; `at` holds every character that parts two codes."""
    return [part.strip() for part in re.split(f"[{at}]", text) if part.strip()]


def valid_codes(codes: Iterable[str]) -> None:
    """Refuse anything in the list that is not a code."""
    for code in codes:
        valid_code(code)


def valid_citations(citations: Iterable[str]) -> None:
    """Refuse a citation that is not CODE or CODE:place, such as S0:L69-93."""
    for citation in citations:
        if not CITATION.match(citation):
            raise ValidationError(
                "“%(citation)s” is not a source. Write its code, and the place after a colon: S0:L69-93.",
                code="citation",
                params={"citation": citation},
            )


class CodesInput(forms.CharField):
    """Codes typed in a line."""

    def prepare_value(self, value: Any) -> Any:
        return " | ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return value if isinstance(value, list) else split_codes(super().to_python(value) or "", at="|,\n")

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.to_python(initial) != self.to_python(data))


if TYPE_CHECKING:
    TextOfCodes = models.TextField[Sequence[str] | str, list[str]]
else:
    TextOfCodes = models.TextField  # the field is generic for type checkers only


class CodesField(TextOfCodes):
    """A list of codes, kept in order, stored as “a|b”; with choices, people tick them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", list)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, *_: Any) -> list[str]:
        return split_codes(value or "")

    def to_python(self, value: Any) -> list[str]:
        return split_codes(value or "") if value is None or isinstance(value, str) else list(value)

    def get_prep_value(self, value: Any) -> str:
        return "|".join(self.to_python(value))

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj))

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        if not value and not self.blank:
            raise ValidationError(self.error_messages["blank"], code="blank")
        known = dict(self.flatchoices or [])
        for code in value:
            if known and code not in known:
                raise ValidationError(
                    self.error_messages["invalid_choice"], code="invalid_choice", params={"value": code}
                )

    def formfield(self, **kwargs: Any) -> Any:
        named = {"label": kwargs.get("label", self.verbose_name.capitalize()), "required": not self.blank}
        named["help_text"] = kwargs.get("help_text", self.help_text)
        if self.choices:
            return forms.MultipleChoiceField(
                choices=self.flatchoices,
                widget=forms.CheckboxSelectMultiple,
                initial=self.get_default(),
                **named,
            )
        return CodesInput(widget=forms.TextInput(attrs={"class": "vTextField"}), **named)


class PairsInput(forms.CharField):
    """A list of answers, one a line: the value that is stored, a colon, the words shown."""

    widget = forms.Textarea(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(f"{pair['value']}: {pair['label']}" for pair in value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, list):
            return value
        lines = [line.strip() for line in (super().to_python(value) or "").splitlines() if line.strip()]
        return [self._pair(line) for line in lines]

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(initial or "") != self.to_python(data))
        except ValidationError:
            return True

    @staticmethod
    def _pair(line: str) -> dict[str, str]:
        value, colon, label = line.partition(":")
        if not colon or not value.strip() or not label.strip():
            raise ValidationError("Write each answer as value: words, one a line.", code="pair")
        return {"value": value.strip(), "label": label.strip()}


class PairsField(models.JSONField):
    """Answers to choose from, each a value and its label, in order."""

    def formfield(self, **kwargs: Any) -> Any:
        return PairsInput(required=not self.blank, help_text=self.help_text, label=kwargs.get("label", "Answers"))
