"""The foot map: geometry and states in, what the screen and the page draw out. No Django here."""

from knowledge.foot_map.atlas import Atlas, atlas_of
from knowledge.foot_map.curve import curve_path
from knowledge.foot_map.drawing import draw
from knowledge.foot_map.ink import Tone
from knowledge.foot_map.listing import ZoneList, list_zones
from knowledge.foot_map.mini import FootMini, draw_mini
from knowledge.foot_map.paper import PrintMap
from knowledge.foot_map.printing import Labels, draw_print, views_needed
from knowledge.foot_map.purpose import Purpose
from knowledge.foot_map.sole import Sole, draw_sole
from knowledge.foot_map.states import LOOKS, Foot, ZoneState
from knowledge.foot_map.tree import FootMap

__all__ = [
    "LOOKS",
    "Atlas",
    "Foot",
    "FootMap",
    "FootMini",
    "Labels",
    "PrintMap",
    "Purpose",
    "Sole",
    "Tone",
    "ZoneList",
    "ZoneState",
    "atlas_of",
    "curve_path",
    "draw",
    "draw_mini",
    "draw_print",
    "draw_sole",
    "list_zones",
    "views_needed",
]
