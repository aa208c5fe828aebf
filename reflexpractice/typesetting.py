"""Setting a document for paper: a template of ours and plain data make a PDF."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import typst
from django.conf import settings

PICTURE = b'#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg")'


def to_pdf(template: str, data: Mapping[str, Any], *, pictures: Mapping[str, bytes] | None = None) -> bytes:
    """The PDF of templates/<template>.typ; it reads the data as JSON from `sys.inputs.data`, never as markup.

    Pictures are found by their names beside the template. One that is shown many times lies in the PDF once, unless it
    is an SVG: make that a `drawing` first.
    """
    source = Path(settings.BASE_DIR) / "templates" / f"{template}.typ"
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    if not pictures:
        return _compiled(source, inputs)
    # Only from a folder can the typesetter read pictures. Nobody else may look into this one, and it goes at once.
    with TemporaryDirectory(prefix="paper-") as folder:
        for part in source.parent.glob("*.typ"):
            shutil.copy(part, folder)
        for name, content in pictures.items():
            path = Path(folder, name)
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
        return _compiled(Path(folder, source.name), inputs)


def drawing(svg: str) -> bytes:
    """An SVG as a PDF of its own, which a document holds once however often it shows it."""
    return _compiled(PICTURE, {"svg": svg})


def _compiled(source: Path | bytes, inputs: dict[str, str]) -> bytes:
    if isinstance(source, Path):
        compiler = typst.Compiler(source, root=source.parent, font_paths=_fonts(), sys_inputs=inputs)
    else:
        compiler = typst.Compiler(source, font_paths=_fonts(), sys_inputs=inputs)
    return bytes(cast("bytes", compiler.compile(format="pdf")))


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Only the fonts that come with typst, so that a letter looks the same on every machine."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
