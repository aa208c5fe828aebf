"""Local times as people write them, and the moments they may mean."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone


def readings(day: dt.date, at: dt.time) -> list[dt.datetime]:
    """The moments a local date and time can mean, earliest first.

    Nearly always one. Two when the clock changes: the hour that comes twice, or the hour that is left
    out, for which the times an hour either side are meant.
    """
    zone = timezone.get_current_timezone()
    written = dt.datetime.combine(day, at)
    moments = {written.replace(tzinfo=zone, fold=fold).astimezone(dt.UTC) for fold in (0, 1)}
    return sorted(moments)


def moment_on(day: dt.date, at: dt.time) -> dt.datetime:
    """The moment meant where nobody can be asked: the first of two, or the one after the hour left out."""
    moments = readings(day, at)
    return moments[-1] if is_left_out(day, at) else moments[0]


def is_left_out(day: dt.date, at: dt.time) -> bool:
    """Whether the clock jumps over this time on that day."""
    return all(timezone.localtime(moment).time() != at for moment in readings(day, at))


def in_words(moment: dt.datetime, *, with_zone: bool = False) -> str:
    """A moment for a sentence: 4 Nov 2026, 10:45; with the name of the clock when it matters."""
    local = timezone.localtime(moment)
    return f"{local.day} {local:%b %Y, %H:%M}" + (f" ({local:%Z})" if with_zone else "")
