"""Writing up: findings zone by zone, scores, the note, the signature, additions."""

from sessions.write_up.amending import amend
from sessions.write_up.drafting import Conflict, save_draft, set_score
from sessions.write_up.finding import NeedsReason, clear_finding, record_finding, written_objective
from sessions.write_up.fingerprint import content_of, fingerprint_of
from sessions.write_up.once import Mark, caught_up, once
from sessions.write_up.opening import Locked, open_note
from sessions.write_up.reading import news
from sessions.write_up.signing import Missing, NotReady, WrongPassword, finish, missing, sign

__all__ = [
    "Conflict",
    "Locked",
    "Mark",
    "Missing",
    "NeedsReason",
    "NotReady",
    "WrongPassword",
    "amend",
    "caught_up",
    "clear_finding",
    "content_of",
    "fingerprint_of",
    "finish",
    "missing",
    "news",
    "once",
    "open_note",
    "record_finding",
    "save_draft",
    "set_score",
    "sign",
    "written_objective",
]
