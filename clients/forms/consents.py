"""How a consent was taken back."""

from __future__ import annotations

from django import forms

from clients.consenting import withdraw_consent
from clients.forms.intake_fields import Written
from clients.models import Consent
from reflexpractice.accounts.models import User


class WithdrawForm(forms.Form):
    """What the client said."""

    use_required_attribute = False

    words = Written(
        label="How did the client say so?", help_text="For example: by telephone, on 3 March.", max_length=500
    )

    def save(self, consent: Consent, *, by: User) -> bool:
        """Take it back; False when that was done before."""
        return withdraw_consent(consent=consent, by=by, words=self.cleaned_data["words"])
