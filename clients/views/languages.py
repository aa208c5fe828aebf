"""The language a client reads the form in."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from clients.models import Client

KEY = "language"

Choice = tuple[str, str, bool]


def language_of(request: HttpRequest) -> str:
    """The language asked for in the address, or chosen before; the practice's own when it is none of ours."""
    return _ours(request.GET.get(KEY) or request.session.get(KEY, ""))


def keep_language(request: HttpRequest, language: str) -> None:
    """Go on in that language."""
    request.session[KEY] = language


def language_for(request: HttpRequest, client: Client) -> str:
    """The language somebody of the practice chose for a client, or else the one the client read in last."""
    return _ours(request.POST.get(KEY) or request.GET.get(KEY) or _read_in_last(client))


def _read_in_last(client: Client) -> str:
    sent = client.intakes.exclude(submitted_at=None).order_by("-submitted_at")
    return str(sent.values_list("answers__language", flat=True).first() or "")


def _ours(language: str) -> str:
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def on_offer(now: str) -> list[Choice]:
    """Each language: code, its own name, whether it is the one of now; nothing where there is no choice."""
    return [(code, name, code == now) for code, name in settings.LANGUAGES] if len(settings.LANGUAGES) > 1 else []
