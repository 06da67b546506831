"""Reads a picture file as a small grey picture. Its size is checked before anything is decoded."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from signals.copies.errors import require
from signals.copies.evidence import NotMeasured
from signals.copies.pictures.grey import SIDE, Grey
from signals.media.errors import Unreadable
from signals.media.pictures import PictureLimits, decode_picture

if TYPE_CHECKING:
    from PIL.Image import Image

LIMITS = PictureLimits()
SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp"})


def read_picture(path: Path) -> Grey | NotMeasured:
    """Of an animation, the first frame. Raises OSError if the file cannot be opened, and CopiesExtraMissing."""
    require("PIL", "intelligence", "read pictures")
    with path.open("rb") as file:
        try:
            return decode_picture(file, path.stat().st_size, LIMITS, _grey)
        except Unreadable as reason:
            return NotMeasured(str(reason))


def _grey(image: "Image") -> Grey:
    from PIL import Image, ImageOps

    image.draft("L", (4 * SIDE, 4 * SIDE))  # a JPEG is decoded small
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith(("I", "F")):
        return _grey_of_numbers(image)
    if image.has_transparency_data:
        shown = Image.new("RGBA", image.size, "white")
        shown.alpha_composite(image.convert("RGBA"))
        image = shown
    grey = image.convert("L")
    scale = min(1.0, SIDE / max(grey.size))
    size = (max(1, round(grey.width * scale)), max(1, round(grey.height * scale)))
    return np.asarray(grey.resize(size, Image.Resampling.BOX), dtype=np.float32)


def _grey_of_numbers(image: "Image") -> Grey:
    """Of more than 8 bits a pixel."""
    values = np.asarray(image, dtype=np.float32)
    return np.asarray(values * (255 / max(float(values.max()), 1.0)), dtype=np.float32)
