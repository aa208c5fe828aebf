"""The PIN, typed twice, behind the password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from reflexpractice.accounts.models import User
from reflexpractice.signing.setting import set_pin, why_too_easy

NUMBERS = {"inputmode": "numeric", "autocomplete": "off"}


class PasswordForm(forms.Form):
    """Only who knows the password changes how notes are signed."""

    use_required_attribute = False

    password = forms.CharField(
        label="Your password",
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        if not self.person.check_password(password):
            raise ValidationError("That is not your password.", code="password")
        return password


class PinForm(PasswordForm):
    """A new PIN."""

    pin = forms.CharField(
        label="New PIN",
        help_text="6 to 12 digits. Not your birthday, not a row such as 123456.",
        max_length=40,
        widget=forms.PasswordInput(attrs=NUMBERS),
    )
    again = forms.CharField(label="New PIN once more", max_length=40, widget=forms.PasswordInput(attrs=NUMBERS))
    field_order = ["pin", "again", "password"]

    def clean_pin(self) -> str:
        pin = str(self.cleaned_data["pin"])
        if reason := why_too_easy(pin):
            raise ValidationError(reason, code="pin")
        return pin

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if "pin" in told and "again" in told and told["pin"] != told["again"]:
            self.add_error("again", ValidationError("The two are not the same. Type it once more.", code="again"))
        return told

    def save(self) -> None:
        """Set it."""
        set_pin(person=self.person, pin=self.cleaned_data["pin"])
