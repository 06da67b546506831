"""Cohen's kappa: agreement with the right answers beyond chance."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def cohen_kappa(table: Array) -> Array:
    """Cohen (1960), of counts of shape (…, answers, predictions); the first columns are the answers in the same order,
    and further ones, such as an error, agree with none. NaN where the right answers are all equal."""
    answers = table.shape[-2]
    total = table.sum(axis=(-1, -2))
    by_answer, by_prediction = table.sum(axis=-1), table.sum(axis=-2)[..., :answers]
    observed = np.diagonal(table, axis1=-2, axis2=-1).sum(axis=-1) / total
    chance = (by_answer * by_prediction).sum(axis=-1) / total**2
    found: Any = np.where((by_answer > 0).sum(axis=-1) > 1, (observed - chance) / (1 - chance), np.nan)
    return np.asarray(found)
