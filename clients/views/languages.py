"""The language a client reads the form in."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

KEY = "language"


def language_of(request: HttpRequest) -> str:
    """The language asked for in the address, or chosen before; the practice's own when it is none of ours."""
    asked = request.GET.get(KEY) or request.session.get(KEY, "")
    return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def keep_language(request: HttpRequest) -> None:
    """Go on in the language of this page."""
    request.session[KEY] = language_of(request)


def on_offer(request: HttpRequest) -> list[tuple[str, str, bool]]:
    """Each language: code, its own name, whether it is the page's; nothing where there is no choice."""
    now = language_of(request)
    return [(code, name, code == now) for code, name in settings.LANGUAGES] if len(settings.LANGUAGES) > 1 else []
