"""The library's rows: what the practice may edit, and what it has published."""

from knowledge.models.aftercare import Aftercare
from knowledge.models.condition import Condition, FollowUp
from knowledge.models.drawing import FootOutline, RegionShape, ZoneShape
from knowledge.models.protocol import Protocol, ProtocolZone
from knowledge.models.release import BrokenSeal, PublishedIsFinal, Release
from knowledge.models.rule import Rule, RuleAttribute, RuleScope
from knowledge.models.source import Source
from knowledge.models.technique import Technique
from knowledge.models.zone import Zone

__all__ = [
    "Aftercare",
    "BrokenSeal",
    "Condition",
    "FollowUp",
    "FootOutline",
    "Protocol",
    "ProtocolZone",
    "PublishedIsFinal",
    "RegionShape",
    "Release",
    "Rule",
    "RuleAttribute",
    "RuleScope",
    "Source",
    "Technique",
    "Zone",
    "ZoneShape",
]
