"""A kept check made once more: the same facts, the same Release, and so the same answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from clients.checking import ClientCheck, Knowledge, assess_everything
from clients.facts import FactSheet
from knowledge.check import Fact, Side, Status
from knowledge.publishing import BrokenSeal, library_for
from sessions.models import SafetyCheck


def check_as_kept(kept: SafetyCheck) -> ClientCheck | None:
    """What was safe on both whole feet when a check was made; None when its Release cannot be trusted or read.

    A check that was not complete then is not complete now.
    """
    if kept.release is None:
        return None
    try:
        library = library_for(kept.release)
        facts = tuple(fact_from(cells) for cells in kept.facts)
    except (BrokenSeal, KeyError, TypeError, ValueError):
        return None
    problems = () if kept.complete else ("The check was not complete when it was made.",)
    knowledge, sheet = Knowledge(library), FactSheet(facts=facts, problems=problems)
    day = dt.date.fromisoformat(kept.plan["session_on"])
    return ClientCheck(day, knowledge, sheet, assess_everything(knowledge, sheet, day))


def fact_from(cells: Mapping[str, Any]) -> Fact:
    """A fact as `snapshots.fact_as_dict` has kept it. KeyError, TypeError or ValueError when it is not one."""
    return Fact(
        condition=cells["condition"],
        status=Status(cells["status"]),
        side=Side(cells["side"]) if cells["side"] else None,
        areas=tuple(cells["areas"]),
        reference_on=_day(cells["reference_on"]),
        due_on=_day(cells["due_on"]),
        cleared=cells["cleared"],
        attributes=cells["attributes"],
        asked_on=_day(cells["asked_on"]),
    )


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
