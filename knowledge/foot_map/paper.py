"""A printed picture: literal colours, no class, pattern or mask, so that every engine prints the same."""

from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr


@dataclass(frozen=True, slots=True)
class PrintPath:
    """One path with the literal values of its attributes."""

    d: str
    fill: str
    stroke: str
    width: str
    dashes: str = ""


@dataclass(frozen=True, slots=True)
class PrintWord:
    """One line of text, centred on its place."""

    text: str
    x: str
    y: str
    size: str
    fill: str
    halo: str = "none"


@dataclass(frozen=True, slots=True)
class PrintMap:
    """A finished picture: the box it fills, what it says, its paths and its words."""

    box: str
    width: str
    height: str
    label: str
    font: str
    halo: str
    paths: tuple[PrintPath, ...]
    words: tuple[PrintWord, ...]

    def svg(self) -> str:
        """The picture as a whole SVG document."""
        inner = "".join((*map(_path_element, self.paths), *map(self._word_element, self.words)))
        size = f'width="{self.width}" height="{self.height}" viewBox="{self.box}"'
        return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><title>{escape(self.label)}</title>{inner}</svg>'

    def _word_element(self, word: PrintWord) -> str:
        return (
            f'<text x="{word.x}" y="{word.y}" font-family={quoteattr(self.font)} font-size="{word.size}"'
            f' font-weight="600" fill="{word.fill}" stroke="{word.halo}" stroke-width="{self.halo}"'
            f' text-anchor="middle">{escape(word.text)}</text>'
        )


def _path_element(path: PrintPath) -> str:
    dashes = f' stroke-dasharray="{path.dashes}"' if path.dashes else ""
    return (
        f'<path d="{path.d}" fill="{path.fill}" fill-rule="evenodd" stroke="{path.stroke}"'
        f' stroke-width="{path.width}" stroke-linejoin="round"{dashes}/>'
    )
