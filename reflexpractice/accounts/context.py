"""What every page knows about the practice."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def practice(request: HttpRequest) -> dict[str, Any]:
    return {"practice": getattr(request, "practice", None), "idle_seconds": settings.IDLE_SECONDS}
