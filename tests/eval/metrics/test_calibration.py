import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.verdict import Outcome
from eval.metrics.calibration import calibration, coverage
from eval.report.figures import CoveragePoint
from tests.eval.rows import row

V, N, R = Outcome.VIOLATION, Outcome.NO_VIOLATION, Outcome.NEEDS_REVIEW


def test_calibration_by_hand() -> None:
    rows = [row("a", V, V, probability=0.9), row("b", N, V, probability=0.9), row("c", N, N, probability=0.1)]
    result = calibration([*rows, row("d", R, V, probability=0.9)])
    assert result.ece == pytest.approx((2 * 0.4 + 0.1) / 3)
    assert result.brier == pytest.approx((0.01 + 0.81 + 0.01) / 3)
    assert [(one.low, one.cases, one.observed) for one in result.bins] == [(0.1, 1, 0.0), (0.9, 2, 0.5)]


def test_coverage_by_hand() -> None:
    rows = [row("a", V, V, probability=0.9), row("b", N, V, probability=0.6), row("c", N, N, probability=0.1)]
    points = {point.margin: point for point in coverage(rows)}
    assert points[0.0] == CoveragePoint(margin=0.0, coverage=1.0, accuracy=2 / 3)
    assert points[0.2] == CoveragePoint(margin=0.2, coverage=2 / 3, accuracy=1.0)
    assert points[0.45].accuracy is None


@given(st.lists(st.tuples(st.floats(0, 1), st.sampled_from([V, N])), min_size=1, max_size=40))
def test_calibration_is_within_its_bounds(cases: list[tuple[float, Outcome]]) -> None:
    result = calibration([row(f"c{n}", gold, V, probability=p) for n, (p, gold) in enumerate(cases)])
    assert result.ece is not None
    assert result.brier is not None
    assert 0 <= result.ece <= 1
    assert 0 <= result.brier <= 1
    assert sum(one.cases for one in result.bins) == len(cases)
