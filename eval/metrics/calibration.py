"""Calibration of the probabilities, and the accuracy gained by leaving uncertain cases to human review."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from domain.verdict import Outcome
from eval.report.figures import Bin, Calibration, CoveragePoint
from eval.runs.summary_rows import SummaryRow

BINS = 10
DEFAULT_THRESHOLD = 0.5
MARGINS = tuple(step / 20 for step in range(10))
DECIDED = (Outcome.VIOLATION, Outcome.NO_VIOLATION)
Array = NDArray[np.float64]


def calibration(rows: Sequence[SummaryRow]) -> Calibration:
    """Over the cases labelled violation or no violation: the expected calibration error of ten equal bins (Naeini et
    al. 2015), and the Brier score (Brier 1950)."""
    rows = _usable(rows)
    if not rows:
        return Calibration()
    predicted = np.array([row.probability for row in rows], dtype=np.float64)
    observed = np.array([row.gold.outcome is Outcome.VIOLATION for row in rows], dtype=np.float64)
    bins = tuple(_bins(predicted, observed))
    gaps = (one.cases * abs(one.observed - one.mean) for one in bins)
    return Calibration(ece=sum(gaps) / len(rows), brier=float(((predicted - observed) ** 2).mean()), bins=bins)


def coverage(rows: Sequence[SummaryRow]) -> tuple[CoveragePoint, ...]:
    """Over the cases labelled violation or no violation, by the distance of the probability from the threshold."""
    rows = _usable(rows)
    if not rows:
        return ()
    distance = np.array([(row.probability or 0.0) - (row.threshold or DEFAULT_THRESHOLD) for row in rows])
    violation = np.array([row.gold.outcome is Outcome.VIOLATION for row in rows])
    return tuple(_coverage_point(margin, distance, violation) for margin in MARGINS)


def _usable(rows: Sequence[SummaryRow]) -> Sequence[SummaryRow]:
    return [row for row in rows if row.probability is not None and row.gold.outcome in DECIDED]


def _bins(predicted: Array, observed: Array) -> list[Bin]:
    numbers = np.minimum((predicted * BINS).astype(int), BINS - 1)
    return [
        Bin(
            low=number / BINS,
            high=(number + 1) / BINS,
            cases=int((numbers == number).sum()),
            mean=float(predicted[numbers == number].mean()),
            observed=float(observed[numbers == number].mean()),
        )
        for number in range(BINS)
        if (numbers == number).any()
    ]


def _coverage_point(margin: float, distance: Array, violation: NDArray[np.bool_]) -> CoveragePoint:
    decided = np.abs(distance) >= margin
    correct = (distance >= 0) == violation
    accuracy = float(correct[decided].mean()) if decided.any() else None
    return CoveragePoint(margin=margin, coverage=float(decided.mean()), accuracy=accuracy)
