"""The linear program: bounds and caps hold, values and prices are right, infeasible caps are explained."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import InputError
from insights.tradeoffs.promotion.decision import (
    Bounds,
    Expected,
    check_caps,
    decide,
    lowest_rate,
    nearest_feasible,
)
from tests.insights.tradeoffs.promotion.made_rows import made_expected

BOUNDS = Bounds(low=0.5, high=2.0)


@settings(max_examples=15)
@given(st.integers(2, 60), st.integers(0, 1000), st.floats(20, 300), st.floats(10, 150))
def test_a_decision_satisfies_everything_or_there_is_none(
    size: int, seed: int, complaints: float, violations: float
) -> None:
    expected, caps = made_expected(size, seed), {"complaints": complaints, "violations": violations}
    decision = decide(expected, caps, BOUNDS)
    if decision is None:
        nearest = nearest_feasible(expected, caps, BOUNDS)
        assert nearest.factor is not None
        assert nearest.factor > 1
        wider = {name: cap * (1 + 1e-6) for name, cap in nearest.together.items()}
        assert decide(expected, wider, BOUNDS) is not None
        return
    assert np.all(decision.multiples >= 0.5)
    assert np.all(decision.multiples <= 2.0)
    assert (decision.multiples * expected.exposure).sum() == pytest.approx(expected.exposure.sum(), rel=1e-6)
    for name, cap in caps.items():
        assert decision.rates[name] <= cap * (1 + 1e-5)
    if (
        expected.rate("complaints", np.ones(size)) <= complaints
        and expected.rate("violations", np.ones(size)) <= violations
    ):
        assert decision.value >= expected.value.sum() * (1 - 1e-6)


@settings(max_examples=15)
@given(st.integers(3, 40), st.integers(0, 1000))
def test_tighter_caps_never_bring_more(size: int, seed: int) -> None:
    expected = made_expected(size, seed)
    free = decide(expected, {}, BOUNDS)
    assert free is not None
    found = [
        decide(expected, {"complaints": free.rates["complaints"] * share}, BOUNDS) for share in (1.0001, 0.95, 0.9)
    ]
    values = [one.value for one in found if one is not None]
    assert all(first >= second * (1 - 1e-6) for first, second in pairwise(values))
    assert values
    assert values[0] == pytest.approx(free.value, rel=1e-5)


def two() -> Expected:
    """The first brings twice the value and ten times the complaints."""
    targets = {
        "orders": np.array([10.0, 10.0]),
        "complaints": np.array([1.0, 0.1]),
        "refunds": np.zeros(2),
        "violations": np.zeros(2),
        "posts": np.array([5.0, 5.0]),
    }
    return Expected(np.array([100.0, 100.0]), np.array([20.0, 10.0]), targets)


def test_two_creators_by_hand() -> None:
    free = decide(two(), {}, BOUNDS)
    assert free is not None
    assert free.multiples.tolist() == pytest.approx([1.5, 0.5])
    assert free.value == pytest.approx(35)
    capped = decide(two(), {"complaints": 55.0}, BOUNDS)
    assert capped is not None
    assert capped.multiples.tolist() == pytest.approx([1.0, 1.0])
    wider = decide(two(), {"complaints": 56.0}, BOUNDS)
    assert wider is not None
    assert capped.prices["complaints"] == pytest.approx(wider.value - capped.value)
    loose = decide(two(), {"complaints": 90.0}, BOUNDS)
    assert loose is not None
    assert loose.prices["complaints"] == pytest.approx(0)


def test_the_nearest_feasible_cap_by_hand() -> None:
    lowest = (0.5 * 100 + 1.5 * 10) / 2  # the first gets half, the second the rest
    assert lowest_rate(two(), "complaints", {}, BOUNDS) == pytest.approx(lowest)
    assert decide(two(), {"complaints": 20.0}, BOUNDS) is None
    nearest = nearest_feasible(two(), {"complaints": 20.0}, BOUNDS)
    assert nearest.alone["complaints"] == pytest.approx(lowest)
    assert nearest.factor == pytest.approx(lowest / 20)
    none = nearest_feasible(two(), {"complaints": 0.0}, BOUNDS)
    assert none.factor is None
    assert none.together == {}
    assert none.alone["complaints"] == pytest.approx(lowest)


def test_creators_without_views_stay_as_they_are() -> None:
    one = two()
    hidden = Expected(np.array([0.0, 100.0]), one.value, one.targets)
    decision = decide(hidden, {}, BOUNDS)
    assert decision is not None
    assert decision.multiples.tolist() == pytest.approx([1.0, 1.0])
    with pytest.raises(InputError, match="no exposure to share"):
        decide(Expected(np.zeros(2), one.value, one.targets), {}, BOUNDS)


def test_a_rate_without_a_denominator_is_unknown() -> None:
    one = two()
    targets = {**one.targets, "posts": np.zeros(2)}
    assert np.isnan(Expected(one.exposure, one.value, targets).rate("violations", np.ones(2)))


@pytest.mark.parametrize(("caps", "message"), [({"likes": 1.0}, "no cap on likes"), ({"refunds": -1.0}, "at least 0")])
def test_caps_that_are_none(caps: dict[str, float], message: str) -> None:
    with pytest.raises(InputError, match=message):
        check_caps(caps)


@pytest.mark.parametrize("bounds", [{"low": 1.5}, {"high": 0.9}, {"low": -0.1}, {"high": float("inf")}])
def test_bounds_that_are_none(bounds: dict[str, float]) -> None:
    with pytest.raises(InputError, match="multiples of exposure"):
        Bounds(**bounds).checked()
