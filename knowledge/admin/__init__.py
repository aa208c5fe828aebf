"""The content editor's desk: every row of the library, and the way to publish it."""

from knowledge.admin.content import AftercareAdmin, ProtocolAdmin, SourceAdmin, TechniqueAdmin, ZoneAdmin
from knowledge.admin.drawing import FootOutlineAdmin, RegionShapeAdmin, ZoneShapeAdmin
from knowledge.admin.release import ReleaseAdmin
from knowledge.admin.rules import ConditionAdmin, RuleAdmin

__all__ = [
    "AftercareAdmin",
    "ConditionAdmin",
    "FootOutlineAdmin",
    "ProtocolAdmin",
    "RegionShapeAdmin",
    "ReleaseAdmin",
    "RuleAdmin",
    "SourceAdmin",
    "TechniqueAdmin",
    "ZoneAdmin",
    "ZoneShapeAdmin",
]
