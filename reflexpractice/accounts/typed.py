"""What somebody typed and sent after being signed out: kept on the server until they are back."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, QueryDict
from django.urls import reverse

View = TypeVar("View", bound=Callable[..., Any])
KEPT = "typed"
LONGEST = 200_000
SECONDS = 60 * 60
LEFT_OUT = ("csrfmiddlewaretoken", "password", "pin")


def kept_for(page: str) -> Callable[[View], View]:
    """Mark a view whose words are kept when whoever sent them was signed out: `page`, by name, shows them again."""

    def mark(view: View) -> View:
        view.typed_page = page  # type: ignore[attr-defined]
        return view

    return mark


def keep(request: HttpRequest, view: Callable[..., Any]) -> str | None:
    """Keep what was sent with this browser's visit, for an hour and for this person only; the page that shows it.

    None when the view is not marked, nobody knows whose words they are, or they are too many.
    """
    page, person = getattr(view, "typed_page", None), _whose(request)
    words = request.POST.copy()
    for name in LEFT_OUT:
        words.pop(name, None)
    sent = words.urlencode()
    if page is None or not person or len(sent) > LONGEST or request.resolver_match is None:
        return None
    path = reverse(page, kwargs=request.resolver_match.kwargs)
    request.session[KEPT] = {"page": path, "person": person, "sent": sent, "at": int(time.time())}
    request.session.set_expiry(SECONDS)
    return path


def taken_up(request: HttpRequest, *pages: str) -> QueryDict | None:
    """What this person typed for this page before being signed out, given once; somebody else's is thrown away.

    `pages` are further paths whose words are shown here, because those pages now lead to this one.
    """
    kept = request.session.get(KEPT)
    if not kept:
        return None
    mine = kept["person"] == str(request.user.pk) and time.time() - kept["at"] < SECONDS
    if mine and kept["page"] not in (request.path, *pages):
        return None
    del request.session[KEPT]
    return QueryDict(kept["sent"]) if mine else None


def _whose(request: HttpRequest) -> str:
    """Whoever was signed in a moment ago; or, where the browser no longer knows, whom the form was made for."""
    return str(getattr(request, "was_signed_in_as", "") or request.POST.get("person", ""))[:20]
