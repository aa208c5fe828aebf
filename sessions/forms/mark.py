"""The key under which a page sends."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING
from uuid import UUID

from sessions.write_up.once import Mark

if TYPE_CHECKING:
    from django.http import QueryDict

LEFT_OUT = frozenset({"csrfmiddlewaretoken", "key", "unheard", "person", "password", "pin"})
MOST = 20


def mark_of(sent: QueryDict, *, act: str) -> Mark | None:
    """Key and fingerprint of what was sent; None without a key that is one."""
    key = _uuid(sent.get("key", ""))
    if key is None:
        return None
    content = [act, *sorted((name, values) for name, values in sent.lists() if name not in LEFT_OUT)]
    return Mark(key, hashlib.sha256(json.dumps(content).encode()).hexdigest())


def sent_before(sent: QueryDict) -> list[UUID]:
    """Keys of saves that the page made and got no answer to."""
    return [key for typed in sent.getlist("unheard")[:MOST] if (key := _uuid(typed))]


def _uuid(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None
