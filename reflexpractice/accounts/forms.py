"""The set-up form."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from reflexpractice.accounts import setup
from reflexpractice.accounts.models import Practice, User


class SetUpForm(forms.ModelForm):  # type: ignore[type-arg]
    """The practice and the person who owns it."""

    your_name = forms.CharField(max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    your_email = forms.EmailField(
        label="Your e-mail address",
        help_text="You sign in with it.",
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        help_text="At least 10 characters. Three words you remember make a good one.",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    class Meta:
        model = Practice
        fields = ["name", "time_zone", "emergency_number", "advice_number"]
        labels = {"name": "Name of the practice"}

    def clean_your_email(self) -> str:
        return str(self.cleaned_data["your_email"]).lower()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "password" in cleaned:
            person = User(name=cleaned.get("your_name", ""), email=cleaned.get("your_email", ""))
            try:
                validate_password(cleaned["password"], person)
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned

    def claim(self, token: str) -> User | None:
        """The owner, or None when someone else was first."""
        return setup.claim(
            token=token,
            practice=self.instance,
            name=self.cleaned_data["your_name"],
            email=self.cleaned_data["your_email"],
            password=self.cleaned_data["password"],
        )
