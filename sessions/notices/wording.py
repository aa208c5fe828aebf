"""The text of a letter with its gaps: what may stand in braces, and how it is filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping

GAPS = {
    "first_name": "how the client likes to be called",
    "date": "the day of the visit",
    "time": "when it begins",
    "place": "where it is",
    "practice": "the name of the practice",
    "phone": "its telephone number",
}
GAP = re.compile(r"\{([^{}\n]*)\}")


def faults(text: str) -> list[str]:
    """What is wrong with a text, as sentences."""
    unknown = [name for name in dict.fromkeys(GAP.findall(text)) if name not in GAPS]
    found = [f"“{{{name}}}” is not known. Use one of {listed()}." for name in unknown]
    if set("{}") & set(GAP.sub("", text)):
        found.append("A brace stands alone. Write a gap such as {date} with one on each side.")
    return found


def listed() -> str:
    return ", ".join(f"{{{name}}}" for name in GAPS)


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its gaps filled; a line with a gap of which nothing is known is left out."""
    lines = [line for line in text.splitlines() if all(values.get(name) for name in GAP.findall(line))]
    # In one pass: braces in somebody's name are nothing but braces.
    return "\n".join(GAP.sub(lambda gap: values[gap[1]], line) for line in lines)
