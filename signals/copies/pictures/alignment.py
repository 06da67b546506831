"""Verifies that two boxes show the same: patches of one are searched near the same place in the other, an affine map is
fitted to where they were found, and the share of patches found again after it counts."""

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

FRAME = 64  # both boxes are brought to this many pixels a side
PATCH = 8
REACHES = (6, 4, 2)  # pixels searched around a place, in each round
ROUGH_CORRELATION, CORRELATION = 0.6, 0.75  # of a patch, in the rounds before and in the last one
MIN_CONTRAST = 3.0  # standard deviation of a patch that can be told from others
MIN_AGREEING, MIN_PATCHES = 6, 8

Floats: TypeAlias = NDArray[np.floating[Any]]


@dataclass(frozen=True, eq=False)
class Alignment:
    """`found` of the `patches` with contrast. `affine`: shape (2, 3), from places in the first picture to places in the
    second, both as shares of the picture (x, y, 1)."""

    found: int
    patches: int
    affine: Floats

    @property
    def share(self) -> float:
        return self.found / self.patches


def textured_patches(grey: NDArray[Any]) -> int:
    """The number of patches with contrast."""
    return len(_patches(grey, IDENTITY)[1])


def align(
    one: NDArray[Any], other: NDArray[Any], one_box: NDArray[np.float64], other_box: NDArray[np.float64]
) -> Alignment | None:
    """None if too little of `one_box` has contrast, or is found in the other picture near `other_box`."""
    to_one, to_other = _of_box(one_box), _of_box(other_box)
    patches, places = _patches(one, to_one)
    if len(places) < MIN_PATCHES:
        return None
    moved = np.eye(3)
    for reach in REACHES[:-1]:
        correlation, shifts = _search(patches, places, _sampled(other, to_other @ moved), reach)
        found = correlation > ROUGH_CORRELATION
        if found.sum() < MIN_AGREEING:
            return None
        moved = moved @ _affine_map(places, shifts, found)
    correlation, _ = _search(patches, places, _sampled(other, to_other @ moved), REACHES[-1])
    affine = (to_other @ moved @ np.linalg.inv(to_one))[:2]
    return Alignment(int((correlation > CORRELATION).sum()), len(places), affine)


def found_patches(one: NDArray[Any], other: NDArray[Any], affine: Floats) -> tuple[int, int, int]:
    """Of the whole first picture: the patches found in the other one, those that the map brings into it, and all."""
    patches, places = _patches(one, IDENTITY)
    frame = _sampled(other, np.vstack([affine, [0, 0, 1]]))
    correlation, _ = _search(patches, places, frame, REACHES[-1])
    inside = np.isfinite(_cut(frame, places, 0)).all(axis=(1, 2))
    return int((correlation > CORRELATION).sum()), int(inside.sum()), len(places)


def _patches(grey: NDArray[Any], to_picture: Floats) -> tuple[Floats, NDArray[np.intp]]:
    """Those with contrast, normalised, and their places."""
    patches, contrast = _normalised(_cut(_sampled(grey, to_picture), _PLACES, 0)[:, 0])
    usable = contrast > MIN_CONTRAST
    return patches[usable], _PLACES[usable]


def _search(patches: Floats, places: NDArray[np.intp], frame: Floats, reach: int) -> tuple[Floats, Floats]:
    """The best correlation of each patch, and the shift (x, y) in pixels at which it was found."""
    windows, contrast = _normalised(_cut(frame, places, reach))
    correlation = (windows @ patches[:, :, None])[:, :, 0]
    correlation[~(contrast > MIN_CONTRAST / 2)] = -1
    best, width = correlation.argmax(axis=1), 2 * reach + 1
    shifts = np.stack([best % width - reach, best // width - reach], axis=1)
    return correlation[np.arange(len(best)), best], shifts.astype(np.float32)


def _affine_map(places: NDArray[np.intp], shifts: Floats, found: NDArray[np.bool_]) -> Floats:
    """The affine map, shape (3, 3), of the frame as shares, from the found patches that agree."""
    centres = np.concatenate([(places[:, ::-1] + PATCH / 2) / FRAME, np.ones((len(places), 1))], axis=1)
    targets = centres[:, :2] + shifts / FRAME
    used = found
    for _ in range(4):
        fit = np.linalg.lstsq(centres[used], targets[used])[0]
        errors = np.abs(centres @ fit - targets).max(axis=1)
        agreeing = found & (errors < max(1.5 / FRAME, 2 * float(np.median(errors[used]))))
        if agreeing.sum() < MIN_AGREEING or (agreeing == used).all():
            break
        used = agreeing
    return np.vstack([fit.T, [0, 0, 1]])


def _sampled(grey: NDArray[Any], to_picture: Floats) -> Floats:
    """As a square frame, bilinear; nan outside of the picture."""
    height, width = grey.shape
    x, y = to_picture[:2] @ _CENTRES
    x, y = x * width - 0.5, y * height - 0.5
    outside = (x < -0.5) | (y < -0.5) | (x > width - 0.5) | (y > height - 0.5)
    x, y = np.clip(x, 0, width - 1.001), np.clip(y, 0, height - 1.001)
    left, top = x.astype(np.intp), y.astype(np.intp)
    part_x, part_y = x - left, y - top
    upper = grey[top, left] * (1 - part_x) + grey[top, left + 1] * part_x
    lower = grey[top + 1, left] * (1 - part_x) + grey[top + 1, left + 1] * part_x
    values = np.where(outside, np.nan, upper * (1 - part_y) + lower * part_y)
    return values.astype(np.float32).reshape(FRAME, FRAME)


def _cut(frame: Floats, places: NDArray[np.intp], reach: int) -> Floats:
    """The patches at each place and at each shift of at most `reach`: shape (places, shifts, PATCH²)."""
    padded = np.pad(frame, reach, constant_values=np.nan)
    views = np.lib.stride_tricks.sliding_window_view(padded, (PATCH, PATCH))
    shifts = np.arange(2 * reach + 1)
    cut = views[places[:, 0, None, None] + shifts[:, None], places[:, 1, None, None] + shifts]
    return np.asarray(cut.reshape(len(places), len(shifts) ** 2, PATCH * PATCH))


def _normalised(patches: Floats) -> tuple[Floats, Floats]:
    """With mean 0 and length 1, and their contrast; nan for a patch that is partly outside."""
    centred = patches - patches.mean(axis=-1, keepdims=True)
    length = np.sqrt(np.einsum("...p,...p->...", centred, centred))
    return centred / np.maximum(length, 1e-6)[..., None], length / PATCH


def _of_box(box: NDArray[np.float64]) -> Floats:
    """From places in the box to places in its picture, shape (3, 3)."""
    left, top, right, bottom = box
    return np.array([[right - left, 0, left], [0, bottom - top, top], [0, 0, 1]])


IDENTITY: Floats = np.eye(3)
_STEPS = (np.arange(FRAME) + 0.5) / FRAME
_CENTRES = np.stack([*(axis.ravel() for axis in np.meshgrid(_STEPS, _STEPS)), np.ones(FRAME * FRAME)])
_PLACES = np.stack([axis.ravel() for axis in np.mgrid[0:FRAME:PATCH, 0:FRAME:PATCH]], axis=1)
