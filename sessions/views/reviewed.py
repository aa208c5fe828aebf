"""What follows from a review: details to be told, and coming sessions that are newly affected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from clients.checking import knowledge_in_force
from clients.models import Flag, Intake
from clients.views.details import keys_in
from clients.views.pages import PracticeRequest, show
from sessions.models import Outlook, TreatmentSession
from sessions.outlooks import News

if TYPE_CHECKING:
    from knowledge.library import Library
    from sessions.models.session import TreatmentSessionQuerySet


@dataclass(frozen=True, slots=True)
class ToTell:
    """A fact whose details come next."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Affected:
    """A coming session that is graver than it was, and why."""

    session: TreatmentSession
    news: tuple[str, ...]


@require_GET
@permission_required("clients.view_intake", raise_exception=True)
def reviewed(request: PracticeRequest, pk: int) -> HttpResponse:
    """Everything that waits after an intake was accepted."""
    intake = get_object_or_404(Intake.objects.visible_to(request.user).reviewed().select_related("client"), pk=pk)
    library = knowledge_in_force().library
    context = {
        "section": "clients",
        "intake": intake,
        "to_tell": _to_tell(request, intake, library),
        "affected": _affected(request, intake, library),
        "coming": _coming(request, intake).count(),
    }
    return show(request, "sessions/reviewed.html", intake.client, **context)


def _to_tell(request: PracticeRequest, intake: Intake, library: Library) -> list[ToTell]:
    """The facts named in the address that are still as they were accepted, each with the way to its details."""
    here = request.get_full_path()
    flags = Flag.objects.visible_to(request.user).current().filter(client=intake.client)
    return [
        ToTell(condition.name, f"{reverse('clients:change_flag', args=[flag.pk])}?{urlencode({'next': here})}")
        for flag in flags.filter(pk__in=keys_in(request.GET.get("details", ""))).order_by("pk")
        if (condition := library.conditions_by_code.get(flag.condition_id))
    ]


def _coming(request: PracticeRequest, intake: Intake) -> TreatmentSessionQuerySet:
    morning = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    own = TreatmentSession.objects.visible_to(request.user).filter(client=intake.client)
    return own.to_come().filter(starts_at__gte=morning)


def _affected(request: PracticeRequest, intake: Intake, library: Library) -> list[Affected]:
    rows = Outlook.objects.visible_to(request.user).with_news().filter(session__client=intake.client)
    return [
        Affected(row.session, tuple(News.of(news).words(library) for news in row.news))
        for row in rows.select_related("session").order_by("session__starts_at")
    ]
