"""What happened with a client, newest first: visits, intakes, facts that changed."""

from sessions.timeline.entry import Entry, Place
from sessions.timeline.page import KINDS, Timeline, timeline_of

__all__ = ["KINDS", "Entry", "Place", "Timeline", "timeline_of"]
