"""The list of clients: which are shown, what each row says, and where the next page begins."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, TextChoices
from django.utils import timezone

from clients import facts
from clients.checking import check_client, knowledge_in_force
from clients.chips import REVIEW_NEEDED, Chip, shortened, warnings
from clients.header import needs_review
from clients.models import Client, Flag, Intake
from clients.models.client import ClientQuerySet
from clients.models.folding import fold
from clients.visits import Visits, not_seen_since, visits_of
from reflexpractice.accounts.models import User

PAGE_SIZE = 25
CHIPS_IN_A_ROW = 3
AWAY_DAYS = 60

Part = tuple[str, bool]
"""A piece of a text, and whether it is what was searched for."""


class Show(TextChoices):
    """Which clients are listed."""

    ALL = "", "All"
    WARNINGS = "warnings", "Has warnings"
    DUE = "due", "Check due"
    AWAY = "away", "Not seen 60 days"
    ARCHIVED = "archived", "Archived"


def offered_to(user: User) -> list[Show]:
    """The filters someone may use; who has warnings is for those who treat."""
    return [show for show in Show if show is not Show.WARNINGS or user.has_perm("clients.view_flag")]


def shown(clients: ClientQuerySet, show: str, today: dt.date) -> ClientQuerySet:
    """The clients behind a filter."""
    if show == Show.ARCHIVED:
        return clients.archived()
    if show == Show.AWAY:
        return not_seen_since(clients.current(), today - dt.timedelta(days=AWAY_DAYS))
    return clients.current().filter(_kinds(today).get(show, Q()))


def _kinds(today: dt.date) -> dict[str, Q]:
    fresh_from = timezone.now() - dt.timedelta(days=facts.INTAKE_FRESH_DAYS)
    warned = Flag.objects.current().positive().filter(client=OuterRef("pk"))
    checked = Intake.objects.reviewed().filter(client=OuterRef("pk"), submitted_at__gte=fresh_from)
    return {Show.WARNINGS: Q(Exists(warned)), Show.DUE: ~Q(Exists(checked))}


def counts(clients: ClientQuerySet, today: dt.date) -> dict[str, int]:
    """How many clients are behind each filter; the archived are not counted."""
    kinds = {show: Count("pk", filter=condition) for show, condition in _kinds(today).items()}
    found = clients.current().order_by().aggregate(all=Count("pk"), **kinds)
    return {Show.ALL: found.pop("all"), Show.AWAY: shown(clients, Show.AWAY, today).count(), **found}


@dataclass(frozen=True)
class Page:
    """One page of a list in the order of names; `after` and `before` are keys of clients, or None at an end."""

    clients: list[Client]
    before: int | None
    after: int | None


def page_of(clients: ClientQuerySet, *, after: int | None = None, before: int | None = None) -> Page:
    """The page after or before a client; the first page when that client is not among them."""
    backwards = after is None and before is not None
    key = before if backwards else after
    here = clients.filter(pk=key).first() if key else None
    ordered = clients.order_by("-search_name", "-pk") if backwards else clients.order_by("search_name", "pk")
    if here:
        ordered = ordered.filter(_beyond(here, "lt" if backwards else "gt"))
    found = list(facts.with_facts(ordered)[: PAGE_SIZE + 1])
    more, rows = len(found) > PAGE_SIZE, found[:PAGE_SIZE]
    if backwards:
        rows.reverse()
    return Page(
        clients=rows,
        before=rows[0].pk if rows and here and (more or not backwards) else None,
        after=rows[-1].pk if rows and (more or (here and backwards)) else None,
    )


def _beyond(here: Client, way: str) -> Q:
    same_name = Q(search_name=here.search_name, **{f"pk__{way}": here.pk})
    return Q(**{f"search_name__{way}": here.search_name}) | same_name


@dataclass(frozen=True)
class Row:
    """A client in the list."""

    client: Client
    name: list[Part]
    visits: Visits
    chips: list[Chip]


def rows_of(clients: list[Client], user: User, *, words: str = "") -> list[Row]:
    """The rows of some clients, as this user may see them; a fixed number of queries."""
    visits = visits_of(clients)
    by_client = _safety(clients) if user.has_perm("clients.view_flag") else _review(clients)
    return [
        Row(client=client, name=marked(client.name, words), visits=visits[client.pk], chips=by_client[client.pk])
        for client in clients
    ]


def _safety(clients: list[Client]) -> dict[int, list[Chip]]:
    knowledge, today = knowledge_in_force(), timezone.localdate()
    found = {client.pk: warnings(check_client(client, today, knowledge=knowledge), client) for client in clients}
    return {key: shortened(some, at_most=CHIPS_IN_A_ROW) for key, some in found.items()}


def _review(clients: list[Client]) -> dict[int, list[Chip]]:
    needed = needs_review(clients)
    return {client.pk: [REVIEW_NEEDED] if client.pk in needed else [] for client in clients}


def marked(text: str, words: str) -> list[Part]:
    """A text in pieces, those that match one of the words (in any case or accent) marked."""
    folded, places = _folded(text)
    hit = {
        place
        for word in fold(words).split()
        for at in _occurrences(folded, word)
        for place in places[at : at + len(word)]
    }
    pieces: Any = groupby(enumerate(text), key=lambda item: item[0] in hit)
    return [("".join(letter for _, letter in letters), is_hit) for is_hit, letters in pieces]


def _folded(text: str) -> tuple[str, list[int]]:
    """The text as it is searched, and for each of its letters the place of the letter it came from."""
    letters = [(part, place) for place, letter in enumerate(text) for part in fold(letter)]
    return "".join(part for part, _ in letters), [place for _, place in letters]


def _occurrences(text: str, word: str) -> Iterable[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)
