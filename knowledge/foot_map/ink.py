"""The inks of the printed map: literal colours for each look, in colour and in black and white."""

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    COLOUR = "colour"
    MONO = "mono"


@dataclass(frozen=True, slots=True)
class Ink:
    """How a look prints: colours of fill, edge, overlays and words; edge width and dashes in units."""

    fill: str
    edge: str
    width: str = "2"
    dashes: str = ""
    stripes: str = ""
    dots: str = ""
    words: str = "#1C2B2B"


OUTLINE = {Tone.COLOUR: "#6B563F", Tone.MONO: "#333333"}
INKS: dict[Tone, dict[str, Ink]] = {
    Tone.COLOUR: {
        "clear": Ink("#FFFFFF", "#D8CBB8"),
        "unknown": Ink("#EFEDE8", "#5F6667", dashes="9 6"),
        "suggested": Ink("#FFFFFF", "#1E7D59", "3", dashes="11 8"),
        "caution": Ink("#FDF4DC", "#7A4B00", "3", dots="#7A4B00"),
        "planned": Ink("#1E7D59", "#0F5A3F", "3", words="#FFFFFF"),
        "light": Ink("#1E7D59", "#0F5A3F", "3", dots="#FFDF9A", words="#FFFFFF"),
        "included": Ink("#1E7D59", "#0F5A3F", "6", stripes="#FFC4BA", words="#FFFFFF"),
        "avoid": Ink("#FFFFFF", "#A3201D", "4", stripes="#A3201D"),
    },
    Tone.MONO: {
        "clear": Ink("#FFFFFF", "#BBBBBB", words="#333333"),
        "unknown": Ink("#FFFFFF", "#555555", "3", dashes="9 6"),
        "suggested": Ink("#FFFFFF", "#333333", "4", dashes="14 9"),
        "caution": Ink("#FFFFFF", "#333333", "3", dots="#333333"),
        "planned": Ink("#AEB6B2", "#333333", "4", words="#000000"),
        "light": Ink("#AEB6B2", "#333333", "4", dots="#000000", words="#000000"),
        "included": Ink("#AEB6B2", "#000000", "7", stripes="#000000", words="#000000"),
        "avoid": Ink("#FFFFFF", "#000000", "5", stripes="#222222"),
    },
}
