"""A threshold of a score with few values, such as points: intervals that allow for a bounded curvature."""

from dataclasses import dataclass

import numpy as np

from insights.experiments.discontinuity.local_polynomial import weights_at_zero
from insights.experiments.rows import Floats

MIN_VALUES = 10
"""A side with fewer values of the score counts as discrete: no bandwidth shrinks towards the threshold."""


@dataclass(frozen=True)
class DiscreteJump:
    """`bias`: the largest that the curvature allows."""

    value: float
    low: float
    high: float
    bandwidth: float
    bias: float


def discrete_jump(x: Floats, y: Floats, curvature: float, confidence: float) -> DiscreteJump | None:
    """The shortest of the intervals over all bandwidths; its length depends on the outcome by the variance alone.
    Kolesár and Rothe, "Inference in regression discontinuity designs with a discrete running variable", American
    Economic Review 108 (2018), bounded second derivative. None if a side has one value."""
    deviations = _squared_deviations(x, y)
    distances = np.unique(np.abs(x))
    found = [_at(x, y, deviations, float(d) * 1.0001 + 1e-9, curvature, confidence) for d in distances]
    whole = _at(x, y, deviations, 2 * float(distances[-1]) + 1e-9, curvature, confidence)
    return min((one for one in (*found, whole) if one is not None), key=lambda one: one.high - one.low, default=None)


def _squared_deviations(x: Floats, y: Floats) -> Floats:
    """Of each row from the mean at its score, with the factor n / (n - 1): a variance free of the lines."""
    place = np.unique(x, return_inverse=True)[1]
    counts = np.bincount(place)
    means = np.bincount(place, y) / counts
    factor = np.where(counts > 1, counts / np.maximum(counts - 1, 1), np.nan)
    return np.asarray((y - means[place]) ** 2 * factor[place])


def _at(
    x: Floats, y: Floats, squares: Floats, bandwidth: float, curvature: float, confidence: float
) -> DiscreteJump | None:
    from scipy.stats import ncx2

    weights = np.zeros(len(x))
    for side, sign in ((x < 0, -1), (x >= 0, 1)):
        inside = side & (np.abs(x) < bandwidth)
        if not inside.any():
            return None
        weights[inside] = sign * weights_at_zero(x[inside], bandwidth, 1)
    used = weights != 0
    if np.isnan(weights).any() or np.isnan(squares[used]).any():
        return None
    error = float(np.sqrt((weights[used] ** 2 * squares[used]).sum()))
    bias = curvature / 2 * float((np.abs(weights) * x**2).sum())
    if not error:
        return None
    half = float(np.sqrt(ncx2.ppf(confidence, 1, (bias / error) ** 2))) * error
    value = float(weights @ y)
    return DiscreteJump(value, value - half, value + half, bandwidth, bias)
