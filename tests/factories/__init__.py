"""What tests make their rows with, by app."""

from tests.factories.accounts import PASSWORD, LocationFactory, PracticeFactory, RoomFactory, UserFactory
from tests.factories.clients import (
    ClearanceFactory,
    ClientFactory,
    ConsentFactory,
    FlagFactory,
    GoalFactory,
    IntakeFactory,
    IntakeLinkFactory,
)
from tests.factories.sessions import (
    AcknowledgementFactory,
    AmendmentFactory,
    NoteFactory,
    OverrideFactory,
    PlannedZoneFactory,
    SafetyCheckFactory,
    ScoreFactory,
    SessionFactory,
    ZoneFindingFactory,
    answer,
    healthy_client,
    submitted_intake,
)

__all__ = [
    "PASSWORD",
    "AcknowledgementFactory",
    "AmendmentFactory",
    "ClearanceFactory",
    "ClientFactory",
    "ConsentFactory",
    "FlagFactory",
    "GoalFactory",
    "IntakeFactory",
    "IntakeLinkFactory",
    "LocationFactory",
    "NoteFactory",
    "OverrideFactory",
    "PlannedZoneFactory",
    "PracticeFactory",
    "RoomFactory",
    "SafetyCheckFactory",
    "ScoreFactory",
    "SessionFactory",
    "UserFactory",
    "ZoneFindingFactory",
    "answer",
    "healthy_client",
    "submitted_intake",
]
