"""Text that people type into session forms."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError


def storable(text: str) -> None:
    """Refuse characters that no database keeps, such as half of a pair."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise ValidationError("Take out the characters that cannot be shown.", code="characters") from error


class Words(forms.CharField):
    """A text field that refuses what cannot be stored."""

    default_error_messages = {"required": "Write a few words."}
    default_validators = [storable]
