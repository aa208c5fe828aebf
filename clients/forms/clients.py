"""Taking a client on, changing what is kept, and searching."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils import timezone

from clients.forms.inputs import day_input, not_in_the_future, not_long_ago
from clients.listing import Show, offered_to
from clients.models import Client, Goal
from clients.registering import change, people_who_treat, register
from reflexpractice.accounts.models import User

GUARDIAN_UNTIL = 16
MOST_GOALS = 6
LONGEST_GOAL = Goal._meta.get_field("words").max_length or 80
MAY_HINT_AT_HEALTH = ("doctor", "wishes")
BIGGEST_KEY = 2**63 - 1


class ClientForm(forms.ModelForm):  # type: ignore[type-arg]
    """Who the client is and how to reach them."""

    class Meta:
        model = Client
        fields = [
            "name", "phone", "email", "born_on", "wishes", "called", "pronouns", "past_names", "guardian",
            "address", "emergency_contact", "doctor", "preferences", "wants_reminders",
            "care_team",
        ]  # fmt: skip
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "off"}),
            "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
            "email": forms.EmailInput(attrs={"autocomplete": "off"}),
            "born_on": day_input(),
            "address": forms.Textarea(attrs={"rows": 3}),
            "wishes": forms.Textarea(attrs={"rows": 3}),
            "care_team": forms.CheckboxSelectMultiple,
        }
        error_messages = {"name": {"required": "Enter a name."}}
        help_texts = {
            "phone": "One way to reach the client is enough: this or the e-mail address.",
            "wants_reminders": "They say when and where, and nothing about health.",
            "born_on": "Without it the rules for children count as not known.",
            "past_names": "They are searched too.",
        }

    essential = ("name", "phone", "email", "born_on", "wishes", "goals")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)
        self.fields["born_on"].validators += [not_long_ago, not_in_the_future]
        if user.has_perm("clients.view_every_client"):
            self.fields["care_team"].queryset = people_who_treat()  # type: ignore[attr-defined]
        else:
            del self.fields["care_team"]
        if not user.has_perm("clients.view_flag"):
            for name in MAY_HINT_AT_HEALTH:
                del self.fields[name]

    @property
    def first(self) -> list[BoundField]:
        """What is asked of everybody."""
        return [self[name] for name in self.essential if name in self.fields]

    @property
    def more(self) -> list[BoundField]:
        """What can wait."""
        return [self[name] for name in self.fields if name not in self.essential]

    @property
    def more_is_open(self) -> bool:
        """Whether something below the fold needs looking at."""
        return any(field.errors for field in self.more)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        born_on: dt.date | None = cleaned.get("born_on")
        if born_on and not cleaned.get("guardian"):
            age = Client(born_on=born_on).age_on(timezone.localdate())
            if age is not None and age < GUARDIAN_UNTIL:
                words = "Enter the parent or guardian: the client is under 16."
                self.add_error("guardian", ValidationError(words, code="guardian"))
        return cleaned

    def save(self, commit: bool = True) -> Client:
        """Keep what was changed."""
        return change(
            client=self.instance,
            by=self.user,
            fields=self.changed_data,
            care_team=self.cleaned_data.get("care_team"),
        )


class NewClientForm(ClientForm):
    """A name and one way to reach the client are enough."""

    goals = forms.CharField(
        label="Goals to score at visits",
        help_text="One a line, in the client’s words: “Sleep through the night”.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    # The keys of those who were shown and are somebody else; others found later are shown again.
    somebody_else = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.same: list[Client] = []
        if not user.has_perm("clients.add_goal"):
            del self.fields["goals"]
        if "care_team" in self.fields and user.has_perm("clients.view_flag"):
            self.fields["care_team"].initial = [user.pk]

    @property
    def more(self) -> list[BoundField]:
        return [field for field in super().more if not field.is_hidden]

    def clean_goals(self) -> list[str]:
        goals = [line.strip() for line in self.cleaned_data["goals"].splitlines() if line.strip()]
        if len(goals) > MOST_GOALS or any(len(goal) > LONGEST_GOAL for goal in goals):
            raise ValidationError(f"At most {MOST_GOALS} goals of {LONGEST_GOAL} letters each.", code="goals")
        return goals

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not {"phone", "email"} & set(self.errors) and not (cleaned.get("phone") or cleaned.get("email")):
            words = "Enter a telephone number or an e-mail address."
            self.add_error("phone", ValidationError(words, code="contact"))
        return cleaned

    def _post_clean(self) -> None:
        """Once the client is known to be sound, look for the same person."""
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        self.same = list(Client.objects.visible_to(self.user).possibly_the_same(self.instance)[:3])
        if {str(client.pk) for client in self.same} - set(self.cleaned_data["somebody_else"].split("-")):
            self.add_error(None, ValidationError("Is this the same person?", code="same"))

    @property
    def keys_of_same(self) -> str:
        """What to send back when they are somebody else."""
        return "-".join(str(client.pk) for client in self.same)

    def save(self, commit: bool = True) -> Client:
        """Take the client on."""
        return register(
            client=self.instance,
            by=self.user,
            care_team=self.cleaned_data.get("care_team", ()),
            goals=self.cleaned_data.get("goals", ()),
        )


class ListForm(forms.Form):
    """What to look for in the list, and where in it we are."""

    q = forms.CharField(label="Name, telephone or e-mail", max_length=100, required=False)
    show = forms.ChoiceField(required=False)
    after = forms.IntegerField(required=False, min_value=1, max_value=BIGGEST_KEY)
    before = forms.IntegerField(required=False, min_value=1, max_value=BIGGEST_KEY)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["show"].choices = [(show.value, show.label) for show in offered_to(user)]  # type: ignore[attr-defined]

    def asked(self) -> dict[str, Any]:
        """What could be read; anything else counts as not asked, and Show.ALL as the filter."""
        self.full_clean()
        return {"q": "", "show": str(Show.ALL), "after": None, "before": None} | self.cleaned_data
