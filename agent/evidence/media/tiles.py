"""Cuts long pictures, such as screenshots of a chat, in overlapping tiles, so that their text is not shrunk away."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from domain.media import Box

LONGEST = 2_000  # pixels: the models shrink a longer picture
OVERLAP = 200
MAX_SHORT = 1_600  # pixels of the shorter side
MAX_RATIO = 3  # of the sides: the models enlarge a narrow picture until its shorter side is long
MIN_SIDE = 8  # pixels: a lower picture has no letters


@dataclass(frozen=True, eq=False)
class Tile:
    """`top` to `bottom` and `left` to `right`: the part of the picture that it shows, as shares. A line whose middle is
    between `first` and `last` along the longer side is its own; neighbours see it cut. A narrow tile is padded, so that
    `right` or `bottom` lies beyond the picture."""

    pixels: NDArray[np.uint8]
    left: float
    top: float
    right: float
    bottom: float
    first: float = 0.0
    last: float = 1.0
    upright: bool = True

    def in_picture(self, box: Box) -> Box:
        """A box of the tile, in the whole picture."""
        width, height = self.right - self.left, self.bottom - self.top
        x, y = min(1.0, self.left + box.x * width), min(1.0, self.top + box.y * height)
        return Box(x=x, y=y, width=min(1 - x, box.width * width), height=min(1 - y, box.height * height))

    def owns(self, box: Box) -> bool:
        middle = box.y + box.height / 2 if self.upright else box.x + box.width / 2
        return self.first <= middle < self.last or (self.last == 1.0 and middle >= 1.0)


def tiles(pixels: NDArray[np.uint8]) -> Iterator[Tile]:
    """The whole picture where it is small enough; none where no letter fits into it."""
    if min(pixels.shape[:2]) < MIN_SIDE:
        return
    pixels = _shrunk(pixels)
    height, width = pixels.shape[:2]
    long, upright = max(height, width), height >= width
    if long <= LONGEST:
        yield _padded(Tile(pixels, 0.0, 0.0, 1.0, 1.0))
        return
    starts = [*range(0, long - OVERLAP, LONGEST - OVERLAP)]
    for start in starts:
        end = min(long, start + LONGEST)
        first = 0.0 if start == 0 else (start + OVERLAP / 2) / long
        last = 1.0 if start == starts[-1] else (end - OVERLAP / 2) / long
        if upright:
            yield _padded(Tile(pixels[start:end], 0.0, start / long, 1.0, end / long, first, last))
        else:
            yield _padded(Tile(pixels[:, start:end], start / long, 0.0, end / long, 1.0, first, last, upright=False))


def _padded(tile: Tile) -> Tile:
    height, width = tile.pixels.shape[:2]
    wide, high = max(width, -(-height // MAX_RATIO)), max(height, -(-width // MAX_RATIO))
    if (wide, high) == (width, height):
        return tile
    pixels = np.pad(tile.pixels, ((0, high - height), (0, wide - width), (0, 0)), mode="edge")
    right = tile.left + (tile.right - tile.left) * wide / width
    bottom = tile.top + (tile.bottom - tile.top) * high / height
    return replace(tile, pixels=pixels, right=right, bottom=bottom)


def _shrunk(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """So that the shorter side has at most MAX_SHORT pixels."""
    height, width = pixels.shape[:2]
    scale = MAX_SHORT / min(height, width)
    if scale >= 1:
        return pixels
    import cv2

    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
