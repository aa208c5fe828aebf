"""The aftercare sheet: what stands on it, and how it is given."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django import forms

from knowledge.claims import claims_in, refusal
from sessions.aftercare import Advice, give, save_sheet
from sessions.forms.note import Passage
from sessions.models import AftercareDraft, AftercareSheet

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from knowledge.library import Library
    from reflexpractice.accounts.models import User
    from sessions.models import TreatmentSession

LONGEST = 2_000


class AftercareForm(forms.Form):
    """Everything on the page; saved as typed, whatever it says."""

    use_required_attribute = False

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)
    key = forms.UUIDField(widget=forms.HiddenInput)
    advice = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    own_words = Passage(label="Your own sentences")
    show_scores = forms.BooleanField(label="How they scored", required=False)
    show_next = forms.BooleanField(label="The next visit", required=False)

    def __init__(self, *args: Any, session: TreatmentSession, draft: AftercareDraft, advice: Sequence[Advice]) -> None:
        super().__init__(*args)
        self.session, self.rows = session, advice
        known = self.fields["advice"]
        assert isinstance(known, forms.MultipleChoiceField)
        known.choices = [(row.code, row.title) for row in advice]
        on = [row.code for row in advice if row.is_on(left_out=draft.left_out, taken_in=draft.taken_in)]
        self.initial = {
            "version": draft.version,
            "key": uuid.uuid4(),
            "advice": on,
            "own_words": draft.own_words,
            "show_scores": draft.show_scores,
            "show_next": draft.show_next,
        }

    def clean_own_words(self) -> str:
        typed: str = self.cleaned_data["own_words"]
        if len(typed) > LONGEST:
            raise forms.ValidationError(
                f"This is {len(typed) - LONGEST} characters too long for a sheet. Say it in fewer words.", code="length"
            )
        return typed

    @property
    def claims(self) -> str:
        """Why one's own sentences cannot go to a client as they stand; empty when they can."""
        return refusal(claims_in(self["own_words"].value() or ""))

    def save(self, *, by: User) -> AftercareDraft:
        """Keep what is on the page. SheetConflict, Locked."""
        cleaned = self.cleaned_data
        return save_sheet(
            session=self.session,
            version=cleaned["version"],
            chosen=cleaned["advice"],
            advice=self.rows,
            own_words=cleaned["own_words"],
            show_scores=cleaned["show_scores"],
            show_next=cleaned["show_next"],
            by=by,
        )


class GiveForm(forms.Form):
    """How the sheet reaches the client."""

    how = forms.ChoiceField(choices=AftercareSheet.How.choices)
    key = forms.UUIDField()

    def save(self, *, session: TreatmentSession, library: Library, by: User) -> AftercareSheet:
        """Keep the sheet as it stands and give it. CannotGive."""
        cleaned = self.cleaned_data
        return give(session=session, key=cleaned["key"], how=cleaned["how"], library=library, by=by)
