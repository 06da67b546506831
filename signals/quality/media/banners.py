"""The share of a picture that bands at its edges cover: bars and banners that do not move with the picture."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from signals.quality.measure import Measure, MeasureName, measured, not_measured
from signals.quality.media.clip import Clip, Floats

Mask: TypeAlias = NDArray[np.bool_]
STILL_PIXEL, MOVING_PIXEL = 2.0, 6.0  # standard deviation of the brightness over time, of 255
PLAIN = 8  # how far brightness differs on a plain ground
FADING = 16  # how far what lies behind a band must differ from its ground
PLAIN_SHARE = 0.6  # of a line of a banner; the rest may be its words
MIN_MOVING = 0.1  # of the pixels, so that there is a picture behind the banner
MAX_COVERED = 0.45  # of one side; more is a plain picture, not a band
MIN_LINES = 0.03  # of the side; less is a seam
ALLOWED_GAP = 0.02  # of the side: lines of words between lines of the ground
BEHIND = 0.5  # of the first lines after a band may look like it; more is a ground that fades out
MAX_FRAMES = 48


def banner_share(clip: Clip) -> Measure:
    """In a clip, bands that stand still while the picture moves; else bands of a plain ground at the edges."""
    places = np.unique(np.linspace(0, len(clip.frames) - 1, MAX_FRAMES).astype(int))
    frames = clip.frames[places].astype(np.float64)
    if len(frames) >= 4:
        deviation = frames.std(axis=0)
        if (deviation > MOVING_PIXEL).mean() >= MIN_MOVING:
            return measured(MeasureName.BANNER_SHARE, _covered(deviation <= STILL_PIXEL, 0.9), 0.8)
    if frames[0].std() < PLAIN:
        return not_measured(MeasureName.BANNER_SHARE, "the picture has no contrast")
    return measured(MeasureName.BANNER_SHARE, _plain_bands(frames[len(frames) // 2]), 0.5)


def _plain_bands(frame: Floats) -> float:
    """Only those whose ground differs from what lies beside them."""
    distances = [np.abs(frame - ground) for ground in _grounds(frame)]
    return max(_covered(distance <= PLAIN, PLAIN_SHARE, distance <= FADING) for distance in distances)


def _grounds(frame: Floats) -> list[float]:
    """The usual brightness of the four edges."""
    edges = (frame[0], frame[-1], frame[:, 0], frame[:, -1])
    return sorted({float(np.median(edge)) for edge in edges})


def _covered(is_band: Mask, share: float, is_like_it: Mask | None = None) -> float:
    """The part of the picture under bands at the four edges, whose lines are at least `share` band. `is_like_it`: what
    may not lie behind a band, the same if not given."""
    like = is_band if is_like_it is None else is_like_it
    left: list[float] = []
    for axis in (1, 0):
        band, behind = is_band.mean(axis=axis), like.mean(axis=axis)
        left.append(1 - _band(band, behind, share) - _band(band[::-1], behind[::-1], share))
    return 1 - max(left[0], 0.0) * max(left[1], 0.0)


def _band(lines: Floats, like: Floats, share: float) -> float:
    """The part of the lines, from the first one on, that a band takes. It ends at once, not little by little."""
    size, end = len(lines), 0
    for place in np.flatnonzero(lines >= share).tolist():
        if place - end > ALLOWED_GAP * size:
            break
        end = place + 1
    behind = like[end + 1 : end + 1 + max(2, round(size / 100))]  # the line between may be a blend
    ends_at_once = len(behind) > 0 and behind.mean() <= BEHIND
    return end / size if MIN_LINES <= end / size <= MAX_COVERED and ends_at_once else 0.0
