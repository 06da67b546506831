from dataclasses import replace

import pytest

from domain.verdict import Outcome
from eval.dataset.labelled_case import Gold
from eval.metrics.agreement import Prediction
from eval.metrics.faulty_cases import faulty_cases, worse_cases
from eval.runs.summary_rows import SummaryRow
from tests.eval.rows import row

V, N, R = Outcome.VIOLATION, Outcome.NO_VIOLATION, Outcome.NEEDS_REVIEW


def with_clauses(case_id: str, *predicted: str) -> SummaryRow:
    """A violation of A-1."""
    found = row(case_id, V, V)
    return replace(found, gold=Gold(outcome=V, violated=("A-1",)), prediction=Prediction(V, frozenset(predicted)))


BEFORE = [row("missed", V, V), row("review", V, V), row("false", N, N), row("old", V, N), with_clauses("set", "A-1")]
AFTER = [row("missed", V, N), row("review", V, R), row("false", N, V), row("old", V, N), with_clauses("set", "B-1")]


@pytest.mark.parametrize(
    ("metric", "worse"),
    [
        ("missed_violation_rate", ("missed",)),
        ("false_positive_rate", ("false",)),
        ("exact_set", ("set",)),
        ("accuracy", ("missed", "review", "false")),
        ("kappa", ("missed", "review", "false")),
    ],
)
def test_only_the_cases_that_a_metric_counts_are_worse(metric: str, worse: tuple[str, ...]) -> None:
    assert worse_cases(metric, BEFORE, AFTER) == worse
    assert worse_cases(metric, AFTER, BEFORE) == ()


def test_retrieval_is_worse_where_its_score_is_lower() -> None:
    before, after = ([row(name, None, None, scores={"mrr": value}) for name in "ab"] for value in (1.0, 0.5))
    assert worse_cases("mrr", before, [before[0], after[1]]) == ("b",)


def test_cases_counted_in_one_run() -> None:
    assert faulty_cases("missed_violation_rate", AFTER) == ("missed", "old")
    assert faulty_cases("false_positive_rate", AFTER) == ("false",)
    assert faulty_cases("p95", AFTER) == ()
