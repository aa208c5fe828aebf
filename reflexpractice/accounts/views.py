"""The set-up page, the way into the admin, and pages we do not have."""

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from reflexpractice.accounts import idle, setup
from reflexpractice.accounts.forms import SetUpForm

BACKEND = "reflexpractice.accounts.backends.OneQueryBackend"


@login_not_required
@never_cache
@sensitive_post_parameters()
def set_up(request: HttpRequest, token: str) -> HttpResponse:
    """Claim a new installation; a used or unknown address is a closed door."""
    if not setup.token_is_open(token):
        return render(request, "account/set_up_closed.html", status=404)
    form = SetUpForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        owner = form.claim(token)
        if owner is None:
            return render(request, "account/set_up_closed.html", status=404)
        login(request, owner, backend=BACKEND)
        return redirect("today")
    # The address tells itself to no other site ("same-origin", as everywhere); with "no-referrer" a browser would
    # send the form without an origin, and it would be refused.
    return render(request, "account/set_up.html", {"form": form})


@require_safe
def here(request: HttpRequest) -> JsonResponse:
    """Who is signed in, for a page that is open for long: with a fresh key for its forms, and how long it lasts."""
    told = {"person": request.user.pk, "token": get_token(request), "left": idle.left(request)}
    return JsonResponse(told)


@login_not_required
def admin_door(request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
    """On to where somebody wanted to go in the admin, by way of the one sign-in; Django's own form is never shown."""
    if request.user.is_authenticated and not request.user.is_staff:
        raise PermissionDenied
    wanted = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        wanted = reverse("admin:index")
    return redirect(wanted) if request.user.is_authenticated else redirect_to_login(wanted)


@login_not_required
def closed(request: HttpRequest, *_: str) -> HttpResponse:
    """A page of the sign-in library that this program does without."""
    raise Http404
