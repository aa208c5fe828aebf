"""The knowledge document taken apart into tables of rows by code, and put together again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from knowledge.document import FORMAT, Document, Row
from knowledge.models.choices import Region

Tables = dict[str, dict[str, Row]]

PLAIN = ("zones", "conditions", "rules", "techniques", "protocols", "aftercare", "sources")
# The drawing's own facts, the same in every document of this format.
DRAWING = {
    "version": 1,
    "unit": "0.1 % of foot length on the sole; one decimal",
    "curve": "closed centripetal Catmull-Rom, fill-rule evenodd",
}


def take_apart(document: Mapping[str, Any]) -> Tables:
    """Rows by code, table by table, the drawing's outlines, regions and shapes as tables too."""
    drawing = document["footmap"]
    tables = {name: {row["code"]: row for row in document[name]} for name in PLAIN}
    tables["outlines"] = dict(drawing["views"])
    tables["regions"] = {f"{row['region']}-{row['view']}": row for row in drawing["regions"]}
    tables["shapes"] = _by_shape_code(drawing["shapes"])
    return tables


def _by_shape_code(shapes: list[Row]) -> dict[str, Row]:
    """Shapes have no code of their own: what they are, and a number where a zone has several."""
    seen: Counter[str] = Counter()
    coded = {}
    for row in shapes:
        code = shape_code(row["zone"] or row["name"], row["foot"], row["view"])
        seen[code] += 1
        coded[code if seen[code] == 1 else f"{code}-{seen[code]}"] = row
    return coded


def shape_code(name: str, foot: str, view: str) -> str:
    """The code of a shape: kidney-right-plantar."""
    return "-".join((re.sub(r"\W+", "_", name.lower()), foot, view))


def put_together(tables: Tables) -> Document:
    """The document of these tables."""
    document: Document = {"format": FORMAT, **{name: list(tables[name].values()) for name in PLAIN}}
    document["footmap"] = {
        **DRAWING,
        "views": tables["outlines"],
        "region_names": dict(Region.choices),
        "regions": list(tables["regions"].values()),
        "zones": [{"code": row["code"], "no": row["number"]} for row in tables["zones"].values()],
        "shapes": list(tables["shapes"].values()),
    }
    return document
