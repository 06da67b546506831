"""Sums of a metric by group and period, their contrasts, and errors clustered by unit."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from insights.experiments.rows import Floats, Objects

CONTROL, TREATED = 0, 1


@dataclass(frozen=True)
class PeriodRows:
    """Rows of units in periods, each (rows,). `treated` belongs to the cluster; `period` counts, such as days.
    `market`: of each row, if the change was made by market."""

    cluster: Objects
    period: NDArray[np.int64]
    treated: NDArray[np.bool_]
    numerator: Floats
    denominator: Floats
    market: Objects | None = None

    def select(self, chosen: NDArray[np.bool_]) -> "PeriodRows":
        return PeriodRows(
            self.cluster[chosen],
            self.period[chosen],
            self.treated[chosen],
            self.numerator[chosen],
            self.denominator[chosen],
            None if self.market is None else self.market[chosen],
        )

    def clusters(self, treated: bool) -> int:
        return len(set(self.cluster[self.treated == treated].tolist()))


@dataclass(frozen=True)
class Contrast:
    """`error`: clustered, with the factor g / (g - 1) in each group. `freedom`: after Welch and Satterthwaite, so that
    few clusters in one group widen the interval."""

    value: float
    error: float
    freedom: float

    def interval(self, confidence: float) -> tuple[float, float]:
        from scipy.stats import t

        half = float(t.ppf(0.5 + confidence / 2, self.freedom)) * self.error
        return self.value - half, self.value + half

    @property
    def p_value(self) -> float:
        from scipy.stats import t

        if not self.error:
            return 1.0 if not self.value else 0.0
        return float(2 * t.sf(abs(self.value) / self.error, self.freedom))


def contrast(rows: PeriodRows, slot: NDArray[np.int64], weights: Floats) -> Contrast:
    """Σ over groups and slots of weight · Σ numerator / Σ denominator, with the variance linearised by cluster.

    `slot`: (rows,), the slot of each row, or -1 for none. `weights`: (2, slots), of the control and the treated group.
    With the weights ±1 over before and after this is the difference in differences, and its error that of a regression
    with errors clustered as in Liang and Zeger (1986)."""
    chosen = slot >= 0
    group = rows.treated[chosen].astype(np.int64)
    cell = group * weights.shape[1] + slot[chosen]
    size = weights.size
    numerator = np.bincount(cell, rows.numerator[chosen], size)
    denominator = np.bincount(cell, rows.denominator[chosen], size)
    flat = weights.ravel()
    if np.any((denominator == 0) & (flat != 0)):
        return Contrast(float("nan"), float("nan"), 1.0)
    safe = np.where(denominator == 0, 1, denominator)
    ratios = numerator / safe
    scores = (rows.numerator[chosen] - ratios[cell] * rows.denominator[chosen]) * (flat / safe)[cell]
    variances, counts = [], []
    for one in (CONTROL, TREATED):
        inside = group == one
        names = rows.cluster[chosen][inside].astype(str)
        sums = np.bincount(np.unique(names, return_inverse=True)[1], scores[inside]) if len(names) else np.zeros(0)
        counts.append(len(sums))
        variances.append(float((sums**2).sum()) * len(sums) / max(len(sums) - 1, 1))
    total = sum(variances)
    parts = sum(v * v / max(n - 1, 1) for v, n in zip(variances, counts, strict=True))
    return Contrast(float((flat * ratios).sum()), float(np.sqrt(total)), total * total / parts if parts else 1.0)


def before_and_after(rows: PeriodRows, first_after: int) -> Contrast:
    """(after - before) of the treated less that of the control."""
    slot = (rows.period >= first_after).astype(np.int64)
    return contrast(rows, slot, np.array([[1.0, -1.0], [-1.0, 1.0]]))
