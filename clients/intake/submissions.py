"""An intake as it was answered and signed, whole on one page."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from clients.intake import answering
from clients.intake.questionnaire import Step
from clients.intake.reviewing import reviewed_words
from clients.intake.summary import Row, drawn, rows_of
from clients.models import Consent, Intake


@dataclass(frozen=True, slots=True)
class Submission:
    """One round of questions: the form as it was, the answers, the consents, the review."""

    intake: Intake
    topics: list[tuple[Step, list[Row]]]
    consents: list[Consent]
    reviewed: str

    @property
    def language(self) -> str:
        """The language it was read in, by its own name; empty for the practice's own."""
        read = self.intake.answers.get("language", settings.LANGUAGE_CODE)
        return "" if read == settings.LANGUAGE_CODE else str(dict(settings.LANGUAGES).get(read, read))

    @property
    def signed(self) -> Consent | None:
        """Any of the consents: all were signed at once."""
        return next(iter(self.consents), None)

    @property
    def strokes(self) -> str:
        """The signature as drawn; empty where it was typed."""
        return drawn(self.signed.signature) if self.signed else ""


def submission_of(intake: Intake) -> Submission:
    """An intake to read; `consents`, `reviewed_by` and `transcribed_by` are best loaded with it."""
    steps = answering.questionnaire_of(intake).steps if intake.form else ()
    return Submission(
        intake,
        [(step, rows_of(step, answering.raw_of(intake, step.slug))) for step in steps],
        list(intake.consents.all()),
        reviewed_words(intake),
    )
