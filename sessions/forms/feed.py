"""How clients are called in one's calendar feed."""

from __future__ import annotations

from django import forms

from reflexpractice.accounts.models import User
from sessions.diary.feed import show_names
from sessions.models import CalendarFeed


class NamesForm(forms.Form):
    """Initials, or first names: an address that gets into wrong hands tells little."""

    names = forms.ChoiceField(
        label="How clients are shown",
        choices=CalendarFeed.Names.choices,
        initial=CalendarFeed.Names.INITIALS,
        widget=forms.RadioSelect,
    )

    def save(self, *, by: User) -> None:
        show_names(practitioner=by, names=self.cleaned_data["names"], by=by)
