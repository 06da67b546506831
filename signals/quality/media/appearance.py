"""Sharpness, exposure and text on a plain ground, as the mean over the frames of a clip."""

import numpy as np

from signals.quality.measure import Measure, MeasureName, measured, not_measured
from signals.quality.media.clip import Clip, Floats

BLUR_PIXELS = 9  # the length of the mean filter with which a picture is blurred again
MIN_CONTRAST = 4.0  # standard deviation of the brightness, of 255
DARK, BRIGHT = 20, 245
USUAL_CLIPPED = 0.08  # of the pixels of a well exposed picture
FULL_RANGE = 110  # between the 5th and the 95th percentile of the brightness
MAX_FRAMES = 24
PLAIN = 6  # how far brightness differs on a plain ground
MIN_PLAIN, INK = 0.6, (0.015, 0.35)  # shares of the ground and of the strokes on a picture of text
STROKE_CONTRAST = 60
MIN_STROKES = 3.0  # lines of strokes crossed by a row of pixels with text, on average


def sharpness(clip: Clip) -> Measure:
    """One minus the blur of Crété et al. (2007): a picture that loses little by blurring was blurred before."""
    frames = [frame for frame in _some(clip) if frame.std() >= MIN_CONTRAST]
    if not frames:
        return not_measured(MeasureName.SHARPNESS, "the picture has no contrast")
    return measured(MeasureName.SHARPNESS, float(np.mean([_sharpness(frame) for frame in frames])), 0.8)


def exposure(clip: Clip) -> Measure:
    """1 for a picture that uses the range of brightness and is neither dark nor burnt out, down to 0."""
    return measured(MeasureName.EXPOSURE, float(np.mean([_exposure(frame) for frame in _some(clip)])), 0.8)


def text_only(clip: Clip) -> Measure:
    """The share of frames that show strokes on a plain ground and nothing else."""
    share = float(np.mean([_is_text(frame) for frame in _some(clip)]))
    return measured(MeasureName.TEXT_ONLY, share, 0.7)


def _some(clip: Clip) -> list[Floats]:
    places = np.unique(np.linspace(0, len(clip.frames) - 1, MAX_FRAMES).astype(int))
    return [clip.frames[place].astype(np.float64) for place in places]


def _sharpness(frame: Floats) -> float:
    shares = [_share_after_blurring(frame, axis) for axis in (0, 1)]
    return 1 - max(shares)


def _share_after_blurring(frame: Floats, axis: int) -> float:
    """How much of the differences between neighbours remains after blurring along the axis."""
    if frame.shape[axis] <= BLUR_PIXELS:
        return 0.0
    before = np.abs(np.diff(frame, axis=axis))
    after = np.abs(np.diff(_blurred(frame, axis), axis=axis))
    lost = np.maximum(before - after, 0).sum()
    total = before.sum()
    return float(1 - lost / total) if total else 0.0


def _blurred(frame: Floats, axis: int) -> Floats:
    half = BLUR_PIXELS // 2
    widths = [(half + 1, half) if one == axis else (0, 0) for one in range(2)]
    sums = np.pad(frame, widths, mode="edge").cumsum(axis=axis)
    upper = np.take(sums, range(BLUR_PIXELS, sums.shape[axis]), axis=axis)
    lower = np.take(sums, range(sums.shape[axis] - BLUR_PIXELS), axis=axis)
    return np.asarray((upper - lower) / BLUR_PIXELS)


def _exposure(frame: Floats) -> float:
    clipped = float(((frame <= DARK) | (frame >= BRIGHT)).mean())
    low, high = np.percentile(frame, (5, 95))
    unclipped = 1 - max(0.0, clipped - USUAL_CLIPPED) / (1 - USUAL_CLIPPED)
    return min(1.0, unclipped) * min(1.0, float(high - low) / FULL_RANGE)


def _is_text(frame: Floats) -> bool:
    """A ground of one brightness, a small part that stands out from it, and rows that cross many strokes."""
    ground = float(np.bincount(frame.astype(np.int64).ravel(), minlength=256).argmax())
    distance = np.abs(frame - ground)
    ink = distance > STROKE_CONTRAST
    if (distance <= PLAIN).mean() < MIN_PLAIN or not INK[0] <= ink.mean() <= INK[1]:
        return False
    rows = ink[ink.any(axis=1)]
    strokes = (rows[:, 1:] & ~rows[:, :-1]).sum(axis=1)
    return bool(strokes.mean() >= MIN_STROKES)
