"""The pages a client fills in, from the link to the thank-you."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from clients.forms.intake import BirthDateForm, StepForm
from clients.forms.signing import HIGH, WIDE, SignForm, asked_at, left_to_do
from clients.intake import answering, limits, links
from clients.intake.coming_back import is_short
from clients.intake.questionnaire import Step
from clients.intake.raw import typed
from clients.intake.summary import rows_of
from clients.intake.told import filled
from clients.intake.translating import shown
from clients.intake.where import drawn_foot
from clients.models import Intake, IntakeLink
from clients.views.intake_door import (
    at_the_door,
    closed,
    enter,
    inside,
    is_known,
    link_of,
    public,
    visit_of,
    without_traces,
)
from clients.views.intake_stop import is_stopped, next_slug, note_all_red_flags, note_red_flags, past_red_flags, to_stop
from clients.views.languages import keep_language, language_of, on_offer
from clients.visits import booked_ahead
from knowledge.publishing import BrokenSeal, NoRelease


# The page carries a token, so it tells no referrer; browsers then send no origin either, by which Django would know the
# form as ours. The token itself, which only its owner has, stands in for that.
@csrf_exempt
@public
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, token: str) -> HttpResponse:
    """Welcome whoever has the link. Looking changes nothing; only the button opens it."""
    address = request.META.get("REMOTE_ADDR", "")
    if limits.is_over(address):
        return without_traces(_too_many(request))
    link = links.find(token)
    if link is None:
        limits.count_wrong(address)
        return without_traces(closed(request))
    if link.intake.status != Intake.Status.OPEN:
        return without_traces(render(request, "clients/intake/done.html"))
    if request.method == "POST" and _comes_from_here(request):
        return without_traces(_open(request, link))
    context = {
        "client": link.intake.client,
        "link": link,
        "again": is_short(link.intake),
        "visit": visit_of(request, link),
        "languages": on_offer(language_of(request)),
    }
    return without_traces(render(request, "clients/intake/start.html", context))


def _too_many(request: HttpRequest) -> HttpResponse:
    response = render(request, "clients/intake/too_many.html", status=429)
    response.headers["Retry-After"] = str(limits.HOUR)
    return response


def _comes_from_here(request: HttpRequest) -> bool:
    return request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none")


def _open(request: HttpRequest, link: IntakeLink) -> HttpResponse:
    try:
        links.open_link(link, day=timezone.localdate())
    except (NoRelease, BrokenSeal):
        # Elsewhere, for a failure is logged with its address, and this one still opens the intake.
        return redirect("intake:not_ready")
    enter(request, link, known=link.intake.client.born_on is None)
    keep_language(request, language_of(request))
    return redirect("intake:resume")


@public
def not_ready(request: HttpRequest) -> HttpResponse:
    """Say that there are no questions to ask yet."""
    return render(request, "clients/intake/not_ready.html", status=503)


@at_the_door
@require_http_methods(["GET", "POST"])
def birth_date(request: HttpRequest, link: IntakeLink) -> HttpResponse:
    """Ask for the birth date, so that a link in the wrong hands opens nothing."""
    if is_known(request):
        return redirect("intake:resume")
    form = BirthDateForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if links.is_born_on(link, form.cleaned_data["born_on"]):
            enter(request, link, known=True)
            return redirect("intake:resume")
        if link_of(request) is None:
            return closed(request)
        form.refuse()
    return render(request, "clients/intake/birth_date.html", {"form": form})


@inside
@past_red_flags
def resume(request: HttpRequest, intake: Intake) -> HttpResponse:
    """Go to the first step that is not done."""
    steps = answering.questionnaire_of(intake).steps
    slugs = [step.slug for step in steps if not answering.is_done(intake, step.slug)]
    return redirect("intake:step", slug=slugs[0] if slugs else "check")


@inside
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, intake: Intake, slug: str) -> HttpResponse:
    """One topic: shown as it was left, kept as it is sent, right or not."""
    topic = _topic(intake, slug)
    if request.method == "GET" and is_stopped(intake, slug):
        return to_stop(request)
    form = _form(request, intake, topic)
    if request.method == "POST":
        is_right = form.is_valid()
        if not answering.save_step(intake, slug, form.raw, day=answering.today_of(intake), done=is_right):
            return redirect("intake:done")
        if is_right and note_red_flags(request, intake, form):
            return to_stop(request)
        if is_right:
            return redirect("intake:step", slug=next_slug(request, intake, slug))
    place = _place(request, intake, slug)
    visit = booked_ahead(intake.client) if place["number"] == 1 else None
    context = {"form": form, "step": topic, "foot": drawn_foot(topic), "visit": visit, **place}
    return render(request, "clients/intake/step.html", context)


def _topic(intake: Intake, slug: str) -> Step:
    topic = answering.questionnaire_of(intake).step(slug)
    if topic is None:
        raise Http404
    return shown(topic)


def _form(request: HttpRequest, intake: Intake, topic: Step) -> StepForm:
    data = dict(request.POST.lists()) if request.method == "POST" else None
    saved = answering.raw_of(intake, topic.slug) or _recorded(intake, topic)
    return StepForm(topic, client=intake.client, day=answering.today_of(intake), data=data, saved=saved)


def _recorded(intake: Intake, topic: Step) -> dict[str, list[str]]:
    """What the record holds already, so that nobody writes it twice; only for someone whose birth date was asked."""
    if intake.client.born_on is None:
        return {}
    names = [entry.name for entry in topic.entries if hasattr(intake.client, entry.name)]
    written = {name: [text] for name in names if (text := str(getattr(intake.client, name) or ""))}
    return written | {name: texts for question in topic.questions for name, texts in filled(question).items()}


def _place(request: HttpRequest, intake: Intake, slug: str) -> dict[str, Any]:
    """Where the page stands, and the way back."""
    all_steps = answering.questionnaire_of(intake)
    signs = ["sign"] if slug == "sign" or asked_at(intake, day=answering.today_of(intake)) else []
    slugs = [*(step.slug for step in all_steps.steps), "check", *signs]
    number = slugs.index(slug)
    back = "check" if "check" in request.GET else slugs[number - 1] if number else ""
    return {"number": number + 1, "of": len(slugs), "back": back, "returns": "check" in request.GET}


@inside
@require_POST
def keep(request: HttpRequest, intake: Intake, slug: str) -> HttpResponse:
    """Keep what is typed so far when the page is put away; a step counts as done only by its button."""
    topic = _topic(intake, slug)
    raw = typed(topic, dict(request.POST.lists()))
    if raw != answering.raw_of(intake, slug):
        answering.save_step(intake, slug, raw, day=answering.today_of(intake), done=False)
    return HttpResponse(status=204)


@inside
@past_red_flags
def check(request: HttpRequest, intake: Intake) -> HttpResponse:
    """All answers, each with the way to change it."""
    steps = answering.questionnaire_of(intake).steps
    left = set(left_to_do(intake))
    topics = [
        (step, rows_of(step, answering.raw_of(intake, step.slug)), step.slug in left) for step in map(shown, steps)
    ]
    signs = bool(asked_at(intake, day=answering.today_of(intake)))
    context = {"topics": topics, "left": left, "signs": signs, **_place(request, intake, "check")}
    return render(request, "clients/intake/check.html", context)


@inside
@past_red_flags
@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, intake: Intake) -> HttpResponse:
    """Consents and signature; then everything goes to the practice once."""
    today = answering.today_of(intake)
    form = SignForm(intake, day=today, data=request.POST if request.method == "POST" else None)
    if form.is_valid():
        if note_all_red_flags(request, intake):
            return to_stop(request)
        form.save()
        return redirect("intake:done")
    pad = {"wide": WIDE, "high": HIGH, "today": today}
    return render(request, "clients/intake/sign.html", {"form": form, **pad, **_place(request, intake, "sign")})


@public
def done(request: HttpRequest) -> HttpResponse:
    """Thanks, and nothing of what was told."""
    link = link_of(request)
    if link is None or link.intake.status == Intake.Status.ENDED:
        return closed(request)
    if link.intake.status == Intake.Status.OPEN:
        return redirect("intake:resume")
    if link.intake.transcribed_by_id and request.user.is_authenticated:
        return redirect("clients:review", pk=link.intake_id)
    context = {"client": link.intake.client if is_known(request) else None, "visit": visit_of(request, link)}
    return render(request, "clients/intake/done.html", context)
