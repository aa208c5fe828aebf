"""The foot map's drawings for the library a check was made with."""

from __future__ import annotations

from dataclasses import asdict
from functools import lru_cache
from typing import TYPE_CHECKING

from knowledge.foot_map import Atlas, atlas_of

if TYPE_CHECKING:
    from knowledge.library import Library


@lru_cache(maxsize=4)
def atlas_for(library: Library) -> Atlas:
    """The atlas of a library, compiled once for each seal."""
    return atlas_of({"footmap": library.footmap, "zones": [asdict(zone) for zone in library.zones]}, seal=library.seal)
