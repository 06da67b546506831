"""Whether probabilities mean what they say, and what is gained by leaving the uncertain to people."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from domain.verdict import Outcome
from eval.report.figures import Bin, Calibration, CoveragePoint
from eval.runs.summary_row import Row

BINS = 10
THRESHOLDS = tuple(step / 20 for step in range(10))
DECIDED = (Outcome.VIOLATION, Outcome.NO_VIOLATION)
Array = NDArray[np.float64]


def calibration(rows: Sequence[Row]) -> Calibration:
    """Over the cases whose label decides. The expected calibration error of ten equal bins (Naeini et al. 2015), and
    the Brier score (Brier 1950)."""
    told = [row for row in rows if row.probability is not None and row.gold.outcome in DECIDED]
    if not told:
        return Calibration()
    said = np.array([row.probability for row in told], dtype=np.float64)
    broke = np.array([row.gold.outcome is Outcome.VIOLATION for row in told], dtype=np.float64)
    bins = tuple(_bins(said, broke))
    gaps = (one.cases * abs(one.observed - one.mean) for one in bins)
    return Calibration(ece=sum(gaps) / len(told), brier=float(((said - broke) ** 2).mean()), bins=bins)


def _bins(said: Array, broke: Array) -> list[Bin]:
    places = np.minimum((said * BINS).astype(int), BINS - 1)
    return [
        Bin(
            low=place / BINS,
            high=(place + 1) / BINS,
            cases=int((places == place).sum()),
            mean=float(said[places == place].mean()),
            observed=float(broke[places == place].mean()),
        )
        for place in range(BINS)
        if (places == place).any()
    ]


def coverage(rows: Sequence[Row]) -> tuple[CoveragePoint, ...]:
    """Over the cases whose label decides, by how far the probability lies from the turning point."""
    told = [row for row in rows if row.probability is not None and row.gold.outcome in DECIDED]
    if not told:
        return ()
    distance = np.array([(row.probability or 0.0) - (row.turn or 0.5) for row in told])
    broke = np.array([row.gold.outcome is Outcome.VIOLATION for row in told])
    return tuple(_point(threshold, distance, broke) for threshold in THRESHOLDS)


def _point(threshold: float, distance: Array, broke: NDArray[np.bool_]) -> CoveragePoint:
    kept = np.abs(distance) >= threshold
    right = (distance >= 0) == broke
    accuracy = float(right[kept].mean()) if kept.any() else None
    return CoveragePoint(threshold=threshold, coverage=float(kept.mean()), accuracy=accuracy)
