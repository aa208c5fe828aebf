"""Saving what is being written, without ever losing either of two texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from reflexpractice.audit.chain import record
from sessions.models import Note, Score
from sessions.write_up.finding import written_objective
from sessions.write_up.opening import hold

if TYPE_CHECKING:
    from reflexpractice.accounts.models import User

TEXTS = ("subjective", "objective", "assessment", "plan")


class Conflict(Exception):
    """Somebody saved this note in between: `theirs` is what stands."""

    def __init__(self, theirs: Note) -> None:
        self.theirs = theirs
        super().__init__("Someone else changed this note in the meantime. Both texts are here.")

    @property
    def standing(self) -> dict[str, str]:
        """The four texts as they stand, by name."""
        return {name: getattr(self.theirs, name) for name in TEXTS}


@transaction.atomic
def save_draft(*, note: Note, version: int, by: User, skin_checked: bool | None = None, **texts: str) -> Note:
    """Save texts as typed when `version` is still the one that was read; the same twice is once.

    Conflict when someone saved something else in between; Locked once signed.
    """
    held = hold(note)
    unknown = set(texts) - set(TEXTS)
    if unknown:
        raise TypeError(f"A note has no {', '.join(sorted(unknown))}.")
    changes: dict[str, object] = {**texts, **({} if skin_checked is None else {"skin_checked": skin_checked})}
    if "objective" in texts:
        changes["objective_by_hand"] = not _is_from_map(held, texts["objective"])
    # An answer that got lost on its way is asked for again: what stands is what was sent.
    if all(getattr(held, name) == value for name, value in changes.items()):
        return held
    saved = Note.objects.filter(pk=held.pk, version=version, signed_at=None).update(
        version=F("version") + 1, changed_at=timezone.now(), **changes
    )
    if not saved:
        raise Conflict(held)
    record("note.saved", held, by=by, client=held.session.client_id, detail={"version": version + 1})
    held.refresh_from_db()
    return held


def added(standing: str, words: str) -> str:
    """`words` on a line of their own after what stands; what holds them already stays as it is."""
    if words in standing:
        return standing
    return f"{standing.rstrip()}\n{words}" if standing.strip() else words


def _is_from_map(note: Note, objective: str) -> bool:
    """Whether the O may go on following the map; emptied by hand, it follows it again."""
    text = objective.strip()
    unchanged = not note.objective_by_hand and text == note.objective.strip()
    return unchanged or text in ("", written_objective(note.findings.all()))


@transaction.atomic
def set_score(*, note: Note, goal: str, by: User, before: int | None = None, after: int | None = None) -> Score | None:
    """Score a goal 0 to 10 before and after; without both the score is taken back.

    ValidationError for a number off the scale; Locked once signed.
    """
    held = hold(note)
    score = held.scores.filter(goal=goal).first()
    if before is None and after is None:
        if score:
            _take_back(score, held, by=by)
        return None
    score = score or Score(note=held, goal=goal)
    score.before, score.after = before, after
    score.clean_fields(exclude=["note"])
    score.save()
    record("note.scored", score, by=by, client=held.session.client_id)
    return score


def _take_back(score: Score, note: Note, *, by: User) -> None:
    record("note.score_cleared", score, by=by, client=note.session.client_id)
    score.delete()
