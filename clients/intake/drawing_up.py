"""From the published library to the steps a client goes through."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop as _

from clients.facts import ADULT_AGE
from clients.intake.questionnaire import (
    IN_PERSON,
    POSITIVE,
    UNSURE,
    Entry,
    FollowUp,
    Layout,
    Pairs,
    Question,
    Questionnaire,
    Step,
)
from knowledge.models.choices import Region

if TYPE_CHECKING:
    from clients.models import Client
    from knowledge.entries import Condition
    from knowledge.entries import FollowUp as LibraryFollowUp
    from knowledge.library import Library

# Questions in the library that only a practitioner can answer.
FOR_THE_PRACTITIONER = {("pregnancy", "practitioner_maternity_trained"), ("capacity", "best_interest_record")}

YES_NO: Pairs = (("yes", _("Yes")), ("no", _("No")))
SIDES: Pairs = (("right", _("Right")), ("left", _("Left")), ("both", _("Both")))
NOT_SURE: Pairs = ((UNSURE, _("Not sure")),)
RATHER_SAY: Pairs = ((IN_PERSON, _("I would rather say in person")),)

ABOVE_THE_FEET = {"cardiac", "vascular", "blood", "respiratory"}
OF_THE_FEET = {"musculoskeletal", "skin", "infection", "surgical", "neurological"}

MEDICINES = Entry(
    "medicines", _("Which medicines do you take?"), _("Also tablets and creams you buy yourself."), "area", False, 500
)
ILLNESSES = Entry("illnesses", _("Is there anything else about your health we should know?"), "", "area", False, 500)
WISHES = Entry(
    "wishes",
    _("What would you like from your visits?"),
    _("For example better sleep, or looser shoulders."),
    "area",
    False,
    500,
)
COMFORT = Entry(
    "preferences",
    _("What makes you comfortable?"),
    _("Separated by commas: quiet room, blanket, no perfume."),
    "line",
    False,
    200,
)
DOCTOR = Entry(
    "doctor",
    _("Your doctor or midwife"),
    _("Name and telephone number. We only call with your agreement."),
    "line",
    False,
    160,
)


def draw_up(library: Library, *, client: Client, day: dt.date) -> Questionnaire:
    """The questionnaire for a client: core questions of the library by topic, the client's details around them."""
    by_topic: dict[str, list[Question]] = {}
    asked = [condition for condition in library.conditions if is_asked(condition)]
    for condition in asked:
        if not parent_of(condition, asked):
            topic = _topic(condition)
            layout = Layout.ANSWER if topic == "pregnancy" else Layout.TICK
            by_topic.setdefault(topic, []).append(question_of(condition, asked, layout=layout, alone=True))
    return Questionnaire(
        tuple(
            Step(slug, title, lead, entries, tuple(by_topic.get(slug, ())))
            for slug, title, lead, entries in _topics(client, day)
        )
    )


def _topics(client: Client, day: dt.date) -> list[tuple[str, str, str, tuple[Entry, ...]]]:
    return [
        ("you", _("About you"), _("So that we can reach you."), about(client, day)),
        ("doctor", _("Your doctor or midwife"), _("If you have one you see more often, write that one."), (DOCTOR,)),
        (
            "pregnancy",
            _("Pregnancy and birth"),
            _("We ask everybody. Some parts of the foot are left out during pregnancy."),
            (),
        ),
        ("heart", _("Heart, blood and breathing"), _("Do you have any of these? Choose all that fit."), ()),
        ("feet", _("Your feet and legs"), _("Do you have any of these now? Choose all that fit."), ()),
        (
            "other",
            _("Your health otherwise"),
            _("Do you have any of these? Choose all that fit."),
            (MEDICINES, ILLNESSES),
        ),
        ("wishes", _("Allergies and wishes"), _("Does any of these fit? Choose all that do."), (WISHES, COMFORT)),
    ]


def about(client: Client, day: dt.date) -> tuple[Entry, ...]:
    age = client.age_on(day)
    entries = [
        Entry("phone", _("Telephone"), "", "tel", False, 40),
        Entry("email", _("E-mail address"), "", "email", False, 254),
        Entry("address", _("Address"), "", "area", False, 500),
        Entry(
            "emergency_contact",
            _("Who should we call in an emergency?"),
            _("Name, and telephone number."),
            "line",
            False,
            160,
        ),
    ]
    if age is None:
        entries.insert(0, Entry("born_on", _("Date of birth"), _("What is safe can depend on age."), "birth", True, 0))
    if age is None or age < ADULT_AGE:
        known_child = age is not None
        hint = (
            _("Full name and telephone number.") if known_child else _("Only if you are under 18: name and telephone.")
        )
        entries.append(
            Entry(
                "guardian",
                _("Your parent or guardian"),
                hint,
                "line",
                known_child,
                160,
            )
        )
    return tuple(entries)


def is_asked(condition: Condition) -> bool:
    return condition.kind == "asked" and condition.release_tier == "core"


def parent_of(condition: Condition, asked: list[Condition]) -> str:
    """The condition it is asked under; none when that one is not asked itself."""
    return condition.parent if condition.parent in {other.code for other in asked} else ""


def _topic(condition: Condition) -> str:
    """The step a condition belongs to, by its category and by whether it has a side of the body."""
    if condition.category == "reproductive":
        return "pregnancy"
    if condition.category == "allergy":
        return "wishes"
    if condition.category in ABOVE_THE_FEET:
        return "heart"
    return "feet" if condition.category in OF_THE_FEET and condition.follow_up("side") else "other"


def question_of(condition: Condition, asked: list[Condition], *, layout: Layout, alone: bool) -> Question:
    parts = [other for other in asked if other.parent == condition.code]
    return Question(
        code=condition.code,
        label=condition.name.partition(" (")[0],
        question=condition.question,
        layout=layout,
        choices=_answers(condition, layout, alone=alone),
        follow_ups=tuple(
            _follow_up(condition, row)
            for row in condition.follow_ups
            if row.sets != "status" and (condition.code, row.field) not in FOR_THE_PRACTITIONER
        ),
        parts=tuple(question_of(part, asked, layout=Layout.ANSWER, alone=False) for part in parts),
    )


def _answers(condition: Condition, layout: Layout, *, alone: bool) -> Pairs:
    """What can be answered. A ticked box says yes by itself, so only kinds of yes are left to choose."""
    status = condition.follow_up("status")
    known = tuple((choice.value, choice.label) for choice in status.choices) if status else ()
    if layout is Layout.TICK:
        return tuple(pair for pair in known if pair[0] in POSITIVE)
    return (known or YES_NO) + NOT_SURE + (RATHER_SAY if alone else ())


def _follow_up(condition: Condition, row: LibraryFollowUp) -> FollowUp:
    return FollowUp(row.field, row.kind, row.question, row.help, row.sets, _choices(row), _statuses(condition, row))


def _choices(row: LibraryFollowUp) -> Pairs:
    fixed = {"yes_no": YES_NO, "side": SIDES, "areas": tuple(Region.choices)}
    own = fixed.get(row.kind, tuple((choice.value, choice.label) for choice in row.choices))
    has_a_way_out = row.kind in ("list", "areas") or not own or any(value == "unknown" for value, _label in own)
    return own if has_a_way_out else own + NOT_SURE


def _statuses(condition: Condition, row: LibraryFollowUp) -> tuple[str, ...]:
    """Where two dates can count, each is asked for the answers it counts for."""
    dates = [other for other in condition.follow_ups if other.sets == "reference_on"]
    if row not in dates or len(dates) < 2:
        return ()
    return tuple(status for status in POSITIVE if condition.dated_by(status) == row)
