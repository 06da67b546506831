"""Perceptual hashes of pictures and frames, by which the same picture is found again after it was saved anew."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from domain.media import MediaHash
from signals.copies.pictures.alignment import MIN_PATCHES, textured_patches
from signals.copies.pictures.difference_hash import difference_bits
from signals.copies.pictures.grey import WHOLE, Areas, to_grey

DIFFERENCE_HASH = "dhash512"  # of the whole picture: 16 by 16 cells, compared with those to the right and below
SIDE_CELLS = 16
MIN_SIDE = 24  # pixels


def hash_pixels(pixels: NDArray[np.uint8], at_ms: int | None = None) -> tuple[MediaHash, ...]:
    """Of a picture, shape (height, width, 3). None of one that is too small, narrow or plain: it would look like any
    other."""
    grey = np.round(to_grey(_small(pixels)))
    if min(grey.shape) < MIN_SIDE or textured_patches(grey) < MIN_PATCHES:
        return ()
    bits, _ = difference_bits(Areas.of(grey), WHOLE, SIDE_CELLS)
    return (MediaHash(name=DIFFERENCE_HASH, value=bits.tobytes().hex(), at_ms=at_ms),)


def _small(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Every n-th row and column of a large picture, so that its sums fit in memory."""
    step = max(1, max(pixels.shape[:2]) // 1024)
    return pixels[::step, ::step]


def distinct(hashes: Iterable[MediaHash]) -> tuple[MediaHash, ...]:
    """The first of equal ones."""
    return tuple({(one.name, one.value): one for one in reversed([*hashes])}.values())[::-1]
