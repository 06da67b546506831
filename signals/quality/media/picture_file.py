"""Reads a picture file. Its size is checked before anything is decoded."""

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from signals.copies.errors import require
from signals.media.pictures import FORMATS
from signals.quality.media.clip import Clip
from signals.quality.media.limits import MediaLimits, MediaRefused

if TYPE_CHECKING:
    from PIL.Image import Image


def read_picture(path: Path, limits: MediaLimits) -> Clip:
    """Of an animation, the first frame. Raises MediaRefused, OSError if the file cannot be opened, and
    CopiesExtraMissing."""
    require("PIL", "intelligence", "read pictures")
    from PIL import Image, UnidentifiedImageError

    with path.open("rb") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of sizes, which are checked below, and of damaged metadata
        try:
            with Image.open(file, formats=FORMATS) as image:
                check_size(*image.size, limits)
                return Clip(_grey(image, limits.side)[None], np.zeros(1))
        except UnidentifiedImageError as error:
            raise MediaRefused(f"the file is no picture of a known format ({', '.join(FORMATS)})") from error
        except Image.DecompressionBombError as error:
            raise MediaRefused(f"the picture has more than {limits.pixels:,} pixels") from error
        except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as error:  # what Pillow raises of bad files
            raise MediaRefused(f"the picture is damaged ({type(error).__name__})") from error


def check_size(width: int, height: int, limits: MediaLimits) -> None:
    """Raises MediaRefused."""
    if width * height > limits.pixels:
        raise MediaRefused(f"a frame has {width:,} by {height:,} pixels, and at most {limits.pixels:,} are read")
    if max(width, height) > limits.ratio * min(width, height):
        raise MediaRefused(f"the picture is too narrow ({width:,} by {height:,} pixels)")


def _grey(image: "Image", side: int) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    from PIL import Image

    image.draft("L", (4 * side, 4 * side))  # a JPEG is decoded small
    if image.mode.startswith(("I", "F")):  # more than 8 bits a pixel
        values = np.asarray(image, dtype=np.float32)
        image = Image.fromarray((values * (255 / max(float(values.max()), 1.0))).clip(0, 255).astype(np.uint8))
    elif image.has_transparency_data:
        shown = Image.new("RGBA", image.size, "white")
        shown.alpha_composite(image.convert("RGBA"))
        image = shown
    scale = min(1.0, side / max(image.size))
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return np.asarray(image.convert("L").resize(size, Image.Resampling.BOX), dtype=np.uint8)
