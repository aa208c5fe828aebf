from sessions.models.aftercare import AftercareDraft, AftercareMailing, AftercareSheet
from sessions.models.diary import Absence, Series, SlotHold, Weekday, WorkingHours
from sessions.models.feed import CalendarFeed
from sessions.models.home_visit import Buddy, HomeVisit
from sessions.models.note import (
    Amendment,
    Means,
    Note,
    NotePhrases,
    NoteTemplate,
    Score,
    SecondReading,
    ZoneFinding,
)
from sessions.models.notice import Notice, ReminderSettings
from sessions.models.outlook import Outlook
from sessions.models.photo import Photo
from sessions.models.plan import Acknowledgement, Override, PlannedZone, SafetyCheck
from sessions.models.sent import Sent
from sessions.models.session import TreatmentSession

__all__ = [
    "Absence",
    "Acknowledgement",
    "AftercareDraft",
    "AftercareMailing",
    "AftercareSheet",
    "Amendment",
    "Buddy",
    "CalendarFeed",
    "HomeVisit",
    "Means",
    "Note",
    "NotePhrases",
    "NoteTemplate",
    "Notice",
    "Outlook",
    "Override",
    "Photo",
    "PlannedZone",
    "ReminderSettings",
    "SafetyCheck",
    "Score",
    "SecondReading",
    "Sent",
    "Series",
    "SlotHold",
    "TreatmentSession",
    "Weekday",
    "WorkingHours",
    "ZoneFinding",
]
