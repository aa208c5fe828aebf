"""The short form of a client who comes back: what is in force, to be confirmed, and what may be new."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_noop as _

from clients.facts import ADULT_AGE
from clients.intake.answering import questionnaire_of
from clients.intake.drawing_up import about, draw_up, is_asked, question_of
from clients.intake.questionnaire import POSITIVE, STILL, Entry, Layout, Pairs, Question, Questionnaire, Step
from clients.intake.told import Told
from clients.models import Client, Flag, Intake

if TYPE_CHECKING:
    from knowledge.entries import Condition
    from knowledge.library import Library

EVERY_SESSION = "every_session"

MEDICINES = Entry(
    "medicines", _("Have your medicines changed?"), _("Also tablets and creams you buy yourself."), "area", False, 500
)
CHANGES = Entry(
    "changes",
    _("Is there anything else that has changed?"),
    _("For example your telephone number, your doctor, or something about your health."),
    "area",
    False,
    500,
)

Flags = Mapping[str, list[Flag]]


def questions_for(library: Library, *, client: Client, day: dt.date) -> Questionnaire:
    """The whole form for somebody new, the short one once an intake has been accepted."""
    again = draw_up_again if comes_back(client) else draw_up
    return again(library, client=client, day=day)


def comes_back(client: Client) -> bool:
    """Whether an intake was accepted before, and a birth date keeps what is recorded from strangers."""
    return client.born_on is not None and Intake.objects.reviewed().filter(client=client).exists()


def is_short(intake: Intake) -> bool:
    """Whether an intake is, or will be when it is opened, the short form."""
    return questionnaire_of(intake).is_again if intake.form else comes_back(intake.client)


def draw_up_again(library: Library, *, client: Client, day: dt.date) -> Questionnaire:
    """Facts in force, each to be confirmed; then what was never asked, is out of date, or is asked every time."""
    flags: dict[str, list[Flag]] = {}
    for flag in Flag.objects.current().filter(client=client):
        flags.setdefault(flag.condition_id, []).append(flag)
    still = tuple(_confirmed(library, flags))
    steps = [
        Step("still", _("Is this still so?"), _("You told us this before. Please look at each one."), (), still),
        Step(
            "new",
            _("Is anything new?"),
            _("Since your last form: do you have any of these now? Choose all that fit."),
            (MEDICINES, CHANGES),
            tuple(_due(library, flags, day)),
        ),
    ]
    return Questionnaire(
        tuple(step for step in (*_who(client, day), *steps) if step.questions or step.entries), is_again=True
    )


def _who(client: Client, day: dt.date) -> Iterator[Step]:
    """Who stands for a child, where that is not known."""
    age = client.age_on(day)
    if age is not None and age < ADULT_AGE and not client.guardian:
        yield Step("you", _("About you"), _("So that we can reach you."), about(client, day), ())


def _confirmed(library: Library, flags: Flags) -> Iterator[Question]:
    for condition in library.conditions:
        positive = [flag for flag in flags.get(condition.code, ()) if flag.is_positive]
        if positive and condition.kind == "asked":
            yield _to_confirm(condition, positive)


def _to_confirm(condition: Condition, flags: list[Flag]) -> Question:
    plain = question_of(condition, [], layout=Layout.ANSWER, alone=True)
    return dataclasses.replace(
        plain,
        question=plain.label,
        choices=_answers(plain.choices, flags, has_status=condition.follow_up("status") is not None),
        facts=tuple(_fact(flag) for flag in flags),
    )


def _fact(flag: Flag) -> dict[str, Any]:
    return Told(
        flag.condition_id,
        flag.status,
        flag.asked_on,
        side=flag.side,
        areas=tuple(flag.areas),
        reference_on=flag.reference_on,
        due_on=flag.due_on,
        attributes=flag.attributes,
    ).as_row()


def _answers(choices: Pairs, flags: Iterable[Flag], *, has_status: bool) -> Pairs:
    """Still the same, or what the library knows; the answer in force, chosen again, says that its details changed."""
    before = {flag.status for flag in flags}
    words = dict.fromkeys(before, _("It has changed")) | ({} if has_status else {"no": _("It is over")})
    return ((STILL, _("Still the same")), *((value, words.get(value, label)) for value, label in choices))


def _due(library: Library, flags: Flags, day: dt.date) -> Iterator[Question]:
    """What may be new, as boxes; a part stands alone where what it is part of is in force."""
    asked = [condition for condition in library.conditions if is_asked(condition)]
    codes = {condition.code for condition in asked}
    for condition in asked:
        above = condition.parent if condition.parent in codes else ""
        if (not above or _is_positive(flags, above)) and _is_due(condition, flags.get(condition.code, []), day):
            open_parts = [row for row in asked if not _is_positive(flags, row.code)]
            yield question_of(condition, open_parts, layout=Layout.TICK, alone=True)


def _is_positive(flags: Flags, code: str) -> bool:
    return any(flag.status in POSITIVE for flag in flags.get(code, ()))


def _is_due(condition: Condition, flags: list[Flag], day: dt.date) -> bool:
    """Whether the answer is missing, out of date, or to be had every time; never what cannot apply."""
    if any(flag.is_positive or flag.status == Flag.Status.NOT_APPLICABLE for flag in flags):
        return False
    if not flags or any(flag.status == Flag.Status.UNKNOWN for flag in flags):
        return True
    is_old = all(flag.days_since_asked(day) > condition.fresh_days for flag in flags)
    return is_old or (condition.critical and condition.ask_when == EVERY_SESSION)
