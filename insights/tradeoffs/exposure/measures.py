"""Measures of a simulated or real exposure: clicks, inequality, who is never shown, distance to merit, newcomers."""

import numpy as np
from numpy.typing import NDArray

from insights.estimate import Floats
from insights.tradeoffs.exposure.simulation import Shown

FIFTHS = 5
MEASURES = (
    *("clicks", "gini", "never_shown", "best_fifth_never_shown"),
    *("best_fifth_share", "second_fifth_share", "third_fifth_share", "fourth_fifth_share", "worst_fifth_share"),
    *("distance_to_merit", "newcomers_by_merit", "best_newcomers_never_shown"),
)


def measure_exposure(shown: Shown, quality: Floats, newcomer: NDArray[np.bool_]) -> dict[str, float]:
    """nan where nothing was shown or there is no newcomer. `newcomers_by_merit`: their share of the exposure, divided
    by the share that merit gives them: 1 is fair."""
    total, due = shown.exposure.sum(), shown.due.sum()
    never = shown.exposure == 0
    fifth = fifths(quality)
    shares = [_ratio(float(shown.exposure[fifth == place].sum()), total) for place in range(FIFTHS)]
    best_newcomers = newcomer & (fifth == 0)
    values = (
        shown.clicks,
        gini(shown.exposure),
        float(never.mean()),
        float(never[fifth == 0].mean()),
        *shares,
        float(np.abs(shown.exposure / total - shown.due / due).sum() / 2) if total else float("nan"),
        _ratio(_ratio(float(shown.exposure[newcomer].sum()), total), float(shown.due[newcomer].sum() / due)),
        float(never[best_newcomers].mean()) if best_newcomers.any() else float("nan"),
    )
    return dict(zip(MEASURES, values, strict=True))


def fifths(quality: Floats) -> NDArray[np.int64]:
    """0 for the best fifth, 4 for the worst."""
    order = np.empty(len(quality), np.int64)
    order[np.argsort(-quality, kind="stable")] = np.arange(len(quality))
    return np.asarray(order * FIFTHS // len(quality), np.int64)


def gini(values: Floats) -> float:
    """0 if all are equal, near 1 if one has everything; nan if all are zero."""
    ordered, size = np.sort(values), len(values)
    total = float(ordered.sum())
    if not total:
        return float("nan")
    return float(((2 * np.arange(1, size + 1) - size - 1) * ordered).sum() / (size * total))


def _ratio(value: float, total: float) -> float:
    return value / total if total else float("nan")
