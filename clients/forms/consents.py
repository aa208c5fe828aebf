"""How a consent was given by word of mouth, or taken back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from clients.consenting import note_consent, withdraw_consent
from clients.facts import ADULT_AGE
from clients.forms.intake_fields import Written
from clients.intake.consents import Asked
from clients.models import Client, Consent
from reflexpractice.accounts.models import User


class WithdrawForm(forms.Form):
    """What the client said."""

    use_required_attribute = False

    words = Written(
        label="How did the client say so?",
        missing="Write how the client said so, and when.",
        help_text="For example: by telephone, on 3 March.",
        max_length=500,
    )

    def save(self, consent: Consent, *, by: User) -> bool:
        """Take it back; False when that was done before."""
        return withdraw_consent(consent=consent, by=by, words=self.cleaned_data["words"])


class AgreeForm(forms.Form):
    """That somebody heard the words and agrees."""

    use_required_attribute = False

    signed_name = Written(label="Who agrees?", missing="Write the name of the person who agrees.", max_length=160)
    relation = Written(
        label="Speaks for the client as", help_text="For example: mother. Empty when it is the client.",
        max_length=80, required=False,
    )  # fmt: skip
    heard = forms.BooleanField(
        label="I have read these words out, or shown them, and heard a yes",
        error_messages={"required": "Tick this once you have heard a yes. Without one nothing is recorded."},
    )

    def save(self, *, client: Client, asked: Asked, by: User) -> Consent:
        """Note the consent; what is in force already stays as it is."""
        return note_consent(
            client=client,
            asked=asked,
            signed_name=self.cleaned_data["signed_name"],
            relation=self.cleaned_data["relation"],
            by=by,
        )


class PhotoConsentForm(AgreeForm):
    """The same for photos; for a child a parent or guardian agrees."""

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if (client.age_on(timezone.localdate()) or ADULT_AGE) < ADULT_AGE:
            self.fields["relation"].required = True
            self.fields["relation"].error_messages["required"] = "Write who agrees for the child, for example: mother."
            self.fields["relation"].help_text = "A parent or guardian agrees, for example: mother."
