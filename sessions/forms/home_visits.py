"""Arriving at a home visit, and choosing who is told when nobody hears of its end."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from reflexpractice.accounts.models import User
from sessions.clock import moment_on
from sessions.forms.visit import STEP
from sessions.home_visits import NotThere, arrive, choose_buddy
from sessions.models import Buddy, HomeVisit, TreatmentSession
from sessions.models.home_visit import LONGEST_WAIT

LONGEST_STAY = dt.timedelta(hours=12)
DO_NOT_GO_IN = "If it does not feel safe, do not go in. Leave, then call the practice."


def sure(label: str, otherwise: str) -> forms.BooleanField:
    return forms.BooleanField(label=label, error_messages={"required": otherwise})


class ArriveForm(forms.Form):
    """Three things to be sure of at the door, and when one will be out."""

    use_required_attribute = False

    identity = sure("This is the person, and the address, that was booked", "Ask for the name before you go in.")
    surroundings = sure("It is safe here: way in, way out, people, animals", DO_NOT_GO_IN)
    today = sure("I have asked what is new today", "Ask what is new today, then come back to this card.")
    out_at = forms.TimeField(
        label="Out by",
        error_messages=dict.fromkeys(("required", "invalid"), "Enter a time such as 14:30."),
        widget=forms.TimeInput(attrs={"type": "time", "step": 300}, format="%H:%M"),
    )
    buddy_email = forms.EmailField(
        label="Tell somebody else this time",
        required=False,
        help_text="An e-mail address, for this visit only.",
        error_messages={"invalid": "Enter an e-mail address such as ann@example.com."},
    )

    def __init__(self, *args: Any, session: TreatmentSession, **kwargs: Any) -> None:
        self.session = session
        kwargs.setdefault("initial", {"out_at": timezone.localtime(_likely_end(session)).time()})
        super().__init__(*args, **kwargs)

    def clean_out_at(self) -> dt.time:
        """A time that is still to come today, or after midnight."""
        at: dt.time = self.cleaned_data["out_at"]
        now, today = timezone.now(), timezone.localdate()
        moments = [moment_on(today + dt.timedelta(days=days), at) for days in (0, 1)]
        near = [moment for moment in moments if now < moment <= now + LONGEST_STAY]
        if not near:
            raise ValidationError("Choose a time that is still to come, within 12 hours.", code="past")
        self.out_by = near[0]
        return at

    def save(self, *, by: User) -> HomeVisit | None:
        """Note the arrival; None, with the reason on the form, when nobody can have arrived."""
        try:
            return arrive(session=self.session, out_by=self.out_by, buddy_email=self.cleaned_data["buddy_email"], by=by)
        except NotThere as refusal:
            self.add_error(None, ValidationError(str(refusal), code=refusal.code))
            return None


def _likely_end(session: TreatmentSession) -> dt.datetime:
    """The planned end, or as long after now as the visit lasts; on the clock's five minutes."""
    end = max(session.ends_at, timezone.now() + dt.timedelta(minutes=session.minutes))
    return end + dt.timedelta(minutes=-end.minute % STEP)


def minutes(label: str, hint: str) -> forms.IntegerField:
    words = f"Enter how many minutes, from 5 to {LONGEST_WAIT}."
    return forms.IntegerField(
        label=label,
        help_text=hint,
        min_value=5,
        max_value=LONGEST_WAIT,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), words),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class BuddyForm(forms.Form):
    """Somebody of the practice or an address; neither means that nobody is told."""

    use_required_attribute = False

    person = forms.ModelChoiceField(
        User.objects.none(), label="Somebody of the practice", required=False, empty_label="Nobody"
    )
    email = forms.EmailField(
        label="Or an e-mail address",
        required=False,
        help_text="A friend, a partner, somebody who looks at it.",
        error_messages={"invalid": "Enter an e-mail address such as ann@example.com."},
    )
    grace_minutes = minutes("Minutes after the planned end", "Until somebody is told that you have not checked out.")
    again_minutes = minutes("Minutes until the second message", "If you still have not.")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        now = Buddy.objects.filter(practitioner=user).first() or Buddy()
        kwargs.setdefault(
            "initial",
            {
                "person": now.person_id,
                "email": now.email,
                "grace_minutes": now.grace_minutes,
                "again_minutes": now.again_minutes,
            },
        )
        super().__init__(*args, **kwargs)
        self.user = user
        others = User.objects.filter(is_active=True).exclude(pk=user.pk)
        self.fields["person"].queryset = others  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("person") and cleaned.get("email"):
            words = "Choose one: somebody of the practice, or an e-mail address."
            self.add_error("email", ValidationError(words, code="one"))
        return cleaned

    def save(self) -> Buddy | None:
        return choose_buddy(practitioner=self.user, by=self.user, **self.cleaned_data)
