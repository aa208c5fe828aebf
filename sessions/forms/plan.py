"""Limits of a plan, and the reason for a zone that is worked against advice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinLengthValidator

from knowledge.check import Effect
from sessions.forms.words import Words
from sessions.models import Override, TreatmentSession
from sessions.planning import PlanRefused, override_zone, set_limits

if TYPE_CHECKING:
    from reflexpractice.accounts.models import User
    from sessions.checking import SessionCheck
    from sessions.planning.desk import Key

PRESSURES = {1: "1 feather", 2: "2 light", 3: "3 medium", 4: "4 strong", 5: "5 deep"}


class LimitsForm(forms.Form):
    """Pressure, minutes of work and techniques; only what the check allows can be chosen."""

    use_required_attribute = False

    pressure = forms.TypedChoiceField(
        coerce=int,
        error_messages={"required": "Choose how firm.", "invalid_choice": "Choose a pressure that is allowed today."},
        widget=forms.RadioSelect(attrs={"class": "chips"}),
    )
    minutes = forms.IntegerField(
        label="Minutes of work",
        min_value=1,
        error_messages=dict.fromkeys(("required", "invalid", "min_value"), "Enter how many minutes, 1 or more."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    techniques = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, session: TreatmentSession, check: SessionCheck, **kwargs: Any) -> None:
        kwargs.setdefault("prefix", "limits")
        kwargs.setdefault(
            "initial",
            {"pressure": session.pressure, "minutes": session.work_minutes, "techniques": session.techniques},
        )
        super().__init__(*args, **kwargs)
        self.session = session
        most_pressure, most_minutes = check.plan.max_pressure or 1, check.plan.max_minutes or 1
        self.fields["pressure"].choices = [  # type: ignore[attr-defined]
            (level, words) for level, words in PRESSURES.items() if level <= most_pressure
        ]
        self.fields["pressure"].help_text = f"At most {most_pressure} of 5 today." if most_pressure < 5 else ""
        self.fields["minutes"].help_text = f"At most {most_minutes} today; booked for {session.minutes}."
        self.fields["minutes"].validators.append(_at_most(most_minutes))
        self.fields["techniques"].choices = _techniques(check)  # type: ignore[attr-defined]

    def save(self, *, by: User, version: int | None) -> TreatmentSession:
        """Set them. Raises PlanRefused."""
        return set_limits(session=self.session, by=by, version=version, **self.cleaned_data)


def _at_most(most: int) -> Any:
    def within(minutes: int) -> None:
        if minutes > most:
            raise ValidationError(f"The work can take {most} minutes at most today.", code="limit")

    return within


def _techniques(check: SessionCheck) -> list[tuple[str, str]]:
    """What a practitioner does with the hands, and may do today."""
    return [
        (row.code, row.name)
        for row in check.library.techniques
        if "practitioner" in row.who
        and row.kind == "technique"
        and check.body.techniques.get(row.code, Effect.NONE) < Effect.REFER
    ]


class OverrideForm(forms.Form):
    """Why a zone is included though the check says to leave it out."""

    use_required_attribute = False

    reason = forms.ChoiceField(
        label="Why is it right to include it today?",
        choices=Override.Reason.choices,
        error_messages={"required": "Choose a reason."},
        widget=forms.RadioSelect(attrs={"class": "chips"}),
    )
    words = Words(
        label="In your words",
        help_text="At least a few words.",
        error_messages={"required": "Write a few words: at least 5 characters."},
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        validators=[MinLengthValidator(5, "Write a few words: at least 5 characters.")],
    )
    client_agrees = forms.BooleanField(
        error_messages={"required": "Tell the client first; without agreement leave the zone out."}
    )

    def __init__(self, *args: Any, session: TreatmentSession, key: Key, **kwargs: Any) -> None:
        kwargs.setdefault("prefix", "reason")
        super().__init__(*args, **kwargs)
        self.session, self.key = session, key
        self.fields[
            "client_agrees"
        ].label = f"I have told {session.client.first_name} what the warning says, and the client agrees."

    def save(self, *, by: User, version: int | None) -> Override | None:
        """Include the zone; None, with the reason on the form, when no reason is enough."""
        side, zone = self.key
        try:
            return override_zone(
                session=self.session, zone=zone, side=side, by=by, version=version, **self.cleaned_data
            )
        except PlanRefused as refusal:
            self.add_error(None, ValidationError(str(refusal), code=refusal.code))
            return None
