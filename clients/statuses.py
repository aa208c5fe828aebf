"""The answers a condition knows."""

from __future__ import annotations

from clients.models import Flag
from knowledge.entries import Condition

NOT_KNOWN = (str(Flag.Status.UNKNOWN), "Not sure")
YES_OR_NO = [(str(Flag.Status.YES), "Yes"), (str(Flag.Status.NO), "No")]


def status_choices(condition: Condition) -> list[tuple[str, str]]:
    """Statuses with their words, as the library asks for them.

    "Could be" and "in the past" are offered only where the library has them: no rule speaks of them elsewhere, so
    that such an answer would look like a warning and be none. Whoever is not sure answers "Not sure".
    """
    asked = condition.follow_up("status")
    known = [(choice.value, choice.label) for choice in asked.choices] if asked else YES_OR_NO
    return [*known, NOT_KNOWN]
