"""Confidence sequences: the formula, and peeking at A/A experiments."""

import math

import numpy as np
import pytest

from insights.experiments.comparison import Comparing, compare
from insights.experiments.rows import arm_sums
from insights.experiments.sequences import multiplier, tuning
from tests.insights.experiments.made_rows import METRIC, two_arms

LOOKS, PAIRS, EXPERIMENTS = 20, 1_000, 120


def test_the_boundary_is_that_of_the_paper() -> None:
    """Theorem 2.2 for a deviation of 1, and ours in standard errors, which are 1 / √t."""
    rho_squared, t, alpha = tuning(500), 800, 0.05
    paper = math.sqrt(
        2 * (t * rho_squared + 1) / (t**2 * rho_squared) * math.log(math.sqrt(t * rho_squared + 1) / alpha)
    )
    assert multiplier(t, 500) == pytest.approx(paper * math.sqrt(t))


def test_it_is_narrowest_near_the_planned_number_of_units() -> None:
    widths = {units: multiplier(units, 1_000) for units in (50, 200, 1_000, 5_000, 100_000)}
    assert min(widths, key=lambda units: widths[units]) in (200, 1_000)
    assert all(width > 2.4 for width in widths.values())


def test_a_sequence_is_wider_than_the_interval_of_the_end_and_needs_units() -> None:
    random = np.random.default_rng(1)
    one = compare_halves(random.random(400), random.random(400))
    low, high, anytime_low, anytime_high = one
    assert low is not None
    assert anytime_low is not None
    assert high is not None
    assert anytime_high is not None
    assert anytime_low < low < high < anytime_high
    assert compare_halves(random.random(90), random.random(90))[2] is None


def compare_halves(control: np.ndarray, treated: np.ndarray) -> tuple[float | None, ...]:
    rows = two_arms(control, treated)
    sums = [arm_sums(rows, METRIC, arm) for arm in ("treatment", "control")]
    one = compare("treatment", sums[0], "control", sums[1], Comparing())
    return one.low, one.high, one.anytime_low, one.anytime_high


@pytest.mark.slow
def test_twenty_looks_at_nothing_win_rarely_with_the_sequence_alone() -> None:
    """A/A of a skewed outcome: the false wins of the interval of the end pass 15%, those of the sequence stay at 5%."""
    random = np.random.default_rng(4)
    wins = np.zeros(2)
    for _ in range(EXPERIMENTS):
        control, treated = random.exponential(size=(2, PAIRS))
        looks = [compare_halves(control[:n], treated[:n]) for n in np.linspace(100, PAIRS, LOOKS, dtype=int)]
        outside = [[not low <= 0 <= high, not wide <= 0 <= wider] for low, high, wide, wider in map(filled, looks)]
        wins += np.array(outside).any(axis=0)
    fixed, sequence = wins / EXPERIMENTS
    assert fixed > 0.15
    assert sequence <= 0.05


def filled(values: tuple[float | None, ...]) -> tuple[float, ...]:
    return tuple(math.nan if value is None else value for value in values)
