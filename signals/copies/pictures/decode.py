"""Reads a picture file as a small grey picture. Its size is checked before anything is decoded."""

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from signals.copies.errors import require
from signals.copies.evidence import NotMeasured
from signals.copies.pictures.grey import SIDE, Grey

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_BYTES = 64_000_000
MAX_PIXELS = 50_000_000
MAX_RATIO = 8  # of the sides
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")
SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp"})


def read_picture(path: Path) -> Grey | NotMeasured:
    """Of an animation, the first frame. Raises OSError if the file cannot be opened, and CopiesExtraMissing."""
    require("PIL", "intelligence", "read pictures")
    from PIL import Image, UnidentifiedImageError

    with path.open("rb") as file:
        size = path.stat().st_size
        if size > MAX_BYTES:
            return NotMeasured(f"the file has {size:,} bytes, and at most {MAX_BYTES:,} are read")
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of sizes, which are checked below, and of damaged metadata
                with Image.open(file, formats=FORMATS) as image:
                    return _too_large(*image.size) or _grey(image)
        except UnidentifiedImageError:
            return NotMeasured(f"the file is no picture of a known format ({', '.join(FORMATS)})")
        except Image.DecompressionBombError:
            return NotMeasured(f"the picture has more than {MAX_PIXELS:,} pixels")
        except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as error:  # what Pillow raises of bad files
            return NotMeasured(f"the picture is damaged ({str(error) or type(error).__name__})")


def _too_large(width: int, height: int) -> NotMeasured | None:
    if width * height > MAX_PIXELS:
        return NotMeasured(f"the picture has {width:,} by {height:,} pixels, and at most {MAX_PIXELS:,} are read")
    if max(width, height) > MAX_RATIO * min(width, height):
        return NotMeasured(f"the picture is too narrow ({width:,} by {height:,} pixels)")
    return None


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
