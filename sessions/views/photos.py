"""Photos of feet: looked at, added to a note, taken away from it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from clients.consenting import agrees_to_photos
from clients.header import header_for
from clients.models import Client
from reflexpractice.audit.chain import record
from sessions.forms.photos import PhotosForm
from sessions.models import Note, Photo, TreatmentSession
from sessions.photos import hidden_photos, photos_of, picture_of, remove_photo
from sessions.views.log import may_write
from sessions.views.reading import visible
from sessions.write_up import Locked, open_note
from sessions.write_up.opening import SIGNED

may_look = permission_required("treatments.view_photo", raise_exception=True)
MOST_SHOWN = 200

# Should a browser ever take a picture for a page, that page may do nothing at all.
POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"


@require_http_methods(["GET", "POST"])
@may_write
def photos(request: HttpRequest, pk: int) -> HttpResponse:
    """The photos of a session, and while its note is not signed a form for more."""
    session = visible(request, pk)
    try:
        note = open_note(session)
    except Locked:
        return redirect("sessions:plan", pk)
    if request.method == "POST":
        return _add(request, session, note)
    record("session.read", session, by=request.user, client=session.client_id)  # type: ignore[arg-type]
    return _page(request, session, note, PhotosForm())


def _add(request: HttpRequest, session: TreatmentSession, note: Note) -> HttpResponse:
    form = PhotosForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, session, note, form, status=422)
    try:
        kept = form.save(note=note, by=request.user)  # type: ignore[arg-type]
    except Locked as error:
        messages.error(request, str(error))
        return redirect("sessions:photos", session.pk)
    if kept:
        messages.success(request, f"{len(kept)} photo{'' if len(kept) == 1 else 's'} kept.")
    if form.errors:
        return _page(request, session, note, form, status=422)
    return redirect("sessions:photos", session.pk)


def _page(
    request: HttpRequest, session: TreatmentSession, note: Note, form: PhotosForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "session": session,
        "note": note,
        "form": form,
        "photos": list(photos_of(session)),
        "hidden": list(hidden_photos(session)),
        "agrees": agrees_to_photos(session.client),
        "who": header_for(session.client, request.user),  # type: ignore[arg-type]
    }
    return render(request, "sessions/photos.html", context, status=status)


@require_GET
@may_look
def of_client(request: HttpRequest, pk: int) -> HttpResponse:
    """Every photo of a client, newest visit first, to see how the feet change."""
    client = get_object_or_404(Client.objects.visible_to(request.user), pk=pk)
    record("client.read", client, by=request.user, client=client.pk)  # type: ignore[arg-type]
    rows = Photo.objects.visible_to(request.user).filter(note__session__client=client)
    rows = rows.select_related("note__session").order_by("-note__session__starts_at", "pk")
    context = {
        "client": client,
        "photos": list(rows[:MOST_SHOWN]),
        "agrees": agrees_to_photos(client),
        "who": header_for(client, request.user),  # type: ignore[arg-type]
    }
    return render(request, "sessions/client_photos.html", context)


@require_GET
@may_look
def picture(request: HttpRequest, pk: int, *, small: bool = False) -> HttpResponse:
    """The picture itself, for those who may see it; looking is noted."""
    rows = Photo.objects.visible_to(request.user).select_related("note__session")
    photo = get_object_or_404(rows, pk=pk)
    content = picture_of(photo, small=small)
    if content is None:
        raise Http404
    client = photo.note.session.client_id
    record("photo.read", photo, by=request.user, client=client, detail={"small": small})  # type: ignore[arg-type]
    response = HttpResponse(content, content_type="image/jpeg")
    response["Content-Disposition"] = 'inline; filename="photo.jpg"'
    response["Content-Security-Policy"] = POLICY
    return response


@require_http_methods(["GET", "POST"])
@may_write
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether a photo is to be deleted, and delete it; one of a signed note stays."""
    rows = Photo.objects.kept_from(request.user).select_related("note__session__client")
    photo = get_object_or_404(rows, pk=pk)
    session = photo.note.session
    if photo.note.is_signed:
        messages.error(request, SIGNED)
        return redirect("sessions:photos", session.pk)
    if request.method == "POST":
        try:
            remove_photo(photo=photo, by=request.user)  # type: ignore[arg-type]
        except Locked as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "The photo is deleted.")
        return redirect("sessions:photos", session.pk)
    is_shown = photos_of(session).filter(pk=photo.pk).exists()
    who = header_for(session.client, request.user)  # type: ignore[arg-type]
    return render(
        request, "sessions/photo_remove.html", {"photo": photo, "session": session, "is_shown": is_shown, "who": who}
    )
