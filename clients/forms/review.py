"""The practitioner's word on an intake."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from clients.forms.intake_fields import Written
from clients.intake import reviewing
from clients.intake.questionnaire import Entry
from clients.intake.reviewing import Decision, Detail, Proposal
from clients.models import Flag, Intake, RedFlag
from knowledge.library import Library
from reflexpractice.accounts.models import User


class ReviewForm(forms.Form):
    """One word on each answer, and which details to take over."""

    use_required_attribute = False

    note = Written(label="Note to the review", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(
        self,
        intake: Intake,
        *,
        library: Library,
        data: Mapping[str, Any] | None = None,
        red_flags: Iterable[RedFlag] = (),
    ) -> None:
        super().__init__(data)
        self.intake = intake
        self.proposals, self.details = reviewing.proposals(intake), reviewing.details(intake)
        self.warnings = {row.condition for row in red_flags if not row.is_taken_back}
        for proposal in self.proposals:
            self.fields[_name(proposal)] = forms.ChoiceField(
                label=f"What to do with {proposal.question.label}",
                choices=Decision.choices,
                initial=Decision.ACCEPT,
                required=False,
                widget=forms.RadioSelect(attrs={"class": "segmented"}),
            )
        self._remarks = reviewing.remarks(intake)
        for entry, _ in self._remarks:
            self.fields[f"code-{entry.name}"] = forms.MultipleChoiceField(
                label=f"What it means: {entry.label}",
                choices=self._to_code(library),
                required=False,
                widget=forms.CheckboxSelectMultiple(attrs={"class": "chips"}),
            )
        self.fields["details"] = forms.MultipleChoiceField(
            label="Take over into the record",
            choices=[(detail.name, detail.label) for detail in self.details],
            initial=[detail.name for detail in self.details],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )

    @property
    def to_look_at(self) -> list[tuple[Proposal, forms.BoundField]]:
        """Answers that need a look, each with its choice; warning signs first."""
        looked_at = [proposal for proposal in self.proposals if proposal.needs_a_look]
        looked_at.sort(key=lambda proposal: proposal.told.condition not in self.warnings)
        return [(proposal, self[_name(proposal)]) for proposal in looked_at]

    @property
    def to_ask(self) -> list[Proposal]:
        """Questions that stay open, with nothing recorded that could be lost."""
        return [proposal for proposal in self.proposals if proposal.stays_open]

    @property
    def plain(self) -> list[tuple[Proposal, forms.BoundField]]:
        """Answers that say no and always did, each with its choice."""
        rest = (proposal for proposal in self.proposals if not (proposal.needs_a_look or proposal.stays_open))
        return [(proposal, self[_name(proposal)]) for proposal in rest]

    @property
    def taken_over(self) -> list[tuple[Detail, Any]]:
        """Details that differ, each with its box."""
        return list(zip(self.details, self["details"], strict=True))

    @property
    def to_read(self) -> list[tuple[Entry, str, forms.BoundField]]:
        """What was written that has no place in the record, each with the conditions it can be coded as."""
        return [(entry, text, self[f"code-{entry.name}"]) for entry, text in self._remarks]

    def _to_code(self, library: Library) -> list[tuple[str, str]]:
        """Conditions that neither the record nor the form says yes to yet."""
        so = {row.told.condition for row in self.proposals if row.told.is_positive}
        so |= {flag.condition_id for row in self.proposals for flag in row.now if flag.is_positive}
        asked = [row for row in library.conditions if row.kind == "asked" and row.code not in so]
        return sorted(((row.code, row.name) for row in asked), key=lambda pair: pair[1])

    @property
    def _coded(self) -> dict[str, list[str]]:
        return {entry.name: self.cleaned_data[f"code-{entry.name}"] for entry, _ in self._remarks}

    def save(self, *, by: User) -> bool:
        """Accept as chosen; False when somebody else had reviewed it."""
        chosen = {proposal.told.condition: self._word_on(proposal) for proposal in self.proposals}
        return reviewing.accept(
            self.intake,
            by=by,
            decisions={code: decision for code, decision in chosen.items() if decision},
            details=self.cleaned_data["details"],
            note=self.cleaned_data["note"],
            coded=self._coded,
        )

    def to_tell(self) -> list[int]:
        """Keys of flags whose details come next: those to be corrected, and those coded from a text."""
        codes = {row.told.condition for row in self.proposals if self._word_on(row) == Decision.CORRECT}
        codes |= {code for found in self._coded.values() for code in found}
        current = Flag.objects.current().filter(client=self.intake.client_id, condition__in=codes)
        return list(current.order_by("pk").values_list("pk", flat=True))

    def _word_on(self, proposal: Proposal) -> str:
        return str(self.cleaned_data[_name(proposal)])


def _name(proposal: Proposal) -> str:
    return f"word-{proposal.told.condition}"


class DeclineForm(forms.Form):
    """Why the answers must not count."""

    use_required_attribute = False

    reason = Written(
        label="Why do these answers not count?",
        missing="Write why these answers must not count.",
        help_text="For example: filled in by somebody else.",
        max_length=500,
    )

    def save(self, intake: Intake, *, by: User) -> bool:
        """Decline; False when it was reviewed before."""
        return reviewing.decline(intake, by=by, reason=self.cleaned_data["reason"])
