"""What the aftercare page shows: the rows to choose from, the sheet as it stands, and what was given before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from knowledge.foot_map import PrintMap
from knowledge.models.choices import SheetSection
from sessions.aftercare import Advice, Sheet, advice_for, compose
from sessions.aftercare.giving import why_no_mail
from sessions.aftercare.sheet import map_of
from sessions.checking import SessionCheck, check_session
from sessions.models import AftercareDraft, AftercareSheet, TreatmentSession


@dataclass(frozen=True, slots=True)
class Choice:
    """One row to tick; what must stay has no box."""

    code: str
    title: str
    words: str
    must_stay: bool
    is_on: bool


@dataclass(frozen=True, slots=True)
class ChoiceGroup:
    title: str
    rows: Sequence[Choice]


@dataclass(frozen=True)
class AftercarePage:
    session: TreatmentSession
    draft: AftercareDraft

    @cached_property
    def check(self) -> SessionCheck:
        return check_session(self.session)

    @cached_property
    def advice(self) -> list[Advice]:
        return advice_for(self.check)

    @cached_property
    def sheet(self) -> Sheet:
        return compose(self.session, self.draft, check=self.check)

    @cached_property
    def map(self) -> PrintMap | None:
        return map_of(self.sheet, self.check.library) if self.sheet.states else None

    @cached_property
    def no_mail(self) -> str:
        return why_no_mail(self.session)

    @cached_property
    def given(self) -> list[AftercareSheet]:
        """The sheets that were given, newest first, without what they said."""
        rows = self.session.aftercare_sheets.select_related("given_by", "mailing").defer("content", "text")
        return list(rows)

    def choices(self, on: Sequence[str]) -> list[ChoiceGroup]:
        """The advice in the order of the sheet, ticked as `on` says."""
        titles = dict(SheetSection.choices)
        return [
            ChoiceGroup(
                str(titles[section]),
                [
                    Choice(row.code, row.title, row.words, row.must_stay, row.must_stay or row.code in on)
                    for row in rows
                ],
            )
            for section, rows in groupby(self.advice, key=lambda row: row.section)
        ]
