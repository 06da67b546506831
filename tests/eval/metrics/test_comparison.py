import pytest

from domain.verdict import Outcome
from eval.metrics.comparison import OutcomeChange, compare
from eval.runs.summary_rows import SummaryRow
from tests.eval.rows import row

V, N, R = Outcome.VIOLATION, Outcome.NO_VIOLATION, Outcome.NEEDS_REVIEW


def test_changed_outcomes_are_listed_as_better_or_worse() -> None:
    before = [row("a", V, N), row("b", V, V), row("c", R, V), row("d", N, N), row("only", V, V)]
    after = [row("a", V, V), row("b", V, N), row("c", R, N), row("d", N, N)]
    result = compare(before, after)
    assert (result.cases, result.only_before, result.only_after, result.mcnemar_p) == (4, 1, 1, 1.0)
    assert result.changes == (
        OutcomeChange(case_id="a", gold="violation", before="no_violation", after="violation", better=True),
        OutcomeChange(case_id="b", gold="violation", before="violation", after="no_violation", better=False),
        OutcomeChange(case_id="c", gold="needs_review", before="violation", after="no_violation", better=None),
    )


def test_run_compared_with_itself_has_no_differences() -> None:
    rows = [row(f"c{n}", V if n % 2 else N, V) for n in range(30)]
    result = compare(rows, rows)
    assert result.changes == ()
    assert {d.value for d in result.differences.values() if d.value is not None} == {0.0}
    assert {(d.low, d.high) for d in result.differences.values() if d.value is not None} == {(0.0, 0.0)}


def test_mcnemar_is_exact() -> None:
    before: list[SummaryRow] = [row(f"c{n}", V, V if n < 9 else N) for n in range(10)]
    after = [row(f"c{n}", V, N if n < 9 else V) for n in range(10)]
    assert compare(before, after).mcnemar_p == pytest.approx(2 * (1 + 10) / 2**10)
