"""The desk for sessions: read here; what is decided about a client is decided on its page, where it is checked."""

from sessions.admin.diary import AbsenceAdmin, WorkingHoursAdmin
from sessions.admin.own_texts import NotePhrasesAdmin, NoteTemplateAdmin
from sessions.admin.parts import (
    AcknowledgementAdmin,
    AmendmentAdmin,
    HomeVisitAdmin,
    NoticeAdmin,
    OverrideAdmin,
    PlannedZoneAdmin,
    SafetyCheckAdmin,
    ScoreAdmin,
    SecondReadingAdmin,
    ZoneFindingAdmin,
)
from sessions.admin.sessions import NoteAdmin, TreatmentSessionAdmin

__all__ = [
    "AbsenceAdmin",
    "AcknowledgementAdmin",
    "AmendmentAdmin",
    "HomeVisitAdmin",
    "NoteAdmin",
    "NotePhrasesAdmin",
    "NoteTemplateAdmin",
    "NoticeAdmin",
    "OverrideAdmin",
    "PlannedZoneAdmin",
    "SafetyCheckAdmin",
    "ScoreAdmin",
    "SecondReadingAdmin",
    "TreatmentSessionAdmin",
    "WorkingHoursAdmin",
    "ZoneFindingAdmin",
]
