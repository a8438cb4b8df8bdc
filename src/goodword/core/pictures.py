"""Pictures people send: opened carefully, re-encoded, stripped of everything but what can be seen, bounded in size."""

import io
import warnings
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from goodword.core.errors import Invalid

MAX_BYTES = 12_000_000
MAX_PIXELS = 50_000_000
LONGEST_SIDE = 1600  # px
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")


@dataclass(frozen=True)
class Encoded:
    """A re-encoded picture: WebP bytes and its size in pixels."""

    content: bytes
    width: int
    height: int


def reencode(file: BinaryIO, size: int | None = None, *, longest: int = LONGEST_SIDE) -> Encoded:
    """Re-encode an upload as WebP without EXIF, profile or comment; its orientation is applied first.

    size: bytes, where known. longest: the longest side in pixels. Raises Invalid on anything that is not a sensible picture.
    """
    if size is not None and size > MAX_BYTES:
        raise Invalid(_("This picture is larger than 12 MB. Please send a smaller one."), field="picture")
    content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise Invalid(_("This picture is larger than 12 MB. Please send a smaller one."), field="picture")
    try:
        return _encode(content, longest)
    except Invalid:
        raise
    except Exception as error:  # Pillow raises many kinds on hostile files; each means the same to the person
        raise Invalid(
            _("This file could not be read as a picture. JPEG, PNG, WebP, GIF and AVIF work."),
            field="picture",
        ) from error


def _encode(content: bytes, longest: int) -> Encoded:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        image: Image.Image = Image.open(io.BytesIO(content), formats=_FORMATS)
        if image.width * image.height > MAX_PIXELS:
            raise Invalid(
                _("This picture has more than 50 million pixels. Please send a smaller one."), field="picture"
            )
        image = ImageOps.exif_transpose(image)
        image.thumbnail((longest, longest))
        clean = image.convert("RGBA" if "A" in image.getbands() or "transparency" in image.info else "RGB")
    clean.info.clear()
    out = io.BytesIO()
    clean.save(out, "WEBP", quality=80, method=4)
    return Encoded(out.getvalue(), clean.width, clean.height)
