"""What keeps the design true without a browser: contrast, icons, and pages free of inline style and script."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
STATIC = ROOT / "reflexpractice" / "static" / "reflexpractice"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
LIGHT, DARK = 0, 1

# Ground: what is written or drawn on it. WCAG 2.2 asks 4.5 of words, 3 of lines and marks.
WORDS = {
    "bg": "ink ink-2 ink-3 brand avoid",
    "surface": "ink ink-2 ink-3 brand avoid caution select info find unknown",
    "surface-2": "ink ink-2",
    "brand": "on-brand",
    "brand-strong": "on-brand",
    "brand-soft": "brand brand-strong",
    "avoid": "on-avoid",
    "avoid-soft": "avoid avoid-strong ink",
    "caution-fill": "on-caution",
    "caution-soft": "caution ink",
    "select": "on-select",
    "select-soft": "select-strong ink",
    "info-soft": "info ink",
    "find-soft": "find ink",
    "unknown-soft": "unknown ink-2 ink",
    "sole": "zone-ink",
    "tender-0": "on-tender-0",
    "tender-1": "on-tender-1",
    "tender-2": "on-tender-2",
    "tender-3": "on-tender-3",
}
MARKS = {
    "bg": "line-strong focus",
    "surface": "line-strong focus sole-edge",
    "sole": "focus",
    "focus-halo": "focus select avoid",
}


def tokens() -> dict[str, tuple[str, str]]:
    """Each colour role with its light and its dark value."""
    css = (STATIC / "tokens.css").read_text()
    both = {
        name: (light, dark) for name, light, dark in re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", css)
    }
    return both | {name: (colour, colour) for name, colour in re.findall(r"--([\w-]+): (#\w{6});", css)}


def luminance(colour: str) -> float:
    """Relative luminance, 0 to 1, as WCAG defines it."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Ratio of contrast, 1 to 21."""
    lighter, darker = sorted([luminance(one), luminance(other)], reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("drawn", "least"), [(WORDS, 4.5), (MARKS, 3.0)], ids=["words", "marks"])
def test_contrast_is_enough(drawn: dict[str, str], least: float, scheme: int):
    colours = {name: both[scheme] for name, both in tokens().items()}

    weak = [
        f"{ink} on {ground}"
        for ground, inks in drawn.items()
        for ink in inks.split()
        if contrast(colours[ink], colours[ground]) < least
    ]

    assert weak == []


def test_every_icon_a_page_names_is_drawn():
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text()))
    named = {
        name
        for template in TEMPLATES
        for name in re.findall(r'components/icon\.html" with name="([\w-]+)"', template.read_text())
    }

    assert named - drawn == set()


def test_every_role_a_style_sheet_uses_is_defined():
    css = "".join(sheet.read_text() for sheet in STATIC.glob("*.css"))
    defined = set(re.findall(r"(--[\w-]+):", css))
    # Without a fallback only: a part may read what a page gives it.
    used = set(re.findall(r"var\((--[\w-]+)\)", css))

    assert used - defined == set()


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: str(template.relative_to(ROOT)))
def test_page_has_no_inline_style_or_script(template: Path):
    text = re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", template.read_text(), flags=re.DOTALL)

    inline = re.findall(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*(?:\ssrc=|application/json))|javascript:", text)

    assert inline == []
