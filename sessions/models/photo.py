"""Photos of feet."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef

from clients.models import Client, Consent
from sessions.models.note import Note
from sessions.models.plan import Foot

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from reflexpractice.accounts.models import User


class PhotoQuerySet(models.QuerySet["Photo"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Photos that may be looked at: never those of a client who does not agree to photos any more."""
        return self.kept_from(user).shown()

    def kept_from(self, user: User | AnonymousUser) -> Self:
        """Photos whose entry this user may see, though not the picture: of clients in their care."""
        if not user.has_perm("treatments.view_photo"):
            return self.none()
        return self.filter(note__session__client__in=Client.objects.visible_to(user))

    def shown(self) -> Self:
        """Those of clients who agree to photos."""
        return self.told_apart().filter(is_shown=True)

    def told_apart(self) -> Self:
        """All, each with `is_shown`: whether the client agrees to photos."""
        agreed = Consent.objects.in_force().filter(
            kind=Consent.Kind.PHOTOS, client=OuterRef("note__session__client_id")
        )
        return self.annotate(is_shown=Exists(agreed))


class Photo(models.Model):
    """One photo, taken for a note; the picture lies in the data folder under a name that says nothing.

    Locked with its note by the database once that is signed.
    """

    class View(models.TextChoices):
        PLANTAR = "plantar", "Sole"
        DORSAL = "dorsal", "Top"
        MEDIAL = "medial", "Inner side"
        LATERAL = "lateral", "Outer side"

    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="photos")
    name = models.CharField(max_length=32, unique=True, editable=False)
    side = models.CharField("foot", max_length=5, choices=Foot.choices, blank=True)
    view = models.CharField("seen from", max_length=8, choices=View.choices, blank=True)
    zone = models.CharField(max_length=40, blank=True)
    zone_name = models.CharField(max_length=80, blank=True)
    words = models.CharField("what it shows", max_length=300, blank=True)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64, editable=False)
    small_sha256 = models.CharField(max_length=64, editable=False)
    source_sha256 = models.CharField(
        max_length=64, editable=False, help_text="Of what was sent; the same is kept once."
    )
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[PhotoQuerySet] = PhotoQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["note", "source_sha256"],
                name="photo_kept_once",
                violation_error_message="This photo is already there.",
            )
        ]

    def __str__(self) -> str:
        return self.about or "Photo"

    @property
    def about(self) -> str:
        """ "Left, sole, Liver: a new blister", as far as it was said."""
        where = [self.get_side_display(), self.get_view_display(), self.zone_name]
        place = ", ".join(str(each) for each in where if each)
        return f"{place}: {self.words}" if place and self.words else place or self.words

    @property
    def alternative(self) -> str:
        """What stands in the place of the picture for those who do not see it."""
        return f"Photo: {self.about}" if self.about else "Photo of the feet"
