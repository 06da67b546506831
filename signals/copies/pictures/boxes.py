"""The boxes of a picture that are hashed: its content without borders, and parts that a crop may have left."""

import numpy as np
from numpy.typing import NDArray

from signals.copies.pictures.grey import WHOLE, Boxes, Grey, inside

BORDER_SHARE = 0.6  # of an edge row that has one brightness; the rest may be text on the border
SAME_BRIGHTNESS = 12
MAX_TRIMMED = 0.8
DETAIL_SHARE = 0.25  # of the usual detail of a row; a blurred or plain border has less
MIN_CONTENT = 0.2
SCALES = (0.88, 0.76)
STEP = 0.06
RATIOS = (16 / 9, 4 / 3, 1.0, 3 / 4)  # width to height of what people put into a frame
BANDS = np.array(
    [
        (0, 0, 1, 0.84),
        (0, 0.16, 1, 1),
        (0.16, 0, 1, 1),
        (0, 0, 0.84, 1),
        (0, 0.1, 1, 0.9),
        (0.1, 0, 0.9, 1),
        (0, 0, 1, 0.75),
        (0, 0.25, 1, 1),
    ]
)
"""What remains without a banner at one side, or two."""


def content_boxes(grey: Grey) -> Boxes:
    """The whole picture, and where it differs, the picture without its plain and without its blurred borders."""
    found = [WHOLE[0]]
    for box in (_without_plain_borders(grey), _without_blurred_borders(grey)):
        if all(np.abs(box - other).max() > 0.02 for other in found):
            found.append(box)
    return np.array(found)


def whole_boxes(content: Boxes, width: int, height: int) -> Boxes:
    """The boxes in which another picture may lie as a whole."""
    framed = [box for ratio in RATIOS if (box := _framed(width / height / ratio)) is not None]
    return np.concatenate([content, np.array(framed).reshape(-1, 4), *(inside(box, BANDS) for box in content)])


def part_boxes(content: Boxes) -> Boxes:
    """The parts that another picture may show. They are alike on both sides, so a mirrored picture has the same."""
    return np.concatenate([inside(box, PARTS) for box in content])


def _parts() -> Boxes:
    found = [tuple(WHOLE[0])]
    for scale in SCALES:
        offsets = np.linspace(0, 1 - scale, round((1 - scale) / STEP) + 1)
        found += [(left, top, left + scale, top + scale) for top in offsets for left in offsets]
    return np.concatenate([np.array(found), BANDS])


PARTS = _parts()


def _framed(wider: float) -> NDArray[np.float64] | None:
    """The middle of a picture that is so many times as wide as what it frames."""
    if wider < 0.85:
        return np.array([0, 0.5 - wider / 2, 1, 0.5 + wider / 2])
    if wider > 1 / 0.85:
        return np.array([0.5 - 0.5 / wider, 0, 0.5 + 0.5 / wider, 1])
    return None


def _without_plain_borders(grey: Grey) -> NDArray[np.float64]:
    top, bottom = _trimmed(grey)
    left, right = _trimmed(grey[top : len(grey) - bottom].T)
    height, width = grey.shape
    return np.array([left / width, top / height, 1 - right / width, 1 - bottom / height])


def _trimmed(rows: Grey) -> tuple[int, int]:
    """The number of border rows at the start and at the end."""
    start, end = _border_rows(rows), _border_rows(rows[::-1])
    return (0, 0) if start + end > MAX_TRIMMED * len(rows) else (start, end)


def _border_rows(rows: Grey) -> int:
    plain = (np.abs(rows - np.median(rows[0])) < SAME_BRIGHTNESS).mean(axis=1) >= BORDER_SHARE
    return len(rows) if plain.all() else int(np.argmin(plain))


def _without_blurred_borders(grey: Grey) -> NDArray[np.float64]:
    top, bottom = _detailed(np.abs(np.diff(grey, n=2, axis=1)).mean(axis=1))
    left, right = _detailed(np.abs(np.diff(grey, n=2, axis=0)).mean(axis=0))
    return np.array([left, top, right, bottom])


def _detailed(detail: NDArray[np.float32]) -> tuple[float, float]:
    """The first and last line with as much detail as others have, as shares."""
    rich = np.flatnonzero(detail > DETAIL_SHARE * np.percentile(detail, 75))
    if len(rich) == 0 or rich[-1] + 1 - rich[0] < MIN_CONTENT * len(detail):
        return 0.0, 1.0
    return float(rich[0] / len(detail)), float((rich[-1] + 1) / len(detail))
