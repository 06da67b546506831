"""Small grey pictures, and the mean brightness of the cells of any box in them."""

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

SIDE = 128  # pixels of the longer side
LUMA = np.array([0.299, 0.587, 0.114], dtype=np.float32)  # Rec. 601

Grey: TypeAlias = NDArray[np.float32]
Boxes: TypeAlias = NDArray[np.float64]
"""Shape (n, 4): left, top, right, bottom, as shares of the picture."""
WHOLE: Boxes = np.array([[0.0, 0.0, 1.0, 1.0]])


@dataclass(frozen=True, eq=False)
class Areas:
    """Sums of brightness over every rectangle that starts at the top left, shape (height + 1, width + 1)."""

    sums: NDArray[np.float64]

    @staticmethod
    def of(grey: NDArray[Any]) -> "Areas":
        sums = np.zeros((grey.shape[0] + 1, grey.shape[1] + 1))
        sums[1:, 1:] = grey.cumsum(axis=0, dtype=np.float64).cumsum(axis=1)
        return Areas(sums)

    def cell_means(self, boxes: Boxes, rows: int, columns: int) -> NDArray[np.float64]:
        """Each box divided in rows and columns of equal size: the mean of each cell, shape (n, rows, columns)."""
        height, width = self.sums.shape[0] - 1, self.sums.shape[1] - 1
        x, right, part_x = _lines(boxes[:, 0], boxes[:, 2], columns, width)
        y, below, part_y = _lines(boxes[:, 1], boxes[:, 3], rows, height)
        y, below, part_y = y[:, :, None], below[:, :, None], part_y[:, :, None]
        x, right, part_x = x[:, None, :], right[:, None, :], part_x[:, None, :]
        upper = self.sums[y, x] * (1 - part_x) + self.sums[y, right] * part_x
        lower = self.sums[below, x] * (1 - part_x) + self.sums[below, right] * part_x
        corners = upper * (1 - part_y) + lower * part_y
        cells = corners[:, 1:, 1:] - corners[:, :-1, 1:] - corners[:, 1:, :-1] + corners[:, :-1, :-1]
        sizes = (boxes[:, 2] - boxes[:, 0]) * width / columns * (boxes[:, 3] - boxes[:, 1]) * height / rows
        return np.asarray(cells / sizes[:, None, None])


def to_grey(pixels: NDArray[Any]) -> Grey:
    """Of a grey (height, width) or colour (height, width, 3) picture, values 0 to 255, at most SIDE pixels long."""
    colours = pixels.astype(np.float32)
    grey = colours if colours.ndim == 2 else np.asarray(colours[..., :3] @ LUMA, dtype=np.float32)
    height, width = grey.shape
    scale = SIDE / max(height, width)
    if scale >= 1:
        return np.asarray(grey)
    rows, columns = max(1, round(height * scale)), max(1, round(width * scale))
    return np.asarray(Areas.of(grey).cell_means(WHOLE, rows, columns)[0], dtype=np.float32)


def inside(outer: Boxes, boxes: Boxes) -> Boxes:
    """`boxes` as parts of the one box `outer`, shape (4,)."""
    origin, size = np.tile(outer[:2], 2), np.tile(outer[2:] - outer[:2], 2)
    return np.asarray(origin + boxes * size)


def mirrored_boxes(boxes: Boxes) -> Boxes:
    return np.stack([1 - boxes[:, 2], boxes[:, 1], 1 - boxes[:, 0], boxes[:, 3]], axis=1)


def _lines(
    start: NDArray[np.float64], end: NDArray[np.float64], parts: int, size: int
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]:
    """The lines between cells: the pixel before, the pixel after, and how far the line lies between them."""
    lines = (start[:, None] + (end - start)[:, None] * np.linspace(0, 1, parts + 1)) * size
    before = np.clip(lines.astype(np.intp), 0, size - 1)
    return before, before + 1, lines - before
