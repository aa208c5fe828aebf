"""Setting a document for paper: a template of ours and plain data make a PDF."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import typst
from django.conf import settings


def to_pdf(template: str, data: Mapping[str, Any]) -> bytes:
    """The PDF of templates/<template>.typ; it reads the data as JSON from `sys.inputs.data`, never as markup."""
    source = Path(settings.BASE_DIR) / "templates" / f"{template}.typ"
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    pdf = typst.Compiler(source, root=source.parent, font_paths=_fonts(), sys_inputs=inputs).compile(format="pdf")
    return bytes(cast("bytes", pdf))


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Only the fonts that come with typst, so that a letter looks the same on every machine."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
