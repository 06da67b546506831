"""Simple detectors of one series, for comparison: moving mean, median, hour of the day, cumulative sum."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy.signal import lfilter

from insights.alerts.stream import StreamScores
from insights.metrics.rows import Floats

WINDOW = 1000  # values of the moving median
DAYS = 14  # of the same hour
TINY = 1e-9


def ewma(at: Floats, values: Floats, rate: float = 0.05) -> StreamScores:
    """Distance from an exponentially weighted mean, in exponentially weighted deviations."""
    mean = lfilter([rate], [1, rate - 1], values - values[0]) + values[0]
    distance = values - np.r_[values[0], mean[:-1]]
    variance = np.r_[0, lfilter([rate], [1, rate - 1], distance**2)[:-1]]
    score = np.abs(distance) / np.sqrt(variance + TINY + 1e-6 * np.var(values[: len(values) // 7]))
    score[:100] = 0
    return StreamScores(at, score)


def slow_ewma(at: Floats, values: Floats) -> StreamScores:
    return ewma(at, values, 0.01)


def robust_z(at: Floats, values: Floats) -> StreamScores:
    """Distance from the median of the last values, in median absolute deviations."""
    size = min(WINDOW, len(values) // 4)
    past = sliding_window_view(values, size)[:-1]
    median = np.median(past, axis=1)
    deviation = 1.4826 * np.median(np.abs(past - median[:, None]), axis=1)
    score = np.zeros(len(values))
    score[size:] = np.abs(values[size:] - median) / np.maximum(deviation, TINY + 0.02 * np.std(values[:size]))
    return StreamScores(at, score)


def seasonal_z(at: Floats, values: Floats) -> StreamScores:
    """Hourly means against the median of the same hour on the last 14 days, in median absolute deviations."""
    place = ((at - at[0]) // 3600).astype(np.int64)
    count = np.bincount(place)
    used = np.flatnonzero(count)
    means = (np.bincount(place, values) / np.maximum(count, 1))[used]
    ends = (used + 1) * 3600 + at[0]
    hours = ((ends - 3600) % 86_400 // 3600).astype(np.int64).tolist()
    history: dict[int, list[float]] = {}
    residuals: list[float] = []
    score = np.zeros(len(means))
    floor = TINY + 0.02 * float(np.std(means[:50]))
    for number, (hour, value) in enumerate(zip(hours, means.tolist(), strict=True)):
        same = history.setdefault(hour, [])
        if len(same) >= 3:
            distance = value - float(np.median(same[-DAYS:]))
            if len(residuals) > 20:
                score[number] = abs(distance) / max(1.4826 * float(np.median(np.abs(residuals[-24 * DAYS :]))), floor)
            residuals.append(distance)
        same.append(value)
    return StreamScores(ends, score)


def cusum(at: Floats, values: Floats) -> StreamScores:
    """Page (1954), with slack 0.5; level and spread are of the first 15%. It starts again above 200."""
    first = values[: max(int(0.15 * len(values)), 20)]
    median = float(np.median(first))
    spread = max(1.4826 * float(np.median(np.abs(first - median))), 0.02 * float(np.std(first)), TINY)
    up = down = 0.0
    score = np.zeros(len(values))
    for number, z in enumerate(np.clip((values - median) / spread, -10, 10).tolist()):
        up, down = max(0.0, up + z - 0.5), max(0.0, down - z - 0.5)
        score[number] = max(up, down)
        if score[number] > 200:
            up = down = 0.0
    return StreamScores(at, score)
