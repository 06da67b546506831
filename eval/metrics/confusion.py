"""Cases and answers as counts, and every measure of agreement as a function of their sums."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from domain.verdict import Outcome
from eval.dataset.labelled_case import Gold
from eval.runs.prediction import Answer

OUTCOMES = tuple(Outcome)
SAID: tuple[Outcome | None, ...] = (*OUTCOMES, None)
WIDTH = len(OUTCOMES) * len(SAID) + 1
Array = NDArray[np.float64]


def tally(golds: Sequence[Gold], answers: Sequence[Answer]) -> Array:
    """A row a case: one-hot over gold outcome by answered outcome (an error is a fourth answer), and last whether
    the violated set of a violation was met exactly."""
    rows = np.zeros((len(golds), WIDTH))
    for row, gold, answer in zip(rows, golds, answers, strict=True):
        assert gold.outcome is not None
        row[OUTCOMES.index(gold.outcome) * len(SAID) + SAID.index(answer.outcome)] = 1
        row[-1] = gold.outcome is Outcome.VIOLATION and answer.violated in gold.accepted
    return rows


def measures(sums: Array) -> Mapping[str, Array]:
    """Of sums of tallies, shape (…, WIDTH), each measure of shape (…); NaN where it is not defined."""
    table = sums[..., :-1].reshape(*sums.shape[:-1], len(OUTCOMES), len(SAID))
    gold, right = table.sum(axis=-1), np.diagonal(table, axis1=-2, axis2=-1)
    broken, kept, review = (OUTCOMES.index(o) for o in (Outcome.VIOLATION, Outcome.NO_VIOLATION, Outcome.NEEDS_REVIEW))
    decided = table[..., [broken, kept]].sum(axis=(-1, -2))
    firm = table[..., [broken, kept], :][..., [broken, kept]].sum(axis=(-1, -2))
    total = table.sum(axis=(-1, -2))
    with np.errstate(invalid="ignore", divide="ignore"):
        return {
            "kappa": _kappa(table),
            "macro_f1": _macro_f1(table),
            "accuracy": right.sum(axis=-1) / total,
            "decided": decided / total,
            "accuracy_decided": (right[..., broken] + right[..., kept]) / firm,
            "exact_set": sums[..., -1] / gold[..., broken],
            "missed": table[..., broken, kept] / gold[..., broken],
            "false_alarms": table[..., kept, broken] / gold[..., kept],
            "left_to_people": table[..., review, review] / gold[..., review],
            "errors": table[..., -1].sum(axis=-1) / total,
        }


def _kappa(table: Array) -> Array:
    """Agreement beyond chance (Cohen 1960), where gold shows two outcomes or more; an error agrees with none."""
    total = table.sum(axis=(-1, -2))
    by_gold, by_answer = table.sum(axis=-1), table.sum(axis=-2)[..., : len(OUTCOMES)]
    seen = np.diagonal(table, axis1=-2, axis2=-1).sum(axis=-1) / total
    chance = (by_gold * by_answer).sum(axis=-1) / total**2
    return np.where((by_gold > 0).sum(axis=-1) > 1, (seen - chance) / (1 - chance), np.nan)


def _macro_f1(table: Array) -> Array:
    """The mean of F1 = 2 TP / (gold + answered) over the outcomes that gold or answers show."""
    shown = table.sum(axis=-1) + table.sum(axis=-2)[..., : len(OUTCOMES)]
    f1 = 2 * np.diagonal(table, axis1=-2, axis2=-1) / shown
    return np.asarray(np.nansum(f1, axis=-1) / (shown > 0).sum(axis=-1))
