"""How well numbers put the rows of one kind before the others, with bootstrap intervals."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from signals.quality.score.members import draws

DRAWS = 1_000
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Measured:
    """A value with the ends of its 95% interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f})"


def auc_and_ap(labels: NDArray[np.bool_], predicted: Floats, owners: NDArray[np.int64]) -> tuple[Measured, Measured]:
    """The area under the ROC curve and the average precision. The rows of an owner are drawn together."""
    found = _scores(labels, predicted, None)
    rows = (row for row in draws(owners, DRAWS, seed=1) if row[labels].any() and row[~labels].any())
    drawn = [_scores(labels, predicted, row.astype(np.float64)) for row in rows]
    low, high = np.quantile(drawn, (0.025, 0.975), axis=0)
    auc, ap = (Measured(*each) for each in zip(found, low.tolist(), high.tolist(), strict=True))
    return auc, ap


def _scores(labels: NDArray[np.bool_], predicted: Floats, weights: Floats | None) -> tuple[float, float]:
    from sklearn.metrics import average_precision_score, roc_auc_score

    return (
        float(roc_auc_score(labels, predicted, sample_weight=weights)),
        float(average_precision_score(labels, predicted, sample_weight=weights)),
    )
