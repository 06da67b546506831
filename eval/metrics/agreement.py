"""Kappa, F1 and the other metrics of agreement, calculated from counts of labels and predictions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agent.quality.kappa import cohen_kappa
from domain.verdict import Outcome
from eval.dataset.labelled_case import Gold

OUTCOMES = tuple(Outcome)
PREDICTED: tuple[Outcome | None, ...] = (*OUTCOMES, None)
WIDTH = len(OUTCOMES) * len(PREDICTED) + 2
Array = NDArray[np.float64]
SHARES = (
    "accuracy",
    "decided",
    "accuracy_decided",
    "exact_set",
    "missed_violation_rate",
    "false_positive_rate",
    "review_recall",
    "error_rate",
)
"""The metrics that are shares of cases."""


@dataclass(frozen=True)
class Prediction:
    """The outcome and clauses that a judge or a baseline predicts. `outcome` None: the case failed with `error`."""

    outcome: Outcome | None
    violated: frozenset[str] = frozenset()
    error: str | None = None


def confusion_rows(golds: Sequence[Gold], predictions: Sequence[Prediction]) -> Array:
    """(cases, WIDTH): one-hot over gold outcome by predicted outcome (an error is a fourth prediction), then whether a
    violation's clauses are labelled, and whether exactly these were predicted. Raises ValueError for a case without a
    gold outcome."""
    rows = np.zeros((len(golds), WIDTH))
    for row, gold, prediction in zip(rows, golds, predictions, strict=True):
        if gold.outcome is None:
            raise ValueError("a case without a gold outcome cannot be counted")
        row[OUTCOMES.index(gold.outcome) * len(PREDICTED) + PREDICTED.index(prediction.outcome)] = 1
        row[-2] = gold.outcome is Outcome.VIOLATION and bool(gold.violated)
        row[-1] = row[-2] and prediction.violated in gold.accepted_sets
    return rows


def metrics(sums: Array) -> Mapping[str, Array]:
    """Metrics of sums of confusion rows: from shape (…, WIDTH) to shape (…) each; NaN where a metric is undefined."""
    table = sums[..., :-2].reshape(*sums.shape[:-1], len(OUTCOMES), len(PREDICTED))
    gold, correct = table.sum(axis=-1), np.diagonal(table, axis1=-2, axis2=-1)
    violation, none, review = map(OUTCOMES.index, (Outcome.VIOLATION, Outcome.NO_VIOLATION, Outcome.NEEDS_REVIEW))
    decided = table[..., [violation, none]].sum(axis=(-1, -2))
    both_decide = table[..., [violation, none], :][..., [violation, none]].sum(axis=(-1, -2))
    total = table.sum(axis=(-1, -2))
    with np.errstate(invalid="ignore", divide="ignore"):
        return {
            "kappa": cohen_kappa(table),
            "macro_f1": _macro_f1(table),
            "accuracy": correct.sum(axis=-1) / total,
            "decided": decided / total,
            "accuracy_decided": (correct[..., violation] + correct[..., none]) / both_decide,
            "exact_set": sums[..., -1] / sums[..., -2],
            "missed_violation_rate": table[..., violation, none] / gold[..., violation],
            "false_positive_rate": table[..., none, violation] / gold[..., none],
            "review_recall": table[..., review, review] / gold[..., review],
            "error_rate": table[..., -1].sum(axis=-1) / total,
        }


def _macro_f1(table: Array) -> Array:
    """The mean of F1 = 2 TP / (gold + predicted) over the outcomes that occur in gold or predictions."""
    occurrences = table.sum(axis=-1) + table.sum(axis=-2)[..., : len(OUTCOMES)]
    f1 = 2 * np.diagonal(table, axis1=-2, axis2=-1) / occurrences
    return np.asarray(np.nansum(f1, axis=-1) / (occurrences > 0).sum(axis=-1))
