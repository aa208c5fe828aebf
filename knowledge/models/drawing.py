"""The drawing of the feet: control points only; the curves are derived."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from knowledge import shapes
from knowledge.foot_map import curve_path
from knowledge.models.choices import Feet, Layer, Region, View
from knowledge.models.row import KnowledgeRow
from knowledge.models.zone import Zone


class Drawn(KnowledgeRow):
    """Something with rings of control points and the path that runs through them."""

    rings = models.JSONField(
        help_text="A list of rings; each ring is a list of 6 to 120 points [x, y], to one decimal."
    )
    path = models.TextField(blank=True, editable=False)

    class Meta(KnowledgeRow.Meta):
        abstract = True

    def derive_path(self) -> None:
        """Draw the curve anew through the control points."""
        self.path = curve_path(self.rings)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.derive_path()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        if found := shapes.faults(self.rings):
            raise ValidationError({"rings": ValidationError(found, code="rings")})


class Placed(Drawn):
    """A drawn thing with an anchor, where its label, mark or pin goes."""

    view = models.CharField(max_length=8, choices=View)
    anchor_x = models.FloatField()
    anchor_y = models.FloatField()
    rotation = models.FloatField("label turned by", default=0, help_text="Degrees.")
    radius = models.FloatField(default=0, editable=False)
    width = models.FloatField(default=0, editable=False)
    height = models.FloatField(default=0, editable=False)

    class Meta(Drawn.Meta):
        abstract = True

    def measure(self) -> None:
        """Work out again how much room there is round the anchor, in foot units."""
        anchor = (self.anchor_x, self.anchor_y)
        self.radius = shapes.clearance(self.rings, anchor)
        self.width = shapes.chord(self.rings, anchor, self.rotation)
        self.height = shapes.chord(self.rings, anchor, self.rotation + 90)

    def clean(self) -> None:
        super().clean()
        placed = self.anchor_x is not None and self.anchor_y is not None
        if placed and not shapes.inside(self.rings, (self.anchor_x, self.anchor_y)):
            raise ValidationError({"anchor_x": ValidationError("The anchor lies outside the shape.", code="anchor")})


class FootOutline(Drawn):
    """One view of the right foot: its outline, nails, lights and box."""

    name = models.CharField(max_length=20)
    mirror = models.CharField(
        "drawn mirrored for", max_length=6, choices=[(Feet.RIGHT, "Right foot"), (Feet.LEFT, "Left foot")]
    )
    box = models.JSONField(help_text="[x, y, width, height] in foot units.")
    crop = models.JSONField(null=True, blank=True, help_text="The box without the lower leg, for small pictures.")
    fade = models.JSONField(null=True, blank=True, help_text="[x1, y1, x2, y2] from invisible to visible.")
    nails = models.JSONField(null=True, blank=True)
    shade = models.JSONField(
        default=list, blank=True, help_text="Soft lights: [light or dark, cx, cy, rx, ry, degrees]."
    )

    class Meta(Drawn.Meta):
        verbose_name = "outline of a foot"
        verbose_name_plural = "outlines of feet"

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        Drawn.clean(self)
        if self.code not in View.values:
            raise ValidationError(
                {"code": ValidationError("The code of an outline is the name of its view.", code="view")}
            )


class RegionShape(Placed):
    """The shape of a part of the foot in one view, for small maps."""

    region = models.CharField("part of the foot", max_length=16, choices=Region)

    class Meta(Placed.Meta):
        verbose_name = "shape of a part of the foot"
        verbose_name_plural = "shapes of parts of the foot"
        constraints = [
            models.UniqueConstraint(
                fields=["region", "view"],
                name="region_shape_once_a_view",
                violation_error_message="This part of the foot is already drawn in this view.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_region_display()}, {self.get_view_display().lower()}"


class ZoneShape(Placed):
    """A shape of a zone, or of a landmark, in one view; a zone can have several."""

    zone = models.ForeignKey(Zone, null=True, blank=True, on_delete=models.PROTECT, related_name="shapes")
    name = models.CharField("name of the landmark", max_length=40, blank=True)
    foot = models.CharField(max_length=6, choices=Feet, default=Feet.BOTH)
    layer = models.CharField(max_length=10, choices=Layer, default=Layer.TILE)
    place = models.CharField("lies in", max_length=16, choices=Region, blank=True)
    main = models.BooleanField(
        "main shape",
        default=False,
        help_text="The shape of the zone with the most room, in this view and foot.",
    )
    label = models.CharField(max_length=60, blank=True, help_text="\\n between lines.")

    class Meta(Placed.Meta):
        verbose_name = "shape of a zone"
        verbose_name_plural = "shapes of zones"
        constraints = [
            models.CheckConstraint(
                condition=Q(zone__isnull=False) | Q(layer=Layer.LANDMARK),
                name="shape_is_of_a_zone_or_a_landmark",
                violation_error_message="Name the zone, or make it a landmark.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.zone or self.name}, {self.get_foot_display().lower()}, {self.get_view_display().lower()}"

    def clean(self) -> None:
        super().clean()
        outline = FootOutline.objects.filter(pk=self.view).first()
        if outline and shapes.share_inside(outline.rings, self.rings) < shapes.MOSTLY:
            raise ValidationError({"rings": ValidationError("The shape leaves the foot.", code="outside")})
