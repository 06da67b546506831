"""Decodes a picture file. Its format and size are checked before anything is decoded."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from signals.media.errors import Unreadable

if TYPE_CHECKING:
    from PIL.Image import Image

T = TypeVar("T")
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")
BACKGROUND = (128, 128, 128)  # both black and white letters stand out from it


@dataclass(frozen=True)
class PictureLimits:
    """`ratio`: of the longer side to the shorter one."""

    file_bytes: int = 64_000_000
    pixels: int = 50_000_000
    ratio: float = 8.0


@dataclass(frozen=True, eq=False)
class ColourPicture:
    """`pixels`: shape (height, width, 3), red, green and blue, upright. `frames`: of an animation, of which the first
    is shown; 1 of other pictures."""

    pixels: NDArray[np.uint8]
    mime_type: str
    frames: int


def decode_picture(file: IO[bytes], size: int, limits: PictureLimits, convert: "Callable[[Image], T]") -> T:
    """What `convert` makes of the picture in a file of `size` bytes. Raises Unreadable."""
    from PIL import Image, UnidentifiedImageError

    if size > limits.file_bytes:
        raise Unreadable(f"the file has {size:,} bytes, and at most {limits.file_bytes:,} are read")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of sizes, which are checked below, and of damaged metadata
            with Image.open(file, formats=FORMATS) as image:
                _check_size(*image.size, limits)
                return convert(image)
    except UnidentifiedImageError:
        raise Unreadable(f"the file is no picture of a known format ({', '.join(FORMATS)})") from None
    except Image.DecompressionBombError:
        raise Unreadable(f"the picture has more than {limits.pixels:,} pixels") from None
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as error:  # what Pillow raises of bad files
        raise Unreadable(f"the picture is damaged ({str(error) or type(error).__name__})") from None


def _check_size(width: int, height: int, limits: PictureLimits) -> None:
    if width * height > limits.pixels:
        raise Unreadable(f"the picture has {width:,} by {height:,} pixels, and at most {limits.pixels:,} are read")
    if max(width, height) > limits.ratio * min(width, height):
        raise Unreadable(f"the picture is too narrow ({width:,} by {height:,} pixels)")


def read_colours(file: IO[bytes], size: int, limits: PictureLimits) -> ColourPicture:
    """Raises Unreadable."""
    return decode_picture(file, size, limits, _colours)


def _colours(image: "Image") -> ColourPicture:
    from PIL import Image, ImageOps

    mime_type, frames = Image.MIME.get(image.format or "", "image/unknown"), getattr(image, "n_frames", 1)
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith(("I", "F")):  # more than 8 bits a pixel
        values = np.asarray(image, dtype=np.float32)
        scaled = (values * (255 / max(float(values.max()), 1.0))).clip(0, 255).astype(np.uint8)
        return ColourPicture(np.repeat(scaled[:, :, None], 3, axis=2), mime_type, frames)
    if image.has_transparency_data:
        shown = Image.new("RGBA", image.size, (*BACKGROUND, 255))
        shown.alpha_composite(image.convert("RGBA"))
        image = shown
    return ColourPicture(np.asarray(image.convert("RGB")), mime_type, frames)


def write_jpeg(pixels: NDArray[np.uint8], max_side: int) -> bytes:
    """A picture as a JPEG whose longer side is at most `max_side` pixels."""
    from io import BytesIO

    from PIL import Image

    image = Image.fromarray(pixels)
    image.thumbnail((max_side, max_side), Image.Resampling.LANCZOS)
    written = BytesIO()
    image.save(written, "JPEG", quality=85)
    return written.getvalue()
