"""Foot maps of a check: what pages put beside names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.foot_map import FootMini, draw_mini
from sessions.atlas import atlas_for

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clients.checking import ClientCheck

Key = tuple[str, str]


def by_place(states: Mapping[str, str]) -> dict[Key, str]:
    """ "right:liver" as the pair that the drawing takes."""
    return {(foot, zone): state for name, state in states.items() for foot, _, zone in [name.partition(":")]}


def mini_map(check: ClientCheck, *, id: str) -> FootMini:
    """The pair of tiny feet for a client's state on a day."""
    return draw_mini(atlas_for(check.library), by_place(check.states()), id=id)
