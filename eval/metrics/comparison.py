"""Two runs on the same cases: which flipped, and whether one is better by more than chance."""

from collections.abc import Sequence

import numpy as np

from domain.base import FrozenModel
from eval.metrics.bootstrap import Array, Figure, figures
from eval.metrics.confusion import measures, tally
from eval.runs.summary_row import Row, groups_of, judged

COMPARED = ("accuracy", "kappa", "macro_f1", "exact_set", "missed", "false_alarms")


class Flip(FrozenModel):
    """A case that both runs decided, differently; `better` None: neither is right."""

    case_id: str
    gold: str
    before: str
    after: str
    better: bool | None


class Difference(FrozenModel):
    """After less before, with its 95% interval; None where it is not defined."""

    value: float | None
    low: float | None
    high: float | None


class Comparison(FrozenModel):
    """`mcnemar_p` is of the exact test: two-sided binomial over the cases that only one run got right (McNemar
    1947)."""

    cases: int
    only_before: int
    only_after: int
    mcnemar_p: float
    differences: dict[str, Difference]
    flips: tuple[Flip, ...]


def compare(before: Sequence[Row], after: Sequence[Row]) -> Comparison:
    """Over the cases and repeats that both have."""
    old = {(row.case_id, row.repeat): row for row in judged(before)}
    pairs = [(old[key], row) for row in judged(after) if (key := (row.case_id, row.repeat)) in old]
    only_before = sum(one.right and not other.right for one, other in pairs)
    only_after = sum(other.right and not one.right for one, other in pairs)
    return Comparison(
        cases=len(pairs),
        only_before=only_before,
        only_after=only_after,
        mcnemar_p=_mcnemar(only_before, only_after),
        differences=_differences(pairs) if pairs else {},
        flips=tuple(_flip(one, other) for one, other in pairs if one.answer.outcome is not other.answer.outcome),
    )


def _mcnemar(one: int, other: int) -> float:
    from scipy.stats import binomtest  # type: ignore[import-untyped]

    return float(binomtest(one, one + other, 0.5).pvalue) if one + other else 1.0


def _differences(pairs: Sequence[tuple[Row, Row]]) -> dict[str, Difference]:
    """A paired bootstrap: the same cases are drawn for both."""
    sides = [tally([row.gold for row in side], [row.answer for row in side]) for side in zip(*pairs, strict=True)]
    width = sides[0].shape[1]

    def differ(sums: Array) -> dict[str, Array]:
        old, new = measures(sums[..., :width]), measures(sums[..., width:])
        return {name: new[name] - old[name] for name in COMPARED}

    found = figures(np.hstack(sides), groups_of([one for one, _ in pairs]), differ)
    return {name: _difference(figure) for name, figure in found.items()}


def _difference(figure: Figure) -> Difference:
    return Difference(value=figure.value, low=figure.low, high=figure.high)


def _flip(before: Row, after: Row) -> Flip:
    better = None if not before.right and not after.right else after.right
    said = [str(row.answer.outcome or "error") for row in (before, after)]
    return Flip(case_id=after.case_id, gold=str(after.gold.outcome), before=said[0], after=said[1], better=better)
