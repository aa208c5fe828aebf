"""How PostgreSQL's own programs are told which database is meant."""

import os
from collections.abc import Mapping
from typing import Any

NAMES = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}


def environ_of(configured: Mapping[str, Any]) -> dict[str, str]:
    """The environment for a program, from a database's settings; passwords belong in no list of processes."""
    return {**os.environ, **{name: str(configured[key]) for name, key in NAMES.items() if configured.get(key)}}
