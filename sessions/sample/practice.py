"""Putting the sample practice together, and keeping its diary on today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from contextlib import suppress

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from clients.flagging import record_flag
from clients.models import Clearance, Client, Flag
from clients.registering import register
from knowledge.library import Library
from knowledge.publishing import current_library
from reflexpractice.accounts.models import Location, Practice, User
from reflexpractice.accounts.roles import Role
from sessions.booking import SlotTaken, Where, book_session
from sessions.home_visits import choose_buddy
from sessions.models import TreatmentSession
from sessions.sample.intakes import accept, fill_in
from sessions.sample.people import AGENDA, ASKED_THIS_MORNING, AT_HOME, GIVEN_A_SHEET, PEOPLE, Person
from sessions.sample.visits import give_sheet, past_visits

OWNER, COLLEAGUE, ASSISTANT, DESK = "mira@example.com", "sam@example.com", "ada@example.com", "jo@example.com"


@transaction.atomic
def create_sample_practice(*, password: str, today: dt.date) -> None:
    """Make the practice, its people, a dozen clients with intakes and past sessions, and today's diary."""
    practice = Practice(
        name="Juniper Reflexology", phone="01632 960 100", address="14 Mill Lane", time_zone="Europe/London"
    )
    practice.save()
    room = Location.objects.create(name="Room 2")
    mira = _person("Mira Lindgren", OWNER, password, Role.OWNER, Role.PRACTITIONER)
    sam = _person("Sam Osei", COLLEAGUE, password, Role.PRACTITIONER)
    ada = _person("Ada Brook", ASSISTANT, password, Role.ASSISTANT)
    _person("Jo Bell", DESK, password, Role.RECEPTION)
    choose_buddy(practitioner=mira, person=sam, email="", grace_minutes=30, again_minutes=15, by=mira)
    library = current_library()
    for person in PEOPLE:
        team = [sam if person.colleague else mira, *([ada] if person.assisted else [])]
        _client(person, team=team, room=room, today=today, library=library)
    keep_up(today=today)


def _person(name: str, email: str, password: str, *roles: Role) -> User:
    user = User.objects.create_user(email, password, name=name, is_staff=Role.OWNER in roles)
    user.groups.set(Group.objects.filter(name__in=[role.value for role in roles]))
    return user


def _client(person: Person, *, team: Sequence[User], room: Location, today: dt.date, library: Library) -> None:
    practitioner = team[0]
    client = register(
        client=Client(
            name=person.name,
            born_on=person.born_on,
            pronouns=person.pronouns,
            phone=person.phone,
            email=person.email,
            wishes=person.wishes,
            preferences=person.preferences,
            doctor=person.doctor,
            guardian=person.guardian,
        ),
        by=practitioner,
        care_team=team,
        goals=person.goals,
    )
    answered_on = today - dt.timedelta(days=person.intake_days or 0)
    intake = fill_in(client, person, by=practitioner, on=answered_on)
    if person.intake_days is None:
        return
    accept(intake, by=practitioner)
    # As if it had been reviewed then: what has been known for weeks is no news today.
    Flag.objects.filter(client=client, ended_at=None).update(recorded_at=intake.submitted_at)
    for condition, words in person.words.items():
        Flag.objects.filter(client=client, condition=condition, ended_at=None).update(words=words)
    _clearances(client, person, today=today, by=practitioner)
    past = past_visits(client, person, team=team, location=room, today=today, library=library)
    if person.name == GIVEN_A_SHEET:
        give_sheet(past[-1], by=practitioner)


def _clearances(client: Client, person: Person, *, today: dt.date, by: User) -> None:
    """What doctors and midwives were asked, and answered."""
    asked = today - dt.timedelta(days=7)
    if person.name == "George Whitlock":
        Clearance.objects.create(
            client=client, condition_id="stress_fracture", asked_of="Dr Patel", asked_on=asked, recorded_by=by
        )
    answered = {
        "Tom Bellamy": ("neuropathy", "Dr Shah"),
        "Grace Adeyemi": ("pregnancy", "Midwife J. Hollis"),
        "Walter Brooks": ("anticoagulants", "Dr Adams"),
    }
    if person.name in answered:
        condition, doctor = answered[person.name]
        Clearance.objects.create(
            client=client,
            condition_id=condition,
            asked_of=doctor,
            asked_on=today - dt.timedelta(days=120),
            answer=Clearance.Answer.YES,
            answered_on=today - dt.timedelta(days=110),
            expires_on=today + dt.timedelta(days=180),
            recorded_by=by,
        )


@transaction.atomic
def keep_up(*, today: dt.date) -> None:
    """Book today's visits where the day is empty, and answer this morning's questions as they would be asked."""
    mira = User.objects.get(email=OWNER)
    if TreatmentSession.objects.filter(practitioner=mira, home_address="").on_day(today).exists():
        return
    room = Location.objects.first()
    for name, hour, minute, length, aim in AGENDA:
        client = Client.objects.get(name=name)
        at = timezone.make_aware(dt.datetime.combine(today, dt.time(hour, minute)))
        try:
            book_session(
                client=client, practitioner=mira, starts_at=at, minutes=length, location=room, aim=aim, by=mira
            )
        except SlotTaken:
            continue
        if name in ASKED_THIS_MORNING:
            _ask_again(client, today=today, by=mira)
    _visit_at_home(today + dt.timedelta(days=2), by=mira)


def _visit_at_home(day: dt.date, *, by: User) -> None:
    """One visit at a client's home, as long as none is to come."""
    if TreatmentSession.objects.filter(practitioner=by).exclude(home_address="").to_come().exists():
        return
    name, hour, minute, length, aim, address, access = AT_HOME
    at = timezone.make_aware(dt.datetime.combine(day, dt.time(hour, minute)))
    where: Where = {"home_address": address, "access_notes": access, "travel_minutes": 20}
    client = Client.objects.get(name=name)
    with suppress(SlotTaken):
        book_session(client=client, practitioner=by, starts_at=at, minutes=length, aim=aim, anyway=True, by=by, **where)


def _ask_again(client: Client, *, today: dt.date, by: User) -> None:
    """The same answers, given again today."""
    for flag in Flag.objects.current().filter(client=client).exclude(status=Flag.Status.UNKNOWN):
        record_flag(
            client=client,
            condition=flag.condition_id,
            status=flag.status,
            asked_on=today,
            source=Flag.Source.ASKED,
            by=by,
            side=flag.side,
            areas=flag.areas,
            reference_on=flag.reference_on,
            due_on=flag.due_on,
            attributes=flag.attributes,
            words=flag.words,
            replaces=flag,
        )
