"""Booking, moving and cancelling."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from clients.models import Client
from reflexpractice.accounts.models import User
from reflexpractice.accounts.roles import Role
from sessions.booking import CannotBook, book_session, no_show
from sessions.diary.prospects import Prospect, prospects_of
from sessions.diary.series import Reach, cancel_series, move_series, moved_moments, reached
from sessions.forms.visit import VisitForm
from sessions.forms.words import Words
from sessions.models import TreatmentSession


class BookForm(VisitForm):
    """A new visit. Reception names no aim: what a visit is for can be a health fact."""

    client = forms.ModelChoiceField(Client.objects.none(), widget=forms.HiddenInput)
    practitioner = forms.ModelChoiceField(User.objects.none(), label="With", empty_label=None)
    aim = Words(
        label="What it is for", max_length=120, required=False, help_text="In a few words: better sleep, tense neck."
    )

    field_order = ["client", "practitioner", "day", "at", "which", "anyway", "minutes", "location", "room", "aim"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.choose_from("client", Client.objects.visible_to(user).current())
        self.choose_from("practitioner", practitioners())
        if practitioners().filter(pk=user.pk).exists():
            self.initial.setdefault("practitioner", user.pk)
        if not user.has_perm("clients.view_flag"):
            del self.fields["aim"]

    def choose_from(self, name: str, rows: QuerySet[Any]) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def save(self) -> TreatmentSession | None:
        """Book it; None, with the reason on the form, when the time is not free."""
        said = self.cleaned_data
        try:
            return book_session(
                client=said["client"],
                practitioner=said["practitioner"],
                starts_at=self.starts_at,
                minutes=said["minutes"],
                aim=said.get("aim", ""),
                anyway=self.is_meant,
                by=self.user,
                **self.place,
            )
        except CannotBook as refusal:
            self.refuse(refusal)
            return None


class ReachForm(forms.Form):
    """For a visit of a series: how far the change goes. Not asked where there is nothing else to change."""

    reach = forms.ChoiceField(
        label="Which visits?", choices=Reach.choices, initial=Reach.THIS, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, session: TreatmentSession, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.session, self.user = session, user
        if not session.series_id or reached(session, Reach.ALL).count() < 2:
            del self.fields["reach"]

    @property
    def how_far(self) -> str:
        return self.cleaned_data.get("reach") or Reach.THIS

    @property
    def goes_further(self) -> bool:
        """Whether other visits of the series change too."""
        return self.how_far != Reach.THIS


class MoveForm(ReachForm, VisitForm):
    """Another time or place for a booked visit and, if wanted, for others of its series."""

    field_order = ["reach", "day", "at", "which", "anyway", "minutes", "location", "room"]

    def __init__(self, *args: Any, session: TreatmentSession, **kwargs: Any) -> None:
        at = timezone.localtime(session.starts_at)
        now = {name: getattr(session, name) for name in ("minutes", "location", "room", *self.rarely)}
        kwargs.setdefault("initial", {"day": at.date(), "at": at.time(), **now})
        super().__init__(*args, session=session, at_present=session, **kwargs)

    @cached_property
    def prospects(self) -> list[Prospect]:
        """Each visit that would move, at its new time."""
        visits = list(reached(self.session, self.how_far))
        was_at = [visit.starts_at for visit in visits]
        for visit, moment in list(moved_moments(visits, self.session, self.starts_at)):
            changes = {"starts_at": moment, "minutes": self.cleaned_data["minutes"], **self.place}
            for name, value in changes.items():
                setattr(visit, name, value)
        return prospects_of(visits, user=self.user, at=self.cleaned_data["at"], anyway=self.is_meant, was_at=was_at)

    @property
    def typed(self) -> list[tuple[str, str]]:
        """What was said, to be sent along when it is confirmed."""
        return [(name, self.data[name]) for name in self.fields if name in self.data]

    def save(self) -> TreatmentSession | None:
        """Move it; None, with the reason on the form, when it cannot be moved there."""
        try:
            moved = move_series(
                session=self.session,
                reach=self.how_far,
                starts_at=self.starts_at,
                minutes=self.cleaned_data["minutes"],
                anyway=self.is_meant,
                by=self.user,
                **self.place,
            )
        except CannotBook as refusal:
            self.refuse(refusal)
            return None
        return next(visit for visit in moved if visit == self.session)


class CancelForm(ReachForm):
    """Why a booked visit will not take place."""

    use_required_attribute = False

    what = forms.ChoiceField(
        label="What happened?",
        choices=[("cancelled", "The visit is cancelled"), ("no_show", "The client did not come")],
        initial="cancelled",
        widget=forms.RadioSelect,
    )
    reason = Words(
        label="Reason", max_length=200, required=False, help_text="Reception reads this too: no health details."
    )

    field_order = ["what", "reach", "reason"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("what") == "no_show" and self.goes_further:
            self.add_error("reach", ValidationError("A client can only have missed this one visit.", code="one"))
        return cleaned

    def save(self) -> TreatmentSession | None:
        """Take it out of the diary; None, with the reason on the form, when it has begun."""
        said = self.cleaned_data
        try:
            if said["what"] == "no_show":
                return no_show(session=self.session, reason=said["reason"], by=self.user)
            return cancel_series(session=self.session, reach=self.how_far, reason=said["reason"], by=self.user)[0]
        except CannotBook as refusal:
            self.add_error(None, ValidationError(str(refusal), code=refusal.code))
            return None


def practitioners() -> QuerySet[User]:
    """Those who treat."""
    return User.objects.filter(
        is_active=True, groups__name__in=[Role.OWNER, Role.PRACTITIONER, Role.ASSISTANT]
    ).distinct()
