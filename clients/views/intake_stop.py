"""Where a client's form stops at a red flag: what to do, whom to call, and how to go on."""

from __future__ import annotations

import logging
from functools import wraps
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clients.checking import knowledge_in_force
from clients.forms.red_flag import RedFlagForm
from clients.forms.signing import finished_forms
from clients.intake import answering
from clients.intake.red_flags import raise_red_flags, waiting
from clients.intake.translating import say
from clients.models import Intake, RedFlag
from clients.views.intake_door import IntakePage, inside

if TYPE_CHECKING:
    from clients.forms.intake import StepForm

logger = logging.getLogger(__name__)


def past_red_flags(page: IntakePage) -> IntakePage:
    """A page that is reached only when every red flag has been answered to."""

    @wraps(page)
    def view(request: HttpRequest, intake: Intake, *args: object, **kwargs: object) -> HttpResponse:
        return to_stop(request) if waiting(intake) else page(request, intake, *args, **kwargs)

    return view


def is_stopped(intake: Intake, slug: str) -> bool:
    """Whether a red flag of another step waits; its own step stays open, so that the answer can be changed."""
    red_flag = waiting(intake)
    return red_flag is not None and red_flag.step != slug


def note_red_flags(request: HttpRequest, intake: Intake, form: StepForm) -> bool:
    """Find the red flags of a step that was answered rightly, and tell the practice of new ones; whether to stop."""
    library = knowledge_in_force().library
    day = timezone.localdate()
    if raise_red_flags(intake, form.told, step=form.step.slug, library=library, day=day):
        _tell_the_practice(request, intake)
    return waiting(intake) is not None


def note_all_red_flags(request: HttpRequest, intake: Intake) -> bool:
    """The same for every step, before all is sent in: one may have been kept without its button."""
    return any(note_red_flags(request, intake, form) for form in finished_forms(intake) if form.is_valid())


def next_slug(request: HttpRequest, intake: Intake, slug: str) -> str:
    """The step after this one, or the check of all answers for whoever came from there."""
    following = answering.questionnaire_of(intake).after(slug)
    return following.slug if following and "check" not in request.GET else "check"


def to_stop(request: HttpRequest) -> HttpResponse:
    """To the page that says what to do, remembering where the client came from."""
    return redirect(reverse("intake:stop") + _came_from(request))


def _came_from(request: HttpRequest) -> str:
    return "?check" if "check" in request.GET else ""


@inside
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, intake: Intake) -> HttpResponse:
    """What to do about an answer, at once."""
    red_flag = waiting(intake)
    if red_flag is None:
        return redirect("intake:resume")
    form = RedFlagForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _is_about(request, red_flag):
        form.save(red_flag)
        return _onward(request, intake, red_flag, form.cleaned_data["answer"])
    context = {"form": form, "red_flag": red_flag, "name": say(red_flag.name), "words": say(red_flag.words)}
    context["client"] = intake.client
    return render(request, "clients/intake/stop.html", context)


def _is_about(request: HttpRequest, red_flag: RedFlag) -> bool:
    """Whether the page that was sent showed this red flag, and not one answered meanwhile on another device."""
    return request.POST.get("about") == str(red_flag.pk)


def _onward(request: HttpRequest, intake: Intake, red_flag: RedFlag, answer: str) -> HttpResponse:
    slug = red_flag.step
    if answer == RedFlag.Answer.MISTAKE:
        raw = answering.raw_of(intake, slug)
        # The answers stay as they are; only the step has to be sent once more.
        answering.save_step(intake, slug, raw, day=timezone.localdate(), done=False)
        return redirect(reverse("intake:step", args=[slug]) + _came_from(request))
    if waiting(intake):
        return to_stop(request)
    return redirect("intake:step", slug=next_slug(request, intake, slug))


def _tell_the_practice(request: HttpRequest, intake: Intake) -> None:
    """Write to the practice that somebody needs a look today; who and why is read after signing in."""
    to = _addresses(request, intake)
    if not to:
        return
    context = {"address": request.build_absolute_uri(reverse("today"))}
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("A client’s form needs a look today")
        text = render_to_string("clients/intake/stop_letter.txt", context)
    try:
        EmailMessage(subject, text, to=to).send()
    except OSError:
        logger.exception("The practice could not be told by e-mail of a red flag in intake %s.", intake.pk)


def _addresses(request: HttpRequest, intake: Intake) -> list[str]:
    practice = getattr(request, "practice", None)
    own = [practice.email] if practice and practice.email else []
    return own or list(intake.client.care_team.filter(is_active=True).values_list("email", flat=True))
