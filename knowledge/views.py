"""What is known, for practitioners to read: always the release in force, never a draft."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from knowledge import pages
from knowledge.cards import lines
from knowledge.differences import by_table
from knowledge.library import Library
from knowledge.models import BrokenSeal, Release
from knowledge.publishing import NoRelease, changes_of, current_library

LibraryView = Callable[..., HttpResponse]

may_read = permission_required("knowledge.view_rule", raise_exception=True)


def reads_library(view: LibraryView) -> LibraryView:
    """Hand the view the library in force; without one, say so. A code that does not exist is a page not found."""

    @require_GET
    @may_read
    @wraps(view)
    def wrapped(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, current_library(), **kwargs)
        except (NoRelease, BrokenSeal) as error:
            return render(request, "knowledge/unavailable.html", {"reason": str(error)}, status=503)
        except KeyError as error:
            raise Http404 from error

    return wrapped


@reads_library
def home(request: HttpRequest, library: Library) -> HttpResponse:
    """Every condition, or those with the words looked for."""
    words = request.GET.get("q", "").strip()
    found = lines(library, words=words)
    return render(request, "knowledge/home.html", {"library": library, "words": words, "lines": found})


@reads_library
def condition(request: HttpRequest, library: Library, code: str) -> HttpResponse:
    """A condition and its rules, each as a sentence."""
    return render(request, "knowledge/condition.html", {"page": pages.condition_page(library, code)})


@reads_library
def zones(request: HttpRequest, library: Library) -> HttpResponse:
    """Zones by part of the foot."""
    return render(request, "knowledge/zones.html", {"groups": pages.zone_groups(library)})


@reads_library
def zone(request: HttpRequest, library: Library, code: str) -> HttpResponse:
    """A zone and the rules that name it."""
    return render(request, "knowledge/zone.html", {"page": pages.zone_page(library, code)})


@reads_library
def techniques(request: HttpRequest, library: Library) -> HttpResponse:
    """Techniques, tools, products and self-care."""
    return render(request, "knowledge/techniques.html", {"groups": pages.technique_groups(library)})


@reads_library
def technique(request: HttpRequest, library: Library, code: str) -> HttpResponse:
    """A technique and the rules that name it."""
    return render(request, "knowledge/technique.html", {"page": pages.technique_page(library, code)})


@require_GET
@may_read
def releases(request: HttpRequest) -> HttpResponse:
    """What was published, newest first."""
    return render(request, "knowledge/releases.html", {"releases": Release.objects.without_content()})


@require_GET
@may_read
def release(request: HttpRequest, number: int) -> HttpResponse:
    """What one release changed."""
    found = get_object_or_404(Release, number=number)
    return render(request, "knowledge/release.html", {"release": found, "tables": by_table(changes_of(found))})
