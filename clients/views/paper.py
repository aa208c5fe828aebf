"""The form on paper: to print, and to copy once it is filled in."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.views.decorators.http import require_GET, require_http_methods

from clients.forms.paper import PaperForm
from clients.intake import links
from clients.intake.coming_back import questions_for
from clients.intake.consents import ASKED
from clients.intake.translating import shown
from clients.models import Intake
from clients.views.intake_door import enter
from clients.views.languages import language_for, on_offer
from clients.views.pages import PracticeRequest, find, show, with_library
from knowledge.library import Library


@require_GET
@permission_required("clients.add_intake", raise_exception=True)
@with_library
def blank(request: PracticeRequest, pk: int, *, library: Library) -> HttpResponse:
    """The questions as they would be asked on a phone today, in the client's language, to print."""
    client = find(request, pk)
    form = questions_for(library, client=client, day=timezone.localdate())
    language = language_for(request, client)
    with translation.override(language):
        context = {"steps": [shown(step) for step in form.steps], "consents": ASKED, "languages": on_offer(language)}
        return show(request, "clients/paper_form.html", client, **context)


@require_http_methods(["GET", "POST"])
@permission_required("clients.add_intake", raise_exception=True)
@with_library
def transcribe(request: PracticeRequest, pk: int, *, library: Library) -> HttpResponse:
    """Copy a form that was filled in on paper; it waits for review as any other."""
    client = find(request, pk)
    form = PaperForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        link = links.transcribe(client=client, by=request.user, filled_on=form.cleaned_data["filled_on"])
        links.open_link(link, day=form.cleaned_data["filled_on"])
        enter(request, link, known=True, paper=client.pk)
        return redirect("intake:resume")
    begun = Intake.objects.filter(client=client, status=Intake.Status.OPEN).exists()
    return show(request, "clients/transcribe.html", client, form=form, begun=begun)
