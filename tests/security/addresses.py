"""Every address of the program, found by walking what it answers to."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver


@dataclass(frozen=True)
class Found:
    """One address: its name (its route where it has none) and whether it asks for a sign-in."""

    name: str
    route: str
    asks_for_sign_in: bool


def every_address() -> list[Found]:
    return list(_walk(get_resolver().url_patterns))


def _walk(patterns: Iterable[Any], spaces: tuple[str, ...] = (), above: str = "") -> Iterator[Found]:
    for pattern in patterns:
        route = above + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from _walk(pattern.url_patterns, inner, route)
        else:
            yield _found(pattern, spaces, route)


def _found(pattern: URLPattern, spaces: tuple[str, ...], route: str) -> Found:
    name = ":".join([*spaces, pattern.name]) if pattern.name else route
    return Found(name, route, getattr(pattern.callback, "login_required", True))


def path_of(name: str, arguments: tuple[Any, ...]) -> str:
    """The path of a name or, for an address without one, of its route."""
    if "/" not in name:
        return reverse(name, args=arguments)
    if name.startswith("^"):
        return f"/{arguments[0]}"
    return "/" + name.replace("<path:object_id>", str(arguments[0] if arguments else "")).replace(
        "(?P<url>.*)$", "nowhere/"
    )
