"""From a few quick answers to the details of what was new, one after the other, and back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from urllib.parse import urlencode

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from clients.models import Client, Flag
from clients.views.pages import PracticeRequest

MOST_KEYS, LONGEST_KEY = 100, 18


def day_asked_for(request: PracticeRequest, client: Client) -> dt.date:
    """The day of the session named in the address; today without one."""
    if "session" not in request.GET:
        return timezone.localdate()
    return get_object_or_404(client.sessions, pk__in=keys_in(request.GET["session"])[:1]).day


def keys_in(text: str) -> list[int]:
    """The keys in "12,13"; what cannot be a key is passed over."""
    return [int(part) for part in text.split(",")[:MOST_KEYS] if part.isdecimal() and len(part) <= LONGEST_KEY]


def next_details(request: PracticeRequest, client: Client, here: Callable[[list[int]], str]) -> str:
    """The address where the first new fact is told in full; from there the way leads `here`, to the others."""
    wanted = keys_in(request.GET.get("details", ""))
    if not wanted or request.method != "GET":
        return ""
    own = Flag.objects.visible_to(request.user).current().filter(client=client, pk__in=wanted)
    keys = sorted(own.values_list("pk", flat=True))
    if not keys:
        return ""
    return reverse("clients:change_flag", args=[keys[0]]) + "?" + urlencode({"next": here(keys[1:])})


def here_again(request: PracticeRequest, page: str, client: Client, details: list[int]) -> str:
    """The page again, with the new facts still to be told in full."""
    kept = {name: request.GET.get(name, "") for name in ("session", "next")}
    kept |= {"asked": "yes", "details": ",".join(map(str, details))}
    return f"{reverse(page, args=[client.pk])}?{urlencode({name: value for name, value in kept.items() if value})}"
