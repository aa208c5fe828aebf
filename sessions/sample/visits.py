"""Past sessions of the sample practice: planned, worked and signed as the rules of their day allowed."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Sequence

from django.utils import timezone

from clients.models import Client
from knowledge.library import Library
from reflexpractice.accounts.models import Location, User
from reflexpractice.audit.chain import record
from sessions.aftercare import compose
from sessions.checking import SessionCheck, check_session
from sessions.models import (
    Acknowledgement,
    AftercareDraft,
    AftercareSheet,
    Means,
    Note,
    PlannedZone,
    SafetyCheck,
    Score,
    TreatmentSession,
    ZoneFinding,
)
from sessions.planning.desk import LIGHT_ONLY, MAY_BE_WORKED
from sessions.planning.questions import to_read
from sessions.sample.people import Person
from sessions.snapshots import as_made
from sessions.write_up import fingerprint_of, written_objective

SAID = (
    "Slept better for two nights after the last visit.",
    "A busy week, shoulders tight.",
    "No change since last time.",
    "Feet felt lighter for some days.",
    "Tired today, wants it quiet.",
)
MADE_OF_IT = ("Easing.", "No change.", "Less tender than last time.", "Tight, but loosening while working.")
NEXT = ("Again in 1 week.", "Again in 2 weeks. Same plan next time.", "Again in 4 weeks.")
MOST_ZONES = 8


def past_visits(
    client: Client, person: Person, *, team: Sequence[User], location: Location, today: dt.date, library: Library
) -> list[TreatmentSession]:
    """The visits before today, a fortnight apart, oldest first; the last one by the last of the team."""
    chance = random.Random(person.name)  # noqa: S311 - invented findings, the same each time
    return [
        _visit(
            client, person, chance, number,
            at=_moment(today - dt.timedelta(days=14 * (person.visits - number) + 3), hour=9 + number % 6),
            practitioner=team[-1 if number == person.visits - 1 else 0], location=location, library=library,
        )
        for number in range(person.visits)
    ]  # fmt: skip


def _moment(day: dt.date, *, hour: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour, 0)))


def _visit(
    client: Client, person: Person, chance: random.Random, number: int, *,
    at: dt.datetime, practitioner: User, location: Location, library: Library,
) -> TreatmentSession:  # fmt: skip
    session = TreatmentSession.objects.create(
        client=client,
        practitioner=practitioner,
        location=location,
        starts_at=at,
        minutes=60,
        aim=person.goals[0] if person.goals else "Relaxation",
        protocol=person.routine,
        pressure=2,
        work_minutes=30,
        techniques=["effleurage"],
        created_by=practitioner,
    )
    planned = _plan(session, person, library)
    check = check_session(session)
    kept = as_made(session, check, moment=SafetyCheck.Moment.START)
    kept.made_at = at
    kept.save()
    _read(session, check, by=practitioner, at=at)
    session.status, session.started_at = TreatmentSession.Status.FINISHED, at
    session.finished_at, session.release = at + dt.timedelta(minutes=55), kept.release
    session.save()
    _write_up(session, person, chance, number, planned, by=practitioner)
    return session


def _read(session: TreatmentSession, check: SessionCheck, *, by: User, at: dt.datetime) -> None:
    """What had to be read before the start was read a few minutes before it."""
    Acknowledgement.objects.bulk_create(
        Acknowledgement(session=session, finding=card.code[:80], fingerprint=card.fingerprint, words=card.words, by=by)
        for card in to_read(check)
        if card.must_be_read
    )
    # The database sets the time of reading on creation.
    Acknowledgement.objects.filter(session=session).update(at=at - dt.timedelta(minutes=4))


def _plan(session: TreatmentSession, person: Person, library: Library) -> Sequence[PlannedZone]:
    states = check_session(session).states()
    routine = next(row for row in library.protocols if row.code == person.routine)
    keys = [(side, code) for code in routine.zones for side in library.zone(code).feet]
    safe = [key for key in keys if states[":".join(key)] in MAY_BE_WORKED][:MOST_ZONES]
    return PlannedZone.objects.bulk_create(
        PlannedZone(
            session=session,
            zone=code,
            zone_name=library.zone(code).name,
            side=side,
            light=states[f"{side}:{code}"] in LIGHT_ONLY,
            order=place,
        )
        for place, (side, code) in enumerate(safe)
    )


def _write_up(
    session: TreatmentSession,
    person: Person,
    chance: random.Random,
    number: int,
    planned: Sequence[PlannedZone],
    *,
    by: User,
) -> None:
    note = Note.objects.create(session=session, skin_checked=True)
    textures = ZoneFinding.Texture.values
    ZoneFinding.objects.bulk_create(
        ZoneFinding(
            note=note,
            zone=row.zone,
            zone_name=row.zone_name,
            side=row.side,
            tenderness=max(0, min(3, chance.choice((0, 1, 1, 2, 3)) - number // 3)),
            textures=chance.sample(textures, chance.choice((0, 1, 1, 2))),
            order=place,
        )
        for place, row in enumerate(planned)
    )
    for goal in person.goals:
        before = max(2, 8 - number // 2 - chance.choice((0, 0, 1)))
        Score.objects.create(note=note, goal=goal, before=before, after=max(0, before - chance.choice((1, 2, 3))))
    note.subjective, note.assessment, note.plan = chance.choice(SAID), chance.choice(MADE_OF_IT), chance.choice(NEXT)
    note.objective = written_objective(note.findings.all())
    note.save()
    if person.name == "Tom Bellamy" and number == person.visits - 1:
        return  # the note that waits for a signature
    fresh = Note.objects.select_related("session").get(pk=note.pk)
    fresh.signed_by, fresh.signed_at, fresh.signed_means = by, session.finished_at, Means.PASSWORD
    fresh.needs_co_signature = not by.has_perm("treatments.co_sign_note")
    fresh.content_hash = fingerprint_of(fresh)
    fresh.save()
    record("note.signed", fresh, by=by, client=session.client_id, detail={"hash": fresh.content_hash})


def give_sheet(session: TreatmentSession, *, by: User) -> None:
    """The aftercare sheet of a past visit, printed at its end."""
    content = compose(session, AftercareDraft(session=session))
    sheet = AftercareSheet.objects.create(
        session=session,
        key=uuid.uuid4(),
        how=AftercareSheet.How.PRINTED,
        content=content.as_dict(),
        text=content.text,
        content_hash=content.hash,
        given_at=session.finished_at or session.starts_at,
        given_by=by,
    )
    detail = {"how": sheet.how, "hash": sheet.content_hash}
    record("aftercare.given", sheet, by=by, client=session.client_id, detail=detail)
