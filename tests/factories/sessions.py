"""Visits, their plans and what was read; `healthy_client` is a client about whom everything was asked."""

import datetime as dt
import uuid
from hashlib import sha256
from io import BytesIO
from typing import Any

import factory
from django.utils import timezone
from PIL import Image

from clients.models import Client, Consent, Flag, Intake
from knowledge.library import Library
from reflexpractice.accounts.models import User
from sessions.models import (
    Acknowledgement,
    AftercareSheet,
    Amendment,
    Note,
    NoteTemplate,
    Override,
    Photo,
    PlannedZone,
    SafetyCheck,
    Score,
    SecondReading,
    TreatmentSession,
    ZoneFinding,
)
from sessions.photos import shelf
from sessions.photos.developing import Picture
from tests.factories.accounts import UserFactory
from tests.factories.clients import ClientFactory, ConsentFactory, IntakeFactory


def healthy_client(library: Library, *, seen_by: User | None = None, **fields: Any) -> Client:
    """A client with a reviewed intake, both consents, and a fresh no to every core question."""
    client: Client = ClientFactory(seen_by=seen_by, **fields)
    IntakeFactory(client=client, accepted=True)
    for kind in (Consent.Kind.TREATMENT, Consent.Kind.RECORDS):
        ConsentFactory(client=client, kind=kind)
    Flag.objects.bulk_create(
        Flag(
            client=client,
            condition_id=condition.code,
            status=Flag.Status.NO,
            asked_on=timezone.localdate(),
            source=Flag.Source.ASKED,
        )
        for condition in library.conditions
        if condition.kind == "asked" and not condition.parent
    )
    return client


def answer(client: Client, condition: str, status: str = Flag.Status.YES, **fields: Any) -> Flag:
    """What the client says now of a condition, instead of what was said before."""
    Flag.objects.filter(client=client, condition_id=condition, ended_at=None).update(ended_at=timezone.now())
    return Flag.objects.create(
        client=client,
        condition_id=condition,
        status=status,
        **{"asked_on": timezone.localdate(), "source": Flag.Source.ASKED} | fields,
    )


class SessionFactory(factory.django.DjangoModelFactory[TreatmentSession]):
    """A booked visit in an hour; `started=True` for one that is being worked."""

    class Meta:
        model = TreatmentSession

    client = factory.SubFactory(ClientFactory)
    practitioner = factory.SubFactory(UserFactory)
    starts_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(hours=1))
    minutes = 60

    class Params:
        started = factory.Trait(status=TreatmentSession.Status.STARTED, started_at=factory.LazyFunction(timezone.now))
        finished = factory.Trait(
            status=TreatmentSession.Status.FINISHED,
            starts_at=factory.LazyFunction(lambda: timezone.now() - dt.timedelta(days=14)),
            started_at=factory.LazyFunction(lambda: timezone.now() - dt.timedelta(days=14)),
            finished_at=factory.LazyFunction(lambda: timezone.now() - dt.timedelta(days=14)),
        )


class PlannedZoneFactory(factory.django.DjangoModelFactory[PlannedZone]):
    class Meta:
        model = PlannedZone

    session = factory.SubFactory(SessionFactory)
    zone = "liver"
    zone_name = "Liver"
    side = "right"


class AcknowledgementFactory(factory.django.DjangoModelFactory[Acknowledgement]):
    class Meta:
        model = Acknowledgement

    session = factory.SubFactory(SessionFactory)
    finding = "pregnancy:avoid:0"
    fingerprint = factory.Sequence(lambda number: f"{number:064d}")
    words = "Pregnant, 24 weeks"
    by = factory.SubFactory(UserFactory)


class OverrideFactory(factory.django.DjangoModelFactory[Override]):
    class Meta:
        model = Override

    session = factory.SubFactory(SessionFactory)
    zone = "heel_pad"
    zone_name = "Heel pad"
    side = "left"
    effect = "avoid"
    rules = ["PREG-01"]
    fingerprint = "0" * 64
    shown = "Left out during pregnancy."
    reason = Override.Reason.CLIENT_WISH
    words = "Holding only, at her request."
    client_agrees = True
    by = factory.SubFactory(UserFactory)


class NoteFactory(factory.django.DjangoModelFactory[Note]):
    """A note being written; `signed=True` for one that can no longer change."""

    class Meta:
        model = Note

    session = factory.SubFactory(SessionFactory, finished=True)

    class Params:
        signed = factory.Trait(
            signed_at=factory.LazyFunction(timezone.now),
            signed_by=factory.SubFactory(UserFactory),
            content_hash="0" * 64,
        )


class ZoneFindingFactory(factory.django.DjangoModelFactory[ZoneFinding]):
    class Meta:
        model = ZoneFinding

    note = factory.SubFactory(NoteFactory)
    zone = "liver"
    zone_name = "Liver"
    side = "right"


class ScoreFactory(factory.django.DjangoModelFactory[Score]):
    class Meta:
        model = Score

    note = factory.SubFactory(NoteFactory)
    goal = factory.Sequence(lambda number: f"Sleep through the night {number}")


class NoteTemplateFactory(factory.django.DjangoModelFactory[NoteTemplate]):
    """A template of the practice; `person=` for one of somebody's own."""

    class Meta:
        model = NoteTemplate

    name = factory.Sequence(lambda number: f"Follow-up {number}")
    plan = "Again in 3 weeks."


class SecondReadingFactory(factory.django.DjangoModelFactory[SecondReading]):
    """A signed note that was returned."""

    class Meta:
        model = SecondReading

    note = factory.SubFactory(NoteFactory, signed=True, needs_co_signature=True)
    signed_by = factory.SelfAttribute("note.signed_by")
    by = factory.SubFactory(UserFactory)
    verdict = SecondReading.Verdict.RETURNED
    words = "Which oil was used?"
    at = factory.LazyFunction(timezone.now)
    covers = "0" * 64
    hash = "2" * 64


_out = BytesIO()
Image.new("RGB", (8, 6), "pink").save(_out, "JPEG")
SMALL = _out.getvalue()
"""A picture that can be put on paper."""


class PhotoFactory(factory.django.DjangoModelFactory[Photo]):
    """A photo with a plain picture on the shelf; `agreed=True` when the client agrees to photos."""

    class Meta:
        model = Photo

    note = factory.SubFactory(NoteFactory)
    side = "left"
    view = "plantar"
    width, height = 8, 6
    added_by = factory.SubFactory(UserFactory)
    source_sha256 = factory.Sequence(lambda number: f"{number:064d}")

    @classmethod
    def _create(cls, model_class: type[Photo], *args: Any, agreed: bool = False, **kwargs: Any) -> Photo:
        picture = Picture(b"a picture", SMALL, 8, 6)
        if agreed:
            ConsentFactory(client=kwargs["note"].session.client, kind=Consent.Kind.PHOTOS)
        sums = {"sha256": sha256(picture.jpeg).hexdigest(), "small_sha256": sha256(picture.small).hexdigest()}
        return model_class.objects.create(name=shelf.put(picture), **sums, **kwargs)


class AmendmentFactory(factory.django.DjangoModelFactory[Amendment]):
    class Meta:
        model = Amendment

    note = factory.SubFactory(NoteFactory, signed=True)
    words = "Felt well the day after."
    reason = "Said on the telephone."
    by = factory.SubFactory(UserFactory)
    at = factory.LazyFunction(timezone.now)
    previous_hash = "0" * 64
    hash = "1" * 64


TEXTS_OF_A_SHEET = ("practice", "client", "title", "meta", "worked_title", "call", "next_visit", "benefit", "honest")


class AftercareSheetFactory(factory.django.DjangoModelFactory[AftercareSheet]):
    """A sheet that was printed; `says` is one of its lines."""

    class Meta:
        model = AftercareSheet

    class Params:
        says = "Drink normally."

    session = factory.SubFactory(SessionFactory, finished=True)
    key = factory.LazyFunction(uuid.uuid4)
    how = AftercareSheet.How.PRINTED
    content = factory.LazyAttribute(
        lambda row: {
            **dict.fromkeys(TEXTS_OF_A_SHEET, ""),
            **{name: [] for name in ("sender", "worked", "left_out", "scores", "own")},
            "states": {},
            "parts": [{"code": "help", "title": "Get medical help at once if", "rows": [row.says]}],
        }
    )
    text = factory.SelfAttribute("says")
    content_hash = "0" * 64
    given_at = factory.LazyFunction(timezone.now)
    given_by = factory.SubFactory(UserFactory)


class SafetyCheckFactory(factory.django.DjangoModelFactory[SafetyCheck]):
    """A check without any fact, kept at the start."""

    class Meta:
        model = SafetyCheck

    session = factory.SubFactory(SessionFactory, finished=True)
    moment = SafetyCheck.Moment.START
    facts: list[Any] = []
    plan: dict[str, Any] = {"session_on": "2026-11-21", "zones": [], "techniques": [], "pressure": 2, "minutes": 45}
    result: dict[str, Any] = {}
    complete = True
    effect = "none"


def submitted_intake(client: Client) -> Intake:
    """An intake that waits for review and may change everything."""
    intake: Intake = IntakeFactory(client=client, submitted=True)
    return intake
