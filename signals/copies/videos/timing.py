"""Finds the offset and the speed at which most frames of two videos lie at the same moment."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SPEEDS = (1.0, 1.05, 0.95, 1.1, 0.9, 1.25, 0.8, 1.5, 2 / 3, 2.0, 0.5)
FASTER_BONUS = 1.15  # another speed explains so many times the frames, or it is chance


@dataclass(frozen=True)
class TimeMap:
    """Seconds of the second video: `speed` times the seconds of the first, plus `offset`."""

    speed: float
    offset: float
    votes: int


def time_map(
    first: NDArray[np.float64], second: NDArray[np.float64], weights: NDArray[np.float64], tolerance: float
) -> TimeMap | None:
    """`first` and `second`: the times of each pair of frames that may be the same; `weights`: how sure that is.
    A moment of either video votes once for an offset."""
    best, best_score = None, 0.0
    for speed in SPEEDS:
        found, score = _best_offset(first, second, weights, speed, tolerance)
        if found and score > best_score * (1.0 if best is None else FASTER_BONUS):
            best, best_score = found, score
    return best


def _best_offset(
    first: NDArray[np.float64],
    second: NDArray[np.float64],
    weights: NDArray[np.float64],
    speed: float,
    tolerance: float,
) -> tuple[TimeMap | None, float]:
    offsets = second - speed * first
    best, best_score = None, 0.0
    for offset in np.unique(np.round(offsets / tolerance)) * tolerance:
        near = np.abs(offsets - offset) <= tolerance
        score = min(_moments(first[near], weights[near]), _moments(second[near], weights[near]))
        if score > best_score:
            middle = _median(offsets[near], weights[near])
            best, best_score = TimeMap(speed, middle, int(near.sum())), score
    return best, best_score


def _median(values: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    """Half of the weight lies on either side."""
    order = np.argsort(values)
    sums = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(sums, sums[-1] / 2)])


def _moments(times: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    """The sum of the surest vote at each moment."""
    order = np.lexsort((-weights, times))
    times, weights = times[order], weights[order]
    first = np.concatenate([[True], np.diff(times) > 0])
    return float(weights[first].sum())
