"""The invented people of the sample practice, and what each of them says in the intake."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

Answers = Mapping[str, Mapping[str, str | list[str]]]


@dataclass(frozen=True)
class Person:
    """A client; `says` maps a condition to the follow-up answers, everything else is answered no.

    `intake_days` is how long ago the intake was sent in: before the last visit, so that what was read there is what is
    known; None leaves it unreviewed. `visits` counts past sessions; the last one of an `assisted` client was the
    assistant's.
    """

    name: str
    born_on: dt.date
    pronouns: str
    phone: str
    email: str
    wishes: str
    preferences: str = ""
    doctor: str = ""
    goals: tuple[str, ...] = ()
    says: Answers = field(default_factory=dict)
    intake_days: int | None = 20
    visits: int = 5
    routine: str = "full_relaxation"
    guardian: str = ""
    pregnant_weeks: int | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    colleague: bool = False
    assisted: bool = False


NOT_FOR_ME: Answers = {"pregnancy": {"": "not_applicable"}}

PEOPLE = (
    Person(
        "Tom Bellamy", dt.date(1958, 3, 2), "he/him", "07700 900 118", "tom@example.com",
        "Warmer feet, better sleep.", "Blanket, lotion without scent", "Dr Shah, 01632 960 210", ("Restless feet",),
        {
            **NOT_FOR_ME,
            "diabetes": {"type": "2", "insulin": "no", "unstable": "no", "foot_check": "yes"},
            "neuropathy": {"side": "both", "cause": "diabetes", "sensation": "reduced"},
        },
        intake_days=30, visits=7, routine="diabetes_gentle",
    ),
    Person(
        "Amara Okafor", dt.date(1992, 4, 18), "she/her", "07700 900 142", "amara@example.com",
        "Better sleep. Looser shoulders before the birth.", "Quiet room, sunflower oil, raised chair back",
        "Midwife J. Hollis, 01632 960 177", ("Trouble sleeping", "Shoulder tension"),
        {
            "pregnancy": {"": "yes"},
            "allergy_nut": {"severe": "yes", "adrenaline_pen": "yes"},
            "open_wound": {"side": "right", "area": ["ball"], "depth": "shallow"},
        },
        intake_days=20, visits=6, routine="pregnancy_gentle", pregnant_weeks=22,
        words={"open_wound": "New shoes. It is small but sore."},
    ),
    Person(
        "Inês Duarte", dt.date(1985, 11, 30), "she/her", "07700 900 163", "ines@example.com",
        "Fewer headaches.", "Medium pressure", "", ("Headaches",), NOT_FOR_ME, intake_days=50, visits=9,
        routine="headache_tension",
    ),
    Person(
        "Priya Nair", dt.date(1998, 7, 9), "she/her", "07700 900 175", "priya@example.com",
        "Curious to try it; sore heel after running.", "", "", (),
        {
            "pregnancy": {"": "suspected"},
            "plantar_fasciitis": {"side": "left", "severity": "moderate"},
        },
        intake_days=None, visits=0,
    ),
    Person(
        "George Whitlock", dt.date(1967, 1, 21), "he/him", "07700 900 186", "george@example.com",
        "To get moving again.", "", "Dr Patel, 01632 960 144", ("Low mood about not running",),
        {
            **NOT_FOR_ME,
            "stress_fracture": {"status": "yes", "side": "left", "area": ["heel"]},
        },
        intake_days=22, visits=4, routine="stress_anxiety",
    ),
    Person(
        "Lena Fischer", dt.date(1979, 9, 5), "she/her", "07700 900 194", "lena@example.com",
        "A quiet hour.", "Quiet room", "", ("Stress",), NOT_FOR_ME, intake_days=425, visits=8, routine="sleep",
    ),
    Person(
        "Hannah Lindqvist", dt.date(1974, 2, 14), "she/her", "07700 900 211", "hannah@example.com",
        "Less pain on the first steps in the morning.", "Firm hands", "", ("Heel pain",),
        {**NOT_FOR_ME, "plantar_fasciitis": {"side": "right", "severity": "moderate"}, "heel_spur": {"side": "right"}},
        intake_days=40, visits=6, routine="plantar_fasciitis",
    ),
    Person(
        "Walter Brooks", dt.date(1949, 6, 27), "he/him", "07700 900 223", "walter@example.com",
        "Company and warm feet.", "Help with the step", "Dr Adams, 01632 960 131", ("Cold feet",),
        {**NOT_FOR_ME, "anticoagulants": {"drug": "apixaban", "reason": "af", "easy_bruising": "yes"}},
        intake_days=33, visits=6, routine="older_gentle",
    ),
    Person(
        "Sofia Marchetti", dt.date(1996, 12, 3), "she/her", "07700 900 237", "sofia@example.com",
        "Help with nausea, if that is possible.", "", "Midwife T. Reed, 01632 960 188", (),
        {"pregnancy": {"": "yes"}}, intake_days=5, visits=0, pregnant_weeks=8,
    ),
    Person(
        "Grace Adeyemi", dt.date(1990, 5, 25), "she/her", "07700 900 245", "grace@example.com",
        "Rest before the baby comes.", "Left side, two pillows", "Midwife J. Hollis, 01632 960 177",
        ("Trouble sleeping",), {"pregnancy": {"": "yes"}}, intake_days=21, visits=5, routine="pregnancy_gentle",
        pregnant_weeks=35,
    ),
    Person(
        "Daniel Reyes", dt.date(1982, 8, 11), "he/him", "07700 900 256", "daniel@example.com",
        "Loosen up after long days standing.", "", "", ("Tired legs",),
        {**NOT_FOR_ME, "varicose_veins": {"side": "left", "severity": "mild"}}, intake_days=25, visits=4,
        routine="tired_feet", colleague=True,
    ),
    Person(
        "Mei Tanaka", dt.date(2001, 10, 19), "they/them", "07700 900 268", "mei@example.com",
        "Exams soon: calm.", "Music", "", ("Stress",), {"pregnancy": {"": "no"}}, intake_days=18, visits=5,
        routine="stress_anxiety", assisted=True,
    ),
    Person(
        "Oskar Bauer", dt.date(2017, 4, 7), "he/him", "", "", "Likes having his feet stroked.", "",
        "", (), {**NOT_FOR_ME}, intake_days=22, visits=2, routine="child_short",
        guardian="Katrin Bauer, mother, 07700 900 279",
    ),
)  # fmt: skip

AGENDA = (
    ("Tom Bellamy", 9, 30, 60, "Warm feet"),
    ("Amara Okafor", 10, 45, 60, "Better sleep, looser shoulders"),
    ("Inês Duarte", 12, 0, 45, "Fewer headaches"),
    ("Priya Nair", 14, 0, 75, "First visit"),
    ("George Whitlock", 15, 30, 60, "Moving again"),
    ("Lena Fischer", 16, 45, 45, "A quiet hour"),
)
AT_HOME = ("Walter Brooks", 18, 0, 60, "Warm feet", "7 Quay Lane, Juniper", "Blue door. Ring twice, he is slow.")
GIVEN_A_SHEET = "Inês Duarte"
ASKED_THIS_MORNING = ("Tom Bellamy", "Amara Okafor", "Inês Duarte", "George Whitlock")
