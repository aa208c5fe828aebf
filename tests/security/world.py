"""A practice in which somebody else's client has told much, and every word of it can be recognised again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.test import Client as Browser
from django.utils import timezone

from clients.intake import links
from clients.models import Clearance, Client, RedFlag
from clients.views.intake_door import KEY
from knowledge.models import (
    Aftercare,
    Condition,
    FootOutline,
    Protocol,
    RegionShape,
    Release,
    Rule,
    Source,
    Technique,
    Zone,
    ZoneShape,
)
from reflexpractice.accounts.models import User
from reflexpractice.audit.chain import record
from sessions.diary.feed import open_feed
from sessions.models import (
    Absence,
    AftercareDraft,
    Amendment,
    HomeVisit,
    Note,
    NotePhrases,
    Notice,
    Outlook,
    SafetyCheck,
    TreatmentSession,
    WorkingHours,
)
from sessions.outlooks import News
from tests.factories import (
    AcknowledgementFactory,
    AftercareSheetFactory,
    ClearanceFactory,
    ClientFactory,
    ConsentFactory,
    FlagFactory,
    GoalFactory,
    IntakeFactory,
    IntakeLinkFactory,
    LocationFactory,
    NoteFactory,
    NoteTemplateFactory,
    OverrideFactory,
    PhotoFactory,
    PlannedZoneFactory,
    PracticeFactory,
    ScoreFactory,
    SecondReadingFactory,
    SessionFactory,
    UserFactory,
    ZoneFindingFactory,
)
from tests.factories.knowledge import publish_shipped

NAME = "Kanarienvogel"
HEALTH = "Zeisigfink"
"""Words that stand in the client's name, and in everything told about their health."""

BORN_ON = dt.date(1988, 2, 3)


@dataclass(frozen=True)
class World:
    people: dict[str, User]
    client: Client
    guest: Client
    targets: dict[str, list[tuple[Any, ...]]]

    def browser(self, role: str) -> Browser:
        """The browser of somebody in that role, signed in where they can be."""
        browser = Browser(raise_request_exception=False)
        if role == "guest":
            _come_in(browser, self.guest)
        elif role != "anonymous":
            browser.force_login(self.people[role])
        if role == "left":
            User.objects.filter(pk=self.people[role].pk).update(is_active=False)
        return browser


def _come_in(browser: Browser, client: Client) -> None:
    """As a client does who followed the link, and was asked for the birth date."""
    link = IntakeLinkFactory(intake__client=client, token="the-guest-came-in-by-this")
    links.open_link(link, day=timezone.localdate())
    session = browser.session
    session[KEY] = {"link": link.pk, "known": True}
    session.save()
    browser.cookies["reflex"] = session.session_key


def build() -> World:
    """Everybody, and one client of the carer's with a row of every kind."""
    PracticeFactory()
    publish_shipped()
    people = {
        "carer": UserFactory(name="Cara Carer", is_staff=True),
        "assistant": UserFactory(name="Anton Assistant", assistant=True, is_staff=True),
        "other": UserFactory(name="Otto Other", is_staff=True),
        "owner": UserFactory(name="Olga Owner", owner=True, is_staff=True),
        "reception": UserFactory(name="Rita Reception", reception=True, is_staff=True),
        "editor": UserFactory(name="Edda Editor", editor=True, is_staff=True),
        "left": UserFactory(name="Lena Left", owner=True, is_staff=True),
    }
    client = ClientFactory(
        name=f"Karin {NAME}", born_on=BORN_ON, wishes=f"{HEALTH} wishes", doctor=f"Dr {HEALTH}",
        past_names=f"Old {NAME}", email=f"{NAME}@client.example", address=f"{NAME} street",
        emergency_contact=f"{NAME} senior",
    )  # fmt: skip
    client.care_team.add(people["carer"], people["assistant"], people["left"])
    guest = ClientFactory(name="Gustav Guest", born_on=BORN_ON, seen_by=people["other"])
    return World(people, client, guest, {**_things(people), **_told(client, people), **_worked(client, people)})


def _things(people: dict[str, User]) -> dict[str, list[tuple[Any, ...]]]:
    """What is nobody's secret."""
    rows = (Source, Zone, ZoneShape, FootOutline, RegionShape, Condition, Technique, Rule, Protocol, Aftercare, Release)
    return {
        "": [()],
        **{model._meta.model_name or "": [(model._default_manager.values_list("pk", flat=True)[0],)] for model in rows},
        "condition_code": [("pregnancy",)],
        "zone_code": [("liver",)],
        "technique_code": [(Technique.objects.values_list("code", flat=True)[0],)],
        "release_number": [(1,)],
        "person": [(people["carer"].pk,)],
        "practice": [(1,)],
        "place": [(LocationFactory().pk,)],
        **_hours(people["carer"]),
        "notetemplate": [(NoteTemplateFactory().pk,)],
        "notephrases": [(NotePhrases.objects.create(plan="Again in 3 weeks.").pk,)],
        "group": [(Group.objects.values_list("pk", flat=True)[0],)],
        "emailaddress": [(1,)],
        "authenticator": [(1,)],
        "feed_token": [(_feed(people["carer"]),)],
        "used_token": [("a-token-that-was-used",)],
        "reset_key": [("a", "b-c")],
        "reset_mail": [("abc",)],
        "step": [("pregnancy",)],
        "admin_part": [("clients",)],
        "closed": [("account/signup/",)],
    }


def _letter(session: TreatmentSession) -> Notice:
    """A reminder that did not go off."""
    return Notice.objects.create(
        session=session, kind="first", starts_at=session.starts_at, state="given_up", claimed_at=timezone.now()
    )


def _feed(carer: User) -> str:
    """The carer's calendar, switched on."""
    return open_feed(practitioner=carer, by=carer)


def _hours(carer: User) -> dict[str, list[tuple[Any, ...]]]:
    """When the carer works and is away."""
    hours = WorkingHours.objects.create(practitioner=carer, weekday=0, begins=dt.time(9), ends=dt.time(17))
    begins = timezone.now() + dt.timedelta(days=90)
    absence = Absence.objects.create(practitioner=carer, starts_at=begins, ends_at=begins + dt.timedelta(days=1))
    return {"workinghours": [(hours.pk,)], "absence": [(absence.pk,)]}


def _told(client: Client, people: dict[str, User]) -> dict[str, list[tuple[Any, ...]]]:
    """What the client told, and what doctors answered."""
    carer, day = people["carer"], timezone.localdate()
    flag = FlagFactory(
        client=client, words=f"{HEALTH} flag", attributes={"where": f"{HEALTH} attribute"}, recorded_by=carer
    )
    FlagFactory(
        client=client,
        condition_id="diabetes",
        words=f"{HEALTH} past",
        ended_at=timezone.now() + dt.timedelta(1),
        end_reason=f"{HEALTH} reason",
    )
    reviewed = IntakeFactory(
        client=client, accepted=True, review_note=f"{HEALTH} review", answers={"wishes": {"x": [HEALTH]}}
    )
    waiting = IntakeFactory(client=client, submitted=True, answers={"pregnancy": {"words": [f"{HEALTH} answer"]}})
    stopped = RedFlag.objects.create(
        intake=waiting, step="pregnancy", condition="pregnancy", rule="PREG-01", name=f"{HEALTH} red flag",
        call="doctor", words=f"{HEALTH} read this", answer=RedFlag.Answer.CHECKED, checked_by=f"Dr {HEALTH}",
    )  # fmt: skip
    link = IntakeLinkFactory(intake__client=client)
    IntakeLinkFactory(intake__client=ClientFactory(name="Theo Token"), token="an-open-token")
    goal = GoalFactory(client=client, words=f"{HEALTH} goal")
    asked = ClearanceFactory(client=client, asked_of=f"Dr {HEALTH}")
    given = ClearanceFactory(
        client=client,
        given=True,
        condition_id="diabetes",
        asked_of=f"Dr {HEALTH}",
        limits=f"{HEALTH} limits",
        answer=Clearance.Answer.LIMITS,
    )
    consent = ConsentFactory(client=client, signed_name=f"Karin {NAME}", intake=reviewed, relation=f"{HEALTH} relation")
    event = record("client.read", client, by=carer, client=client.pk, detail={"seen": str(day)})
    LogEntry.objects.create(
        user=carer, content_type=ContentType.objects.get_for_model(Client), object_id=client.pk,
        object_repr=f"Karin {NAME}", action_flag=CHANGE, change_message=f"{NAME} change",
    )  # fmt: skip
    return {
        "client": [(client.pk,)],
        "dossier": [(client.pk, "pdf"), (client.pk, "data")],
        "client_type": [(ContentType.objects.get_for_model(Client).pk, client.pk)],
        "flag": [(flag.pk,)],
        "goal": [(goal.pk,)],
        "clearance": [(asked.pk,), (given.pk,)],
        "intake": [(waiting.pk,), (reviewed.pk,)],
        "reviewed": [(reviewed.pk,)],
        "redflag": [(stopped.pk,)],
        "link": [(link.pk,)],
        "token": [("an-open-token",)],
        "consent": [(consent.pk,)],
        "event": [(event.pk,)],
    }


def _worked(client: Client, people: dict[str, User]) -> dict[str, list[tuple[Any, ...]]]:
    """Sessions of the client: booked, being worked, and signed by the assistant, returned, with an addition."""
    carer = people["carer"]
    own = {"client": client, "practitioner": carer, "aim": f"{HEALTH} aim"}
    booked = SessionFactory(**own)
    started = SessionFactory(**own, started=True, starts_at=timezone.now() - dt.timedelta(minutes=5))
    signed = SessionFactory(**own, finished=True)
    for session in (booked, started, signed):
        _planned(session, carer)
    for session in (started, signed):
        _written(session)
    photo = PhotoFactory(note=started.note, words=f"{HEALTH} photo", added_by=carer, agreed=True)
    Note.objects.filter(session=signed).update(
        signed_at=timezone.now(), signed_by=people["assistant"], content_hash="0" * 64, needs_co_signature=True
    )
    SecondReadingFactory(note=signed.note, signed_by=people["assistant"], by=carer, words=f"{HEALTH} remark")
    Amendment.objects.create(
        note=Note.objects.get(session=signed), words=f"{HEALTH} addition", reason=f"{HEALTH} why", by=carer,
        at=timezone.now(), previous_hash="0" * 64, hash="1" * 64,
    )  # fmt: skip
    news = News("pregnancy", "avoid", zones=("right:liver",)).as_dict()
    Outlook.objects.create(session=booked, cause="answers", news=[news], changed_at=timezone.now())
    SafetyCheck.objects.create(
        session=booked, moment="start", facts={"x": HEALTH}, plan={"x": HEALTH}, result={"x": HEALTH}, complete=True,
        effect="none",
    )  # fmt: skip
    sheet = AftercareSheetFactory(session=signed, says=f"{HEALTH} advice", given_by=carer)
    AftercareDraft.objects.create(session=started, own_words=f"{HEALTH} own words")
    return {
        "aftercare_sheet": [(sheet.pk,)],
        "aftercare_paper": [(sheet.pk, "a4"), (sheet.pk, "a5")],
        "session": [(booked.pk,), (started.pk,), (signed.pk,)],
        "booked": [(booked.pk,)],
        "note": [(started.note.pk,)],
        "homevisit": [(HomeVisit.objects.create(session=booked, out_by=booked.ends_at).pk,)],
        "notice": [(_letter(booked).pk,)],
        "photo": [(photo.pk,)],
        **{name: [(rows.values_list("pk", flat=True)[0],)] for name, rows in _parts(booked, signed).items()},
    }


def _parts(booked: TreatmentSession, signed: TreatmentSession) -> dict[str, QuerySet[Any]]:
    """What belongs to a session or its note, by the name of its kind."""
    return {
        "plannedzone": booked.planned_zones.all(),
        "safetycheck": booked.safety_checks.all(),
        "acknowledgement": booked.acknowledgements.all(),
        "override": booked.overrides.all(),
        "zonefinding": signed.note.findings.all(),
        "score": signed.note.scores.all(),
        "amendment": signed.note.amendments.all(),
        "secondreading": signed.note.second_readings.all(),
    }


def _planned(session: TreatmentSession, carer: User) -> None:
    PlannedZoneFactory(session=session)
    AcknowledgementFactory(session=session, words=f"{HEALTH} read", by=carer)
    OverrideFactory(session=session, words=f"{HEALTH} override", shown=f"{HEALTH} warning", by=carer)


def _written(session: TreatmentSession) -> None:
    note = NoteFactory(
        session=session, subjective=f"{HEALTH} s", objective=f"{HEALTH} o", assessment=f"{HEALTH} a", plan=f"{HEALTH} p"
    )
    ZoneFindingFactory(note=note, words=f"{HEALTH} finding", justification=f"{HEALTH} justification")
    ScoreFactory(note=note, goal=f"{HEALTH} score", before=7, after=3)
