"""Why a visit cannot be put into the diary, or taken out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from sessions.models import SlotHold

if TYPE_CHECKING:
    from sessions.models import Absence, TreatmentSession


class CannotBook(Exception):
    """Why this visit cannot be booked, moved or taken out of the diary, as a sentence."""

    code = "booking"


class SlotTaken(CannotBook):
    """The practitioner, the room or the client has another session at that time."""

    code = "taken"

    def __init__(self, other: TreatmentSession, whose: str = SlotHold.Whose.PRACTITIONER) -> None:
        self.other = other
        begins, ends = timezone.localtime(other.starts_at), timezone.localtime(other.ends_at)
        super().__init__(
            f"{_who(other, whose)} from {begins:%H:%M} to {ends:%H:%M} "
            f"on {begins.day} {begins:%B}{_around(other, whose)}. Choose another time."
        )


class JustTaken(CannotBook):
    """Somebody else was a moment faster."""

    code = "taken"

    def __init__(self) -> None:
        super().__init__("Somebody has just taken this time. Choose another time.")


class Away(CannotBook):
    """The practitioner is away, or the practice is closed."""

    code = "away"

    def __init__(self, absence: Absence) -> None:
        begins, ends = timezone.localtime(absence.starts_at), timezone.localtime(absence.ends_at)
        who = f"{absence.practitioner} is away" if absence.practitioner else "The practice is closed"
        super().__init__(
            f"{who} from {begins.day} {begins:%B %H:%M} to {ends.day} {ends:%B %H:%M}. "
            "Choose another time, or change the absence first."
        )


class OutsideHours(CannotBook):
    """The practitioner does not usually work then; it can be booked all the same."""

    code = "outside_hours"

    def __init__(self) -> None:
        super().__init__("This is outside working hours. Choose another time, or tick that you mean it.")


class NotBooked(CannotBook):
    """The session has begun or is over, so the booking can no longer change."""

    code = "not_booked"

    def __init__(self) -> None:
        super().__init__("This session is no longer only booked, so it cannot be moved or cancelled.")


class StillThere(CannotBook):
    """Whoever is at somebody's home is watched over by this visit; it changes when they are out."""

    code = "still_there"

    def __init__(self) -> None:
        super().__init__("Somebody is at this home visit and has not checked out. Check out first.")


def _who(other: TreatmentSession, whose: str) -> str:
    if whose == SlotHold.Whose.ROOM:
        return f"{other.room} is taken"
    who = other.client if whose == SlotHold.Whose.CLIENT else other.practitioner
    return f"{who} has another session"


def _around(other: TreatmentSession, whose: str) -> str:
    """The time kept free around the other session, where it is the practitioner's and there is any."""
    if whose != SlotHold.Whose.PRACTITIONER or not (other.travel_minutes or other.buffer_minutes):
        return ""
    begins, ends = timezone.localtime(other.kept_from), timezone.localtime(other.kept_until)
    return f", with {begins:%H:%M} to {ends:%H:%M} kept free for it"
