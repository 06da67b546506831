"""Intervals: exact and score intervals of shares, ratios of sums by unit, and what has none."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.estimate import bootstrap, clopper_pearson, ratio_of_sums, unknown, wilson


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(0, 10, 0.0, 0.3085), (3, 10, 0.0667, 0.6525), (10, 10, 0.6915, 1.0)],  # tables of the binomial distribution
)
def test_exact_interval(successes: int, trials: int, low: float, high: float) -> None:
    found = clopper_pearson(successes, trials)
    assert found.low == pytest.approx(low, abs=1e-4)
    assert found.high == pytest.approx(high, abs=1e-4)


def test_score_interval() -> None:
    found = wilson(3, 10)  # (0.1078, 0.6032) by hand
    assert found.low == pytest.approx(0.1078, abs=1e-4)
    assert found.high == pytest.approx(0.6032, abs=1e-4)


@given(st.integers(0, 200), st.integers(1, 200))
def test_intervals_hold_the_share(successes: int, trials: int) -> None:
    successes = min(successes, trials)
    for found in (clopper_pearson(successes, trials), wilson(successes, trials)):
        assert found.low is not None
        assert found.high is not None
        assert 0 <= found.low <= (found.value or 0) + 1e-12
        assert (found.value or 0) <= found.high + 1e-12 <= 1 + 1e-9


def test_nothing_counted_has_no_value() -> None:
    assert wilson(0, 0) == clopper_pearson(0, 0) == unknown("nothing was counted")
    assert ratio_of_sums(np.zeros(3), np.zeros(3)).value is None
    assert ratio_of_sums(np.ones(1), np.ones(1)).low is None


def test_ratio_intervals_cover_the_truth() -> None:
    """Creators with many posts repeat themselves, so that independent trials would give too short an interval."""
    random, covered, runs = np.random.default_rng(3), 0, 400
    for _ in range(runs):
        posts = (random.poisson(6, 300) + 1).astype(np.float64)
        rate = random.beta(1, 9, 300)
        found = ratio_of_sums(random.binomial(posts.astype(int), rate).astype(float), posts)
        covered += bool(found.low is not None and found.high is not None and found.low <= 0.1 <= found.high)
    assert 0.92 <= covered / runs <= 0.98


def test_bootstrap_of_a_mean() -> None:
    values = np.random.default_rng(1).normal(5, 2, 400)
    found = bootstrap(lambda places: float(values[places].mean()), 400, np.random.default_rng(2))
    assert found.half_width == pytest.approx(1.96 * 2 / 20, rel=0.15)
    assert found.value == pytest.approx(values.mean())
