"""Whether two pictures show the same: candidates by their bits, verified by alignment in both directions."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from signals.copies.evidence import Change, Overlap
from signals.copies.pictures.alignment import Alignment, Floats, align, found_patches
from signals.copies.pictures.difference_hash import distances
from signals.copies.pictures.grey import Boxes, mirrored_boxes
from signals.copies.pictures.picture_hash import PictureHash

BITS = 128
MAX_DISTANCE = 28  # bits; chosen with MIN_FOUND_SHARE on development pictures: benchmarks/copies
MIN_FOUND_SHARE = 0.6  # of the patches with contrast
CERTAIN_SHARE = 0.9  # no better one is looked for
MAX_HYPOTHESES = 3
PROBES = 24  # points a side at which coverage is counted
UNTOUCHED = 0.96  # of a picture; less was cropped
MAX_FRAMED = 0.85  # of a picture; around more there is no frame
UNCOVERED = 0.9  # of the patches; fewer were covered
MIN_ANGLE = 1.5  # degrees


@dataclass(frozen=True, eq=False)
class Hypothesis:
    """Two boxes that may show the same, the first picture mirrored or not."""

    distance: int
    mirrored: bool
    one_box: NDArray[np.float64]
    other_box: NDArray[np.float64]


def match_pictures(one: PictureHash, other: PictureHash) -> Overlap | None:
    """None if they do not show the same. The same answer in either order, with its sides swapped."""
    if other.digest < one.digest:
        found = match_pictures(other, one)
        return found.swapped() if found else None
    best: tuple[Hypothesis, Alignment] | None = None
    for guess in hypotheses(one, other):
        alignment = _verified(one, other, guess)
        if alignment and (best is None or alignment.share > best[1].share):
            best = guess, alignment
        if best and best[1].share >= CERTAIN_SHARE:
            break
    return _overlap(one, other, *best) if best else None


def hypotheses(one: PictureHash, other: PictureHash, limit: int = MAX_DISTANCE) -> list[Hypothesis]:
    """The best ones with at most `limit` differing bits, and the whole of equal pictures."""
    found = sorted(_near(one, other, limit), key=lambda guess: guess.distance)
    return found[:MAX_HYPOTHESES]


def closest(one: PictureHash, other: PictureHash) -> int:
    """The fewest differing bits of any whole of one and any part of the other, mirrored or not."""
    return min(int(bits.min()) for bits, *_ in _compared(one, other))


def _near(one: PictureHash, other: PictureHash, limit: int) -> Iterator[Hypothesis]:
    for bits, mirrored, one_boxes, other_boxes in _compared(one, other):
        order = np.argsort(bits, axis=None, kind="stable")[:MAX_HYPOTHESES]
        for row, column in zip(*np.unravel_index(order, bits.shape), strict=True):
            if bits[row, column] <= limit:
                yield Hypothesis(int(bits[row, column]), mirrored, one_boxes[row], other_boxes[column])


def _compared(one: PictureHash, other: PictureHash) -> Iterator[tuple[NDArray[np.uint16], bool, Boxes, Boxes]]:
    """Boxes of a mirrored picture are those in its mirror image."""
    yield distances(one.whole_bits, other.part_bits), False, one.full, other.parts
    yield distances(one.part_bits, other.whole_bits), False, one.parts, other.full
    yield distances(one.mirrored_bits, other.part_bits), True, mirrored_boxes(one.full), other.parts
    yield distances(one.part_bits, other.mirrored_bits), True, mirrored_boxes(one.parts), other.full


def _verified(one: PictureHash, other: PictureHash, guess: Hypothesis) -> Alignment | None:
    """The better of both directions."""
    grey = one.grey[:, ::-1] if guess.mirrored else one.grey
    there = align(grey, other.grey, guess.one_box, guess.other_box)
    if there and _is_map(there) and there.share >= CERTAIN_SHARE:
        return there
    back = align(other.grey, grey, guess.other_box, guess.one_box)
    back = _inverse(back) if back and _is_map(back) else None
    found = [one_way for one_way in (there, back) if one_way and one_way.share >= MIN_FOUND_SHARE and _is_map(one_way)]
    return max(found, key=lambda one_way: one_way.share) if found else None


def _is_map(alignment: Alignment) -> bool:
    """Whether the map keeps the picture a picture: it neither folds it nor shrinks it to nothing."""
    return bool(0.01 < np.linalg.det(alignment.affine[:, :2]) < 100)


def _inverse(alignment: Alignment) -> Alignment:
    inverse = np.linalg.inv(np.vstack([alignment.affine, [0, 0, 1]]))
    return Alignment(alignment.found, alignment.patches, inverse[:2])


def _overlap(one: PictureHash, other: PictureHash, guess: Hypothesis, alignment: Alignment) -> Overlap:
    affine, inverse = alignment.affine, _inverse(alignment).affine
    grey = one.grey[:, ::-1] if guess.mirrored else one.grey
    there, back = found_patches(grey, other.grey, affine), found_patches(other.grey, grey, inverse)
    one_content = mirrored_boxes(one.content) if guess.mirrored else one.content
    shown = _coverage(affine, one_content), _coverage(inverse, other.content)
    framed = any(whole < UNTOUCHED <= max(content, default=0) for whole, *content in shown if whole < MAX_FRAMED)
    changes = {
        Change.MIRRORED: guess.mirrored,
        Change.FRAMED: framed,
        Change.CROPPED: min(max(shares) for shares in shown) < UNTOUCHED,
        Change.ROTATED: abs(_angle(affine, one, other)) > MIN_ANGLE,
        Change.COVERED: min(found / max(inside, 1) for found, inside, _ in (there, back)) < UNCOVERED,
    }
    return Overlap(
        coverage_first=round(there[0] / there[2], 3),
        coverage_second=round(back[0] / back[2], 3),
        distance=round(guess.distance / BITS, 3),
        changes=tuple(change for change, present in changes.items() if present),
    )


def _coverage(affine: Floats, boxes: Boxes) -> list[float]:
    """The share of each box that the map brings into the other picture."""
    steps = (np.arange(PROBES) + 0.5) / PROBES
    x, y = (axis.ravel() for axis in np.meshgrid(steps, steps))
    shares = list[float]()
    for left, top, right, bottom in boxes:
        places = np.stack([left + x * (right - left), top + y * (bottom - top), np.ones_like(x)])
        moved = affine @ places
        shares.append(float(((moved > -0.01) & (moved < 1.01)).all(axis=0).mean()))
    return shares


def _angle(affine: Floats, one: PictureHash, other: PictureHash) -> float:
    """Degrees by which the second picture is turned against the first."""
    width, height = one.grey.shape[1], other.grey.shape[0]
    across, down = affine[0, 0] * other.grey.shape[1] / width, affine[1, 0] * height / width
    return float(np.degrees(np.arctan2(down, across)))
