"""Intervals of shares whose units repeat, such as creators that were hit on several days."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta

from insights.estimate import CONFIDENCE, Estimate, clopper_pearson, ratio_of_sums, unknown

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]


def clustered_share(successes: Flags, units: NDArray[Any], confidence: float = CONFIDENCE) -> Estimate:
    """The share of true values with the interval of Clopper and Pearson; where units repeat, on the effective size of
    Korn and Graubard (1998): trials / design effect, never above the trials nor below the number of units where all
    values are equal. `units`: one for each value."""
    trials = len(successes)
    if not trials:
        return unknown("nothing was labelled")
    names, place = np.unique(np.asarray(units).astype(str), return_inverse=True)
    plain = clopper_pearson(int(successes.sum()), trials, confidence)
    if len(names) == trials or plain.value is None:
        return plain
    sums, sizes = _sums(place, successes.astype(np.float64)), _sums(place, np.ones(trials))
    size = effective_size(sums, sizes)
    low, high = _bounds(plain.value * size, size, confidence)
    return Estimate(plain.value, low, high, len(names))


def effective_size(sums: Floats, sizes: Floats) -> float:
    """How many independent trials a share of clustered ones is worth. `sums` and `sizes`: by cluster."""
    trials, clusters = float(sizes.sum()), len(sizes)
    share = float(sums.sum()) / trials
    if clusters < 2 or share in (0.0, 1.0):
        return float(clusters)
    rest = sums - share * sizes
    variance = clusters / (clusters - 1) * float((rest**2).sum()) / trials**2
    if variance == 0:
        return float(clusters)
    return min(max(share * (1 - share) / variance, 1.0), trials)


def _bounds(successes: float, trials: float, confidence: float) -> tuple[float, float]:
    tail = (1 - confidence) / 2
    low = float(beta.ppf(tail, successes, trials - successes + 1)) if successes > 0 else 0.0
    high = float(beta.ppf(1 - tail, successes + 1, trials - successes)) if successes < trials else 1.0
    return low, high


def weighted_share(values: Flags, weights: Floats, units: NDArray[Any], confidence: float = CONFIDENCE) -> Estimate:
    """Σ weight · value / Σ weight over the draws of a random sample, clustered by unit (ratio of sums)."""
    if not len(values):
        return unknown("no draw of the audit is among them")
    place = np.unique(np.asarray(units).astype(str), return_inverse=True)[1]
    found = ratio_of_sums(_sums(place, weights * values), _sums(place, weights), confidence)
    if found.value in (0.0, 1.0) and found.low is not None:
        size = int(place.max()) + 1  # equal values have no variance, and the interval would have no width
        exact = clopper_pearson(round(found.value * size) if found.value else 0, size, confidence)
        return replace(exact, note="all draws are equal: the interval counts creators, without weights")
    if found.low is None or found.high is None:
        return found
    return replace(found, low=max(found.low, 0.0), high=min(found.high, 1.0))


def _sums(place: NDArray[Any], values: Floats) -> Floats:
    """By unit."""
    return np.asarray(np.bincount(place, values), dtype=np.float64)


def show(estimate: Estimate) -> str:
    """`0.62 (0.51 to 0.72)`, or why there is no number."""
    if estimate.value is None:
        return estimate.note or "not known"
    if estimate.low is None or estimate.high is None:
        return f"{estimate.value:.2f}"
    return f"{estimate.value:.2f} ({estimate.low:.2f} to {estimate.high:.2f})"
