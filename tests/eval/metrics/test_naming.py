"""Coverage and precision of named clauses, together and with intervals."""

from dataclasses import replace

import pytest

from domain.verdict import Outcome
from eval.dataset.labelled_case import Gold
from eval.metrics.agreement import Prediction
from eval.metrics.naming import naming
from eval.runs.summary_rows import SummaryRow
from tests.eval.rows import row

V, N, R = Outcome.VIOLATION, Outcome.NO_VIOLATION, Outcome.NEEDS_REVIEW


def labelled(gold: Gold, named: set[str], precisions: dict[str, float]) -> SummaryRow:
    outcome = V if named else R
    prediction = Prediction(outcome, frozenset(named))
    return replace(row("c", gold.outcome, outcome), gold=gold, prediction=prediction, precisions=precisions)


ROWS = [
    labelled(Gold(outcome=V, violated=("A",)), {"A"}, {"A": 0.9}),
    labelled(Gold(outcome=V, violated=("A",), alternatives=(("B",),)), {"B"}, {"B": 0.95}),
    labelled(Gold(outcome=V, violated=("A",)), set(), {"A": 0.4}),
    labelled(Gold(outcome=N), {"A"}, {"A": 0.86}),
    labelled(Gold(outcome=V, violated=("C",)), {"C"}, {}),
]


def test_coverage_and_precision_by_clause() -> None:
    figures = naming(ROWS)
    shares = {one.clause_id: (one.labelled, one.coverage, one.named, one.precision) for one in figures.clauses}
    assert shares == {"A": (3, 1 / 3, 2, 0.5), "B": (0, None, 1, 1.0), "C": (1, 1.0, 1, 1.0)}
    total = figures.total
    assert (total.labelled, total.coverage, total.named, total.precision) == (4, 0.5, 4, 0.75)
    assert total.precision_ci == pytest.approx((0.301, 0.954), abs=0.001)


def test_curve_names_from_each_precision_on_and_leaves_checks_alone() -> None:
    points = {point.min_precision: (point.named, point.coverage, point.precision) for point in naming(ROWS).curve}
    assert points[0.0] == (5, 0.75, 0.8)
    assert points[0.85] == (4, 0.5, 0.75)
    assert points[0.95] == (2, 0.25, 1.0)


def test_without_measured_precision_there_is_no_curve() -> None:
    assert naming(ROWS[-1:]).curve == ()
    assert naming([]).total.coverage is None
