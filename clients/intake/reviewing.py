"""What an intake would change, and the practitioner's word on it. Nothing becomes current before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.formats import date_format

from clients.flagging import record_flag
from clients.intake.answering import questionnaire_of
from clients.intake.questionnaire import Entry, Question
from clients.intake.red_flags import see_red_flags
from clients.intake.summary import in_words
from clients.intake.told import Told
from clients.models import Client, Consent, Flag, Intake
from clients.ripple import in_one_go, tell
from knowledge.models import Condition
from reflexpractice.audit.chain import record

if TYPE_CHECKING:
    from reflexpractice.accounts.models import User

# What a client may tell about themselves that the record has a place for.
DETAILS = (
    "born_on", "phone", "email", "address", "emergency_contact", "guardian", "doctor", "wishes", "preferences",
)  # fmt: skip

LONGEST_WORDS = 500


class Decision(models.TextChoices):
    """The practitioner's word on one answer."""

    ACCEPT = "accept", "Accept"
    CORRECT = "correct", "Correct"
    ASK = "ask", "Ask first"
    SKIP = "skip", "Leave out"


@dataclass(frozen=True, slots=True)
class Proposal:
    """One answer beside what is recorded now."""

    told: Told
    question: Question
    now: tuple[Flag, ...]

    @property
    def answered(self) -> str:
        """What the client chose, in the words of the form."""
        if self.told.still:
            return "Still the same"
        if self.told.in_person:
            return "I would rather say in person"
        chosen = dict(self.question.choices).get(self.told.status)
        return chosen or {"yes": "Yes", "no": "No", "unknown": "Not sure"}.get(self.told.status, self.told.status)

    @property
    def words(self) -> str:
        return self.words_now if self.confirms else in_words(self.question, self.told)

    @property
    def words_now(self) -> str:
        """What is recorded now; empty when it was never asked."""
        return " · ".join(in_words(self.question, flag) for flag in self.now)

    @property
    def is_changed(self) -> bool:
        return bool(self.now) and self.words != self.words_now

    @property
    def confirms(self) -> bool:
        """The client has seen what is recorded and says that it is still so."""
        return self.told.still and any(flag.is_positive for flag in self.now)

    @property
    def keeps_what_was(self) -> bool:
        """A “not sure” never makes a recorded yes disappear."""
        return self.told.status == "unknown" and any(flag.is_positive for flag in self.now)

    @property
    def stays_open(self) -> bool:
        """Not known, as far as anybody has said."""
        return self.told.status == "unknown" and all(flag.status == "unknown" for flag in self.now)

    @property
    def needs_a_look(self) -> bool:
        """Positive, or different from before."""
        return not self.stays_open and (self.told.status not in ("no", "not_applicable") or self.is_changed)

    @property
    def says_cleared(self) -> bool:
        """The client says that a doctor or midwife agrees; no clearance until it is recorded as one."""
        return self.told.cleared == "yes"


@dataclass(frozen=True, slots=True)
class Detail:
    """Something about the client that was written down, beside what is recorded now."""

    name: str
    label: str
    words: str
    words_now: str


def proposals(intake: Intake) -> list[Proposal]:
    """The flags an intake would make, in the order of the form; conditions no longer in the library are left out."""
    questions = {question.code: question for question in questionnaire_of(intake).questions()}
    told = [Told.of(row) for row in intake.answers.get("told", [])]
    known = set(Condition.objects.filter(pk__in=questions).values_list("pk", flat=True))
    now: dict[str, list[Flag]] = {}
    for flag in Flag.objects.current().filter(client=intake.client_id, condition__in=questions):
        now.setdefault(flag.condition_id, []).append(flag)
    return [
        Proposal(row, questions[row.condition], tuple(now.get(row.condition, ())))
        for row in told
        if row.condition in known
    ]


def details(intake: Intake) -> list[Detail]:
    """What was written down about the client and differs from the record."""
    written: Mapping[str, str] = intake.answers.get("entries", {})
    found = (
        Detail(name, _label(name), written[name], _now(intake.client, name)) for name in DETAILS if name in written
    )
    return [detail for detail in found if detail.words != detail.words_now]


def remarks(intake: Intake) -> list[tuple[Entry, str]]:
    """What was written that the record has no place for, such as medicines: each with its question."""
    written: Mapping[str, str] = intake.answers.get("entries", {})
    entries = (entry for step in questionnaire_of(intake).steps for entry in step.entries)
    return [(entry, written[entry.name]) for entry in entries if entry.name in written and entry.name not in DETAILS]


def _label(name: str) -> str:
    label = str(Client._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return label[:1].upper() + label[1:]


def _now(client: Client, name: str) -> str:
    value = getattr(client, name)
    return value.isoformat() if isinstance(value, dt.date) else str(value or "")


@transaction.atomic
@in_one_go()
def accept(
    intake: Intake,
    *,
    by: User,
    decisions: Mapping[str, str],
    details: Collection[str],
    note: str = "",
    coded: Mapping[str, Collection[str]] | None = None,
) -> bool:
    """Make the accepted answers flags, and close the review; False when somebody else had reviewed it.

    `decisions` by condition; one that is missing counts as accepted. `details` names what to take over into the record.
    `coded`: by name of a text, the conditions that the practitioner reads in it; nothing is read from words by itself.
    """
    found = proposals(intake)
    if not _close(intake, Intake.Status.ACCEPTED, by=by, note=note):
        return False
    for proposal in found:
        _decide(intake, proposal, decisions.get(proposal.told.condition, Decision.ACCEPT), by=by)
    for name, codes in (coded or {}).items():
        _code(intake, name, codes, by=by)
    _take_over(intake, details, by=by)
    record("intake.accepted", on=intake, by=by, client=intake.client_id, detail={"left_out": _not_accepted(decisions)})
    tell(intake.client_id, by=by)
    return True


def _not_accepted(decisions: Mapping[str, str]) -> list[str]:
    taken = (Decision.ACCEPT, Decision.CORRECT)
    return sorted(code for code, decision in decisions.items() if decision not in taken)


def _code(intake: Intake, name: str, codes: Iterable[str], *, by: User) -> None:
    """Record what the practitioner reads in a text, with the client's own words; its details are told afterwards."""
    for code in codes:
        record_flag(
            client=intake.client,
            condition=code,
            status=Flag.Status.YES,
            asked_on=timezone.localdate(intake.submitted_at),
            source=_source(intake),
            by=by,
            words=intake.answers["entries"][name][:LONGEST_WORDS],
            intake=intake,
        )


def _close(intake: Intake, status: str, *, by: User, note: str) -> bool:
    waiting = Intake.objects.filter(pk=intake.pk, status=Intake.Status.SUBMITTED)
    closed = waiting.update(status=status, reviewed_at=timezone.now(), reviewed_by=by, review_note=note)
    if closed:
        see_red_flags(intake, by=by)
    return bool(closed)


def _decide(intake: Intake, proposal: Proposal, decision: str, *, by: User) -> None:
    told = proposal.told
    if decision == Decision.SKIP or proposal.keeps_what_was:
        return
    if decision == Decision.ASK:
        # The question is open again; but a yes that was recorded stays in force until it has been asked.
        if not any(flag.is_positive for flag in proposal.now):
            _record(intake, Told(told.condition, "unknown", told.asked_on), by=by, attributes={})
        return
    if proposal.confirms:
        _confirm(intake, proposal, by=by)
        return
    _record(intake, told, by=by, attributes=_with_what_was_not_asked(proposal))


def _confirm(intake: Intake, proposal: Proposal, *, by: User) -> None:
    """Every fact as it was, asked on the day the client said so."""
    for flag in proposal.now:
        if flag.is_positive:
            record_flag(
                client=intake.client,
                condition=flag.condition_id,
                status=flag.status,
                asked_on=proposal.told.asked_on,
                source=_source(intake),
                by=by,
                side=flag.side,
                areas=flag.areas,
                reference_on=flag.reference_on,
                due_on=flag.due_on,
                attributes=flag.attributes,
                words=flag.words,
                intake=intake,
                replaces=flag,
            )


def _source(intake: Intake) -> Flag.Source:
    return Flag.Source.PAPER if intake.transcribed_by_id else Flag.Source.INTAKE


def _record(intake: Intake, told: Told, *, by: User, attributes: Mapping[str, Any]) -> None:
    record_flag(
        client=intake.client,
        condition=told.condition,
        status=told.status,
        asked_on=told.asked_on,
        source=_source(intake),
        by=by,
        side=told.side,
        areas=told.areas,
        reference_on=told.reference_on,
        due_on=told.due_on,
        attributes=attributes,
        intake=intake,
    )


def _with_what_was_not_asked(proposal: Proposal) -> dict[str, Any]:
    """The answers, and what the practitioner had recorded that the form does not ask."""
    asked = {follow_up.field for follow_up in proposal.question.follow_ups}
    kept: dict[str, Any] = {}
    if proposal.told.is_positive:
        for flag in proposal.now:
            kept |= {field: value for field, value in flag.attributes.items() if field not in asked}
    return kept | dict(proposal.told.attributes or {})


def _take_over(intake: Intake, names: Iterable[str], *, by: User) -> None:
    written: Mapping[str, str] = intake.answers.get("entries", {})
    taken = [name for name in DETAILS if name in set(names) and name in written]
    if not taken:
        return
    client = Client.objects.select_for_update().get(pk=intake.client_id)
    for name in taken:
        setattr(client, name, dt.date.fromisoformat(written[name]) if name == "born_on" else written[name])
    client.save(update_fields=taken)
    record("client.changed", on=client, by=by, client=client.pk, detail={"fields": taken})


@transaction.atomic
def decline(intake: Intake, *, by: User, reason: str) -> bool:
    """Close an intake whose answers must not count, and its consents with it; False when it was reviewed before."""
    if not _close(intake, Intake.Status.DECLINED, by=by, note=reason):
        return False
    Consent.objects.in_force().filter(intake=intake).update(withdrawn_at=timezone.now())
    record("intake.declined", on=intake, by=by, client=intake.client_id)
    tell(intake.client_id, by=by)
    return True


def reviewed_words(intake: Intake) -> str:
    """Who reviewed it and when, in words; empty while it waits."""
    if intake.reviewed_at is None:
        return ""
    day = date_format(timezone.localtime(intake.reviewed_at), "j M Y")
    return f"{intake.get_status_display()} by {intake.reviewed_by} on {day}"
