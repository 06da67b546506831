"""Chooses the threshold of a score so that its precision reaches a target, with error control over all thresholds.

Fixed-sequence testing (Maurer, Hothorn and Lehmacher 1995; Angelopoulos et al. 2021, "Learn then test"): thresholds are
fixed before labels are looked at, from strict to loose, and each is tested by the lower bound of Clopper and Pearson.
The first failure ends the search, so that no correction for the number of thresholds is needed."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import beta

from domain.errors import InputError

START_MARGINS = (0.25, 0.5, 0.75, 1.0)
"""The first threshold hits as many as a precision of target + margin · (1 - target) needs to pass the test: the first
margin for which these are few enough, see `first_size`."""
STEP = 1.25
"""Each threshold hits so many times more than the one before."""
MIN_SIZE = 5
ROUNDING = 1e-9
Floats = NDArray[np.float64]


def choose_threshold(scores: ArrayLike, labels: ArrayLike, target: float, confidence: float = 0.95) -> float | None:
    """The loosest threshold t that is confirmed: of those with score >= t, the share of true labels is at least
    `target`, and the chance that this is wrong is at most 1 - confidence. None: no such threshold is shown to exist.

    `scores` and `labels` (true for a violation), one value for each independent unit, such as a creator, none missing.
    Raises InputError."""
    values, truth = _checked(scores, labels, target, confidence)
    best: float | None = None
    for threshold in candidate_thresholds(values, int(truth.sum()), target, confidence):
        hit = values >= threshold
        if precision_bound(int(truth[hit].sum()), int(hit.sum()), confidence) < target:
            return best
        best = threshold
    return best


def precision_bound(successes: int, trials: int, confidence: float) -> float:
    """The one-sided lower bound of a share (Clopper and Pearson, 1934)."""
    return float(beta.ppf(1 - confidence, successes, trials - successes + 1)) if successes else 0.0


def candidate_thresholds(scores: Floats, positive: int, target: float, confidence: float) -> list[float]:
    """From strict to loose, chosen by the scores and the number of positive labels, not by where they are. Equal scores
    are never parted."""
    ordered = np.sort(scores)[::-1]
    size: float | None = first_size(len(ordered), positive, target, confidence)
    found: list[float] = []
    while size is not None and size <= len(ordered):
        threshold = float(ordered[int(size) - 1])
        size = max(int((scores >= threshold).sum()) * STEP, size + 1)
        found.append(threshold)
    return [*found[:1], *(later for before, later in pairwise(found) if later < before)]


def first_size(available: int, positive: int, target: float, confidence: float) -> int | None:
    """How many the strictest threshold hits: at most a quarter of all and half as many as there are positive labels,
    with the smallest margin that allows this; without one, what a perfect score needs. None if there are too few."""
    sizes = [_needed(available, target + (1 - target) * margin, target, confidence) for margin in START_MARGINS]
    few = [size for size in sizes if size is not None and size <= min(available / 4, positive / 2)]
    return few[0] if few else sizes[-1]


def _needed(available: int, hoped: float, target: float, confidence: float) -> int | None:
    """The smallest number of hits that passes the test at the hoped precision."""
    sizes = np.arange(MIN_SIZE, available + 1)
    right = np.maximum((hoped * sizes + ROUNDING).astype(np.int64), 1)
    passed = np.flatnonzero(beta.ppf(1 - confidence, right, sizes - right + 1) >= target)
    return int(sizes[passed[0]]) if len(passed) else None


def _checked(
    scores: ArrayLike, labels: ArrayLike, target: float, confidence: float
) -> tuple[Floats, NDArray[np.bool_]]:
    values, truth = np.asarray(scores, dtype=np.float64), np.asarray(labels)
    if values.ndim != 1 or truth.shape != values.shape:
        raise InputError(
            f"scores have the shape {values.shape} and labels {truth.shape}: give one label for each score"
        )
    if np.isnan(values).any():
        raise InputError("a score is missing: leave out those that were not measured")
    if not np.isin(truth, (0, 1)).all():
        raise InputError("a label is neither true nor false: leave out what nobody reviewed")
    for name, value in (("target", target), ("confidence", confidence)):
        if not 0 < value < 1:
            raise InputError(f"the {name} is {value}: give a share between 0 and 1, such as 0.8")
    return values, truth.astype(bool)


def first_of_each(units: Sequence[object]) -> NDArray[np.int64]:
    """The place of the first value of each unit, in order: tests need independent values."""
    first = {unit: place for place, unit in reversed([*enumerate(units)])}
    return np.array(sorted(first.values()), dtype=np.int64)
