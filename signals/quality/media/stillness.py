"""The share of a clip in which nothing moves, and in which nothing is heard."""

import numpy as np

from signals.quality.measure import Measure, MeasureName, measured, not_measured
from signals.quality.media.clip import Clip, Grey

CELL = 16  # pixels a side: single pixels flicker by compression
MOVED = 4.0  # of 255: how far the brightness of a cell changes where something moves
SEEN_CELLS = 0.01  # of the cells must change, else a blinking dot would count
SILENT = 10 ** (-50 / 20)  # of full scale: -50 dB
MIN_SECONDS = 1.0


def still_share(clip: Clip) -> Measure:
    if not clip.is_moving_picture or clip.times[-1] - clip.times[0] < MIN_SECONDS:
        return not_measured(MeasureName.STILL_SHARE, "the clip has less than a second of moving pictures")
    cells = _cells(clip.frames)
    changed = (np.abs(cells[1:] - cells[:-1]) > MOVED).mean(axis=(1, 2))
    seconds = np.diff(clip.times)
    still = float(seconds[changed < SEEN_CELLS].sum() / seconds.sum())
    return measured(MeasureName.STILL_SHARE, still, 0.95 * clip.share_read)


def silence_share(clip: Clip) -> Measure:
    """Of a clip without a sound track, 1."""
    if not clip.is_moving_picture:
        return not_measured(MeasureName.SILENCE_SHARE, "a picture has no sound")
    if clip.loudness is None:
        return measured(MeasureName.SILENCE_SHARE, 1.0, 1.0)
    if len(clip.loudness) < 10 * MIN_SECONDS:
        return not_measured(MeasureName.SILENCE_SHARE, "the clip has less than a second of sound")
    return measured(MeasureName.SILENCE_SHARE, float((clip.loudness < SILENT).mean()), 0.95 * clip.share_read)


def _cells(frames: Grey) -> np.ndarray[tuple[int, int, int], np.dtype[np.float32]]:
    """The mean brightness of cells of about CELL pixels."""
    rows, columns = (np.linspace(0, size, max(1, size // CELL) + 1).astype(int) for size in frames.shape[1:])
    sums = np.add.reduceat(frames.astype(np.float32), rows[:-1], axis=1)
    sums = np.add.reduceat(sums, columns[:-1], axis=2)
    return np.asarray(sums / np.outer(np.diff(rows), np.diff(columns)))
