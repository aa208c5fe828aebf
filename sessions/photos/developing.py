"""From what a camera sends to a plain picture: no place, no camera, no more points than needed. Knows no Django."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from io import BytesIO
from typing import IO

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

LARGEST = 12 * 1024 * 1024
MOST_POINTS = 40_000_000
EDGE, SMALL_EDGE = 2000, 400
KINDS = ("JPEG", "PNG", "WEBP")
PAPER = (255, 255, 255)

# A picture unfolds to a hundred times its file: one at a time keeps a small computer alive.
_one_at_a_time = threading.Lock()


class NoPicture(Exception):
    """Not a picture we can keep; says why and what to do in one sentence."""


@dataclass(frozen=True)
class Picture:
    """A JPEG without anything but the picture, and a small one."""

    jpeg: bytes
    small: bytes
    width: int
    height: int


def develop(file: IO[bytes]) -> Picture:
    """Make a plain picture of a JPEG, PNG or WebP, told by its content. Raises NoPicture."""
    with _one_at_a_time:
        try:
            with Image.open(file, formats=KINDS) as opened:
                return _developed(opened)
        except UnidentifiedImageError:
            raise NoPicture(
                "It is not a JPEG, PNG or WebP picture. An iPhone takes JPEG when Settings, Camera, Formats says "
                "“Most Compatible”."
            ) from None
        except Image.DecompressionBombError:
            raise NoPicture(_too_many_points()) from None
        # What a damaged picture makes the decoders raise is not one thing.
        except (OSError, SyntaxError, ValueError, ArithmeticError, LookupError, EOFError) as error:
            raise NoPicture("It is damaged. Take or copy it once more.") from error


def _too_many_points() -> str:
    return f"It has more than {MOST_POINTS // 1_000_000} million points. Set the camera to a smaller size."


def _developed(opened: Image.Image) -> Picture:
    # Looked at before anything is unfolded.
    if opened.width * opened.height > MOST_POINTS:
        raise NoPicture(_too_many_points())
    # A JPEG can be read at half or a quarter of its size, for less time and memory.
    opened.draft("RGB", (EDGE, EDGE))
    picture = _plain(ImageOps.exif_transpose(_in_usual_colours(opened)))
    picture.thumbnail((EDGE, EDGE), Image.Resampling.LANCZOS)
    small = picture.copy()
    small.thumbnail((SMALL_EDGE, SMALL_EDGE), Image.Resampling.LANCZOS)
    return Picture(_jpeg(picture, 85), _jpeg(small, 80), picture.width, picture.height)


def _in_usual_colours(opened: Image.Image) -> Image.Image:
    """In the colours that every screen shows, as the profile is left out of what is kept."""
    profile = opened.info.get("icc_profile")
    if not profile or opened.mode not in ("RGB", "RGBA"):
        return opened
    try:
        usual = ImageCms.createProfile("sRGB")
        found = ImageCms.profileToProfile(opened, ImageCms.ImageCmsProfile(BytesIO(profile)), usual)
    except (ImageCms.PyCMSError, OSError):
        return opened
    return found or opened


def _plain(picture: Image.Image) -> Image.Image:
    """Red, green and blue only; on white where it was clear."""
    if picture.has_transparency_data:
        clear = picture.convert("RGBA")
        plain = Image.new("RGB", clear.size, PAPER)
        plain.paste(clear, mask=clear.getchannel("A"))
        return plain
    return picture.convert("RGB")


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    # A new picture of the points alone: whatever else the file told is not in it.
    bare = Image.new("RGB", picture.size)
    bare.paste(picture)
    out = BytesIO()
    bare.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()
