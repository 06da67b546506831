"""Scores of one series that is measured every few minutes or hours: the distance from level and hour, in spreads."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.errors import InputError
from insights.metrics.rows import Floats

HOUR, DAY = 3600.0, 86_400.0
MIN_POINTS = 50
STEPS = (300.0, 900.0, HOUR)  # seconds: means over these steps are scored, each by itself
LONG_STEP_WEIGHT = 1.3  # of scores of steps above the first: a mean over more values that moves says more
LEVEL_RATE = 0.05  # an hour: the weight of the newest hour in the level
SPREAD_RATE = 0.01  # an hour: the same for the squared distances
HOUR_RATE = 0.2  # a day: the same for the deviation of an hour of the day
WARM_UP = 30  # steps without a score
SEEN_DAYS = 2.0  # days after which the deviation of an hour is used


@dataclass(frozen=True)
class StreamScores:
    """`at` is the end of each step in seconds, in order; `score` is how many spreads it is away, weighted."""

    at: Floats
    score: Floats


def stream_scores(at: Floats, values: Floats) -> StreamScores:
    """`at` in seconds, in order. Every score rests on earlier values alone. Steps shorter than the usual gap between
    values are left out. Raises InputError for fewer than 50 values, or for values that are not numbers.

    Level, hour of the day and spread are exponentially weighted means (Roberts, 1959, with seasonal deviations as of
    Winters, 1960); the constants were chosen on one half of NAB: docs/insights/alerts.md.
    """
    if len(values) < MIN_POINTS:
        raise InputError(f"{len(values)} values are too few for alerts: give at least {MIN_POINTS}")
    if not (np.isfinite(values).all() and np.isfinite(at).all()):
        raise InputError("a value or a time is not a number: leave such rows out")
    if (np.diff(at) < 0).any():
        raise InputError("the times are not in order: sort the rows by time")
    gap = float(np.median(np.diff(at)))
    steps = [step for step in STEPS if step >= 0.99 * gap] or [gap]
    parts = [_step_scores(at, values, step) for step in steps]
    ends, scores = (np.concatenate([part[place] for part in parts]) for place in (0, 1))
    order = np.argsort(ends, kind="stable")
    return StreamScores(ends[order], scores[order])


def alert_times(scores: StreamScores, threshold: float, start: float, pause: float = DAY) -> Floats:
    """When the score exceeds the threshold from `start` on; after an alert, `pause` seconds are without another."""
    alerts: list[float] = []
    for moment in scores.at[(scores.score > threshold) & (scores.at >= start)].tolist():
        if not alerts or moment - alerts[-1] >= pause:
            alerts.append(moment)
    return np.array(alerts, np.float64)


def _step_scores(at: Floats, values: Floats, step: float) -> tuple[Floats, Floats]:
    place = ((at - at[0]) // step).astype(np.int64)
    count = np.bincount(place)
    used = count > 0
    means = np.bincount(place, values)[used] / count[used]
    ends = (np.arange(len(count))[used] + 1) * step + at[0]
    hours = ((ends - step) % DAY // HOUR).astype(np.int64)
    part = min(step / HOUR, 1 / LEVEL_RATE / 2)
    distances = _distances(means, hours, LEVEL_RATE * part, HOUR_RATE * min(part, 1.0), SEEN_DAYS / part)
    known = means[: max(int(0.15 * len(means)), WARM_UP)]
    weight = LONG_STEP_WEIGHT if step > STEPS[0] else 1.0
    return ends, weight * _in_spreads(distances, SPREAD_RATE * part, 1e-4 * float(np.var(known)) + 1e-12)


def _distances(
    means: Floats, hours: NDArray[np.int64], level_rate: float, hour_rate: float, seen_before: float
) -> Floats:
    """From the level and the deviation of the hour, as they were before each step."""
    level, deviations, seen = float(means[0]), [0.0] * 24, [0] * 24
    distances = []
    for value, hour in zip(means.tolist(), hours.tolist(), strict=True):
        usual = deviations[hour] if seen[hour] >= seen_before else 0.0
        distances.append(value - level - usual)
        seen[hour] += 1
        deviations[hour] += hour_rate * (value - level - deviations[hour])
        level += level_rate * (value - level - usual)
    return np.array(distances)


def _in_spreads(distances: Floats, rate: float, floor: float) -> Floats:
    """`floor` is added to the squared spread, so that a constant series has no alerts from rounding."""
    spread = float(np.mean(distances[1:WARM_UP] ** 2))
    scores = []
    for place, distance in enumerate(distances.tolist()):
        scores.append(abs(distance) / (spread + floor) ** 0.5 if place >= WARM_UP else 0.0)
        spread += rate * (distance * distance - spread)
    return np.array(scores)
