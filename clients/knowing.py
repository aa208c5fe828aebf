"""The published knowledge, for pages that can say so when there is none."""

from __future__ import annotations

import logging

from knowledge.library import Library
from knowledge.publishing import BrokenSeal, NoRelease, current_library

logger = logging.getLogger(__name__)


def library_or_none() -> Library | None:
    """The library in force; None when nothing is published or its seal is broken, and then nothing is checked."""
    try:
        return current_library()
    except (NoRelease, BrokenSeal) as error:
        logger.error("No knowledge to check with: %s", type(error).__name__)
        return None
