"""The aftercare sheet: put together from the library, changed by the practitioner, given and kept."""

from sessions.aftercare.choosing import Advice, advice_for
from sessions.aftercare.drafting import SheetConflict, draft_of, hold_sheet, save_sheet
from sessions.aftercare.giving import CannotGive, give, is_whole
from sessions.aftercare.sheet import Sheet, compose

__all__ = [
    "Advice",
    "CannotGive",
    "Sheet",
    "SheetConflict",
    "advice_for",
    "compose",
    "draft_of",
    "give",
    "hold_sheet",
    "is_whole",
    "save_sheet",
]
