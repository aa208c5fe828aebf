"""Who a page is about, as the header on top of it shows."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from clients.checking import ClientCheck, check_client
from clients.chips import REVIEW_NEEDED, Chip, chips, health_check, short_date, shortened
from clients.models import Client, Flag, Intake
from clients.visits import Visits, visits_of
from reflexpractice.accounts.models import User


@dataclass(frozen=True)
class Header:
    """What `components/client_header.html` shows of a client."""

    name: str
    initials: str
    age: str
    pronouns: str
    visits: str
    chips: list[Chip]
    check_chip: Chip | None


def header_for(client: Client, user: User, *, check: ClientCheck | None = None, besides: int | None = None) -> Header:
    """The header of a client as this user may see it, checked for today.

    `check` is one the page has made already; `besides` the key of the session in hand, which is no earlier visit.
    """
    may_see = user.has_perm("clients.view_flag")
    return Header(
        name=client.name,
        initials=client.initials,
        age="" if client.age is None else str(client.age),
        pronouns=client.pronouns,
        visits=_visits(visits_of([client], besides=besides)[client.pk], in_hand=besides is not None),
        chips=_chips(client, check) if may_see else review_chips(client),
        check_chip=health_check(client) if may_see else None,
    )


def review_chips(client: Client) -> list[Chip]:
    """All that reception sees: that a practitioner should look first, never why."""
    return [REVIEW_NEEDED] if needs_review([client]) else []


def needs_review(clients: list[Client]) -> set[int]:
    """Keys of those clients about whom something is recorded or waiting, or nothing has been reviewed."""
    keys = [client.pk for client in clients]
    flagged = Flag.objects.current().positive().filter(client__in=keys).values_list("client", flat=True)
    intakes = Intake.objects.filter(client__in=keys)
    waiting = intakes.waiting().values_list("client", flat=True)
    reviewed = set(intakes.reviewed().values_list("client", flat=True))
    return {*flagged, *waiting, *(key for key in keys if key not in reviewed)}


def _chips(client: Client, check: ClientCheck | None) -> list[Chip]:
    today = timezone.localdate()
    if check is None or check.day != today:
        check = check_client(client, today, knowledge=check.knowledge if check else None)
    every = chips(check, client)
    return shortened(every, url=reverse("clients:flags", args=[client.pk]))


def _visits(visits: Visits, *, in_hand: bool) -> str:
    if visits.last is None:
        return "First visit" if in_hand else visits.words
    return f"{visits.words} · last seen {short_date(timezone.localdate(visits.last))}"
