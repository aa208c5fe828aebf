"""The password of whoever handed the device over."""

from django import forms


class PasswordForm(forms.Form):
    """One password, asked for once more."""

    use_required_attribute = False

    password = forms.CharField(
        label="Your password",
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Enter your password."},
    )

    def refuse(self) -> None:
        """Say that it is not the one."""
        self.add_error("password", forms.ValidationError("This is not the password.", code="wrong"))
