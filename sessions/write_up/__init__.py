"""Writing up: findings zone by zone, scores, the note, the signature, additions."""

from sessions.write_up.amending import amend
from sessions.write_up.carrying import CARRIED, carry_over, last_note, same_as_before, still_carried
from sessions.write_up.co_signing import co_sign, last_link, return_note
from sessions.write_up.drafting import Conflict, added, save_draft, set_score
from sessions.write_up.finding import NeedsReason, clear_finding, record_finding, written_objective
from sessions.write_up.fingerprint import content_of, fingerprint_of
from sessions.write_up.once import Mark, caught_up, once
from sessions.write_up.opening import Locked, open_note
from sessions.write_up.reading import news
from sessions.write_up.signing import Missing, NotReady, finish, missing, sign

__all__ = [
    "CARRIED",
    "Conflict",
    "Locked",
    "Mark",
    "Missing",
    "NeedsReason",
    "NotReady",
    "added",
    "amend",
    "carry_over",
    "caught_up",
    "clear_finding",
    "co_sign",
    "content_of",
    "fingerprint_of",
    "finish",
    "last_link",
    "last_note",
    "missing",
    "news",
    "once",
    "open_note",
    "record_finding",
    "return_note",
    "same_as_before",
    "save_draft",
    "set_score",
    "sign",
    "still_carried",
    "written_objective",
]
