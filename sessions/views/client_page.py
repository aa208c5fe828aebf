"""The client page: what is safe, what happened, how it is going."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from clients import facts
from clients.checking import ClientCheck, check_client
from clients.chips import chips
from clients.header import header_for, review_chips
from clients.intake.own_words import own_words
from clients.models import Client, Goal
from clients.visits import visits_of
from knowledge.check import Effect
from knowledge.foot_map import Purpose, draw
from knowledge.wording import what_first
from reflexpractice.audit.chain import record
from sessions.atlas import atlas_for
from sessions.maps import by_place, mini_map
from sessions.models import TreatmentSession
from sessions.outcomes import outcomes_of
from sessions.timeline import KINDS, Place, timeline_of
from sessions.trends import trends_of


@permission_required("clients.view_client", raise_exception=True)
def for_client(request: HttpRequest, pk: int) -> HttpResponse:
    """One client. Reception sees contact and visits; whether a practitioner should look first, never why."""
    treats = request.user.has_perm("clients.view_flag")
    clients = Client.objects.visible_to(request.user)
    client = get_object_or_404(facts.with_facts(clients) if treats else clients, pk=pk)
    record("client.read", client, by=request.user, client=client.pk)  # type: ignore[arg-type]
    check = check_client(client, timezone.localdate()) if treats else None
    asked = request.GET.get("show", "")
    show = asked if treats and asked in dict(KINDS) else ""
    context = {
        "client": client,
        "section": "clients",
        "who": header_for(client, request.user, check=check),  # type: ignore[arg-type]
        "treats": treats,
        "next": _next_visit(client) if treats else None,
        "timeline": timeline_of(client, treats=treats, after=Place.read(request.GET.get("after", "")), show=show),
        "show": show,
        "kinds": KINDS if treats else (),
        **(_safety(client, check) if check else {}),
        "words": own_words(client, request.user) if treats else (),  # type: ignore[arg-type]
    }
    return render(request, "sessions/client.html", context)


@require_GET
@permission_required("clients.view_client", raise_exception=True)
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """One client beside the list: the feet of today, what to leave out, when they come next. Looking is noted."""
    treats = request.user.has_perm("clients.view_flag")
    clients = Client.objects.visible_to(request.user)
    client = get_object_or_404(facts.with_facts(clients) if treats else clients, pk=pk)
    record("client.read", client, by=request.user, client=client.pk)  # type: ignore[arg-type]
    check = check_client(client, timezone.localdate()) if treats else None
    context = {
        "client": client,
        "chips": chips(check, client, words=what_first) if check else review_chips(client),
        "feet": mini_map(check, id=f"preview-{client.pk}") if check else None,
        "next": _next_visit(client),
        "visits": visits_of([client])[client.pk],
        "treats": treats,
    }
    return render(request, "sessions/client_preview.html", context)


def _next_visit(client: Client) -> TreatmentSession | None:
    """The visit to be planned: the next one of today or later."""
    booked = TreatmentSession.objects.filter(client=client).to_come().filter(starts_at__gte=_midnight())
    return booked.order_by("starts_at", "pk").first()


def _midnight() -> Any:
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def _safety(client: Client, check: ClientCheck) -> dict[str, Any]:
    drawn = draw(atlas_for(check.library), by_place(check.states()), purpose=Purpose.LOOK, views=("plantar",), px=0.28)
    return {
        "check": check,
        "map": drawn,
        # In the order of the chips.
        "cards": sorted(
            (card for card in check.cards() if card.effect >= Effect.CAUTION), key=lambda card: -card.gravity
        ),
        "not_checked": _not_checked(check),
        "goals": Goal.objects.filter(client=client, ended_on=None),
        "outcomes": outcomes_of(client),
        "trends": trends_of(client),
    }


def _not_checked(check: ClientCheck) -> str:
    """Why the picture is not the whole truth; empty when it is."""
    if not check.complete:
        return check.why_incomplete
    if check.unasked:
        count = len(check.unasked)
        return f"{count} question{'' if count == 1 else 's'} not answered, or answered too long ago."
    return ""
