"""Signing out whoever has not touched the program for a while."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse

SEEN = "seen"
STEP = 30
"""Seconds: a last touch is written down no more often, so nobody is signed out sooner than promised."""


def begin(request: HttpRequest | None, **_: Any) -> None:
    """Signing in is a touch."""
    if request is not None and hasattr(request, "session"):
        request.session[SEEN] = int(time.time())


def left(request: HttpRequest) -> int:
    """Seconds until this person is signed out when nothing is touched any more."""
    return int(request.session.get(SEEN, time.time()) + settings.IDLE_SECONDS - time.time())


def sign_out_when_idle(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Sign out who was idle for too long; otherwise write down when somebody last touched the program.

    A page that sends by itself says in `X-Idle` how many seconds ago that was, so that saving and waiting keep
    nobody signed in. It can only shorten the time, never lengthen it.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if SESSION_KEY in request.session:
            _mind(request)
        return get_response(request)

    return middleware


def _mind(request: HttpRequest) -> None:
    now = int(time.time())
    seen = request.session.get(SEEN)
    if seen is not None and now - seen > settings.IDLE_SECONDS + STEP:
        person = request.session[SESSION_KEY]
        logout(request)
        request.was_signed_in_as = person  # type: ignore[attr-defined]
        return
    touched = now - _idle_for(request)
    if seen is None or touched >= seen + STEP:
        request.session[SEEN] = touched


def _idle_for(request: HttpRequest) -> int:
    told = request.headers.get("X-Idle", "")
    return int(told) if told.isdecimal() and len(told) < 9 else 0
