"""The comparison of two runs on the same cases: changed outcomes, and whether the difference exceeds chance."""

from collections.abc import Sequence

import numpy as np

from agent.quality.bootstrap import Array, Estimate, bootstrap
from domain.base import FrozenModel
from eval.metrics.agreement import confusion_rows, metrics
from eval.runs.summary_rows import SummaryRow, group_numbers, judged_rows

COMPARED = ("accuracy", "kappa", "macro_f1", "exact_set", "missed_violation_rate", "false_positive_rate")
COMPARED_SCORES = ("hit_at_5", "mrr")
Pair = tuple[SummaryRow, SummaryRow]


class OutcomeChange(FrozenModel):
    """A case with different outcomes in the two runs. `better` None: neither outcome is correct."""

    case_id: str
    gold: str
    before: str
    after: str
    better: bool | None


class Comparison(FrozenModel):
    """`only_before` and `only_after` count the cases that only one run got right. `mcnemar_p` is of the exact test: a
    two-sided binomial over these cases (McNemar 1947). `differences` are after minus before, by metric."""

    cases: int
    only_before: int
    only_after: int
    mcnemar_p: float
    differences: dict[str, Estimate]
    changes: tuple[OutcomeChange, ...]


def compare(before: Sequence[SummaryRow], after: Sequence[SummaryRow]) -> Comparison:
    """Over the cases and repeats that both runs have: their outcomes, and which relevant clauses were retrieved."""
    pairs, retrieved = _pairs(judged_rows(before), judged_rows(after)), _pairs(_scored(before), _scored(after))
    only_before = sum(one.correct and not other.correct for one, other in pairs)
    only_after = sum(other.correct and not one.correct for one, other in pairs)
    changed = (pair for pair in pairs if pair[0].prediction.outcome is not pair[1].prediction.outcome)
    return Comparison(
        cases=len({after.case_id for _, after in pairs or retrieved}),
        only_before=only_before,
        only_after=only_after,
        mcnemar_p=_mcnemar(only_before, only_after),
        differences=(_differences(pairs) if pairs else {}) | (_score_differences(retrieved) if retrieved else {}),
        changes=tuple(_change(one, other) for one, other in changed),
    )


def _pairs(before: Sequence[SummaryRow], after: Sequence[SummaryRow]) -> list[Pair]:
    old = {(row.case_id, row.repeat): row for row in before}
    return [(old[key], row) for row in after if (key := (row.case_id, row.repeat)) in old]


def _scored(rows: Sequence[SummaryRow]) -> list[SummaryRow]:
    return [row for row in rows if all(name in row.scores for name in COMPARED_SCORES)]


def _mcnemar(only_before: int, only_after: int) -> float:
    from scipy.stats import binomtest

    total = only_before + only_after
    return float(binomtest(only_before, total, 0.5).pvalue) if total else 1.0


def _differences(pairs: Sequence[Pair]) -> dict[str, Estimate]:
    """By a paired bootstrap: each sample has the same cases of both runs."""
    runs = [
        confusion_rows([row.gold for row in run], [row.prediction for row in run]) for run in zip(*pairs, strict=True)
    ]
    width = runs[0].shape[1]

    def difference(sums: Array) -> dict[str, Array]:
        old, new = metrics(sums[..., :width]), metrics(sums[..., width:])
        return {name: new[name] - old[name] for name in COMPARED}

    return bootstrap(np.hstack(runs), group_numbers([one for one, _ in pairs]), difference)


def _score_differences(pairs: Sequence[Pair]) -> dict[str, Estimate]:
    """Mean differences, by the same bootstrap."""
    differences = [[new.scores[name] - old.scores[name] for name in COMPARED_SCORES] + [1.0] for old, new in pairs]

    def mean(sums: Array) -> dict[str, Array]:
        return {name: sums[..., n] / sums[..., -1] for n, name in enumerate(COMPARED_SCORES)}

    return bootstrap(np.array(differences), group_numbers([one for one, _ in pairs]), mean)


def _change(before: SummaryRow, after: SummaryRow) -> OutcomeChange:
    better = None if not before.correct and not after.correct else after.correct
    outcomes = [str(row.prediction.outcome or "error") for row in (before, after)]
    gold = str(after.gold.outcome)
    return OutcomeChange(case_id=after.case_id, gold=gold, before=outcomes[0], after=outcomes[1], better=better)
