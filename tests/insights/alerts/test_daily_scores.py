"""Scores of days: calibrated, weekday-aware, resting on the past; missing and late days are told apart."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insights.alerts.daily_scores import interval, score_days
from tests.insights.alerts.made import count_series, quiet_shares, share_series

DAYS = 90


@pytest.mark.parametrize("rate", [0.02, 0.1, 0.45])
def test_scores_of_noise_have_unit_variance(rate: float) -> None:
    scores = np.concatenate([score_days(quiet_shares(seed, rate=rate)).score[:, 30:].ravel() for seed in range(5)])
    assert np.mean(np.abs(scores) > 3.5) < 0.004
    assert 0.9 < np.std(scores) < 1.45  # of the largest of three windows


def test_a_change_that_stays_is_seen_in_its_slice() -> None:
    quiet = quiet_shares(3)
    numerator = quiet.numerator.copy()
    numerator[2, 80:] *= 2
    found = score_days(replace(quiet, numerator=numerator))
    assert found.score[2, 80:87].max() > 6
    assert np.abs(found.score[3, 80:87]).max() < 3.5


def test_a_small_change_needs_several_days() -> None:
    quiet = quiet_shares(3)
    numerator = quiet.numerator.copy()
    numerator[2, 80:] += 12
    found = score_days(replace(quiet, numerator=np.minimum(numerator, quiet.denominator)))
    assert found.score[2, 86] > 3.5
    assert found.days[2, 86] == 7


@given(st.integers(0, 1000), st.integers(30, 85))
@settings(max_examples=5, deadline=None)
def test_a_score_rests_on_the_past(seed: int, day: int) -> None:
    quiet = quiet_shares(seed)
    numerator = quiet.numerator.copy()
    numerator[:, day:] = quiet.denominator[:, day:]
    one, other = score_days(quiet), score_days(replace(quiet, numerator=numerator))
    assert np.array_equal(one.score[:, :day], other.score[:, :day])
    assert not np.array_equal(one.score, other.score)


def test_a_slice_without_data_is_missing_not_moved() -> None:
    quiet = quiet_shares(3)
    numerator, denominator = quiet.numerator.copy(), quiet.denominator.copy()
    numerator[1, 70], denominator[1, 70] = 0, 0
    found = score_days(share_series(numerator, denominator))
    assert np.argwhere(found.missing).tolist() == [[1, 70]]
    assert found.score[1, 70] == 0
    assert found.late == 0


def test_a_count_that_falls_to_zero_is_missing() -> None:
    random = np.random.default_rng(1)
    counts = random.poisson(60, (3, DAYS)).astype(np.float64)
    counts[2, 75] = 0
    found = score_days(count_series(counts))
    assert np.argwhere(found.missing).tolist() == [[2, 75]]


def test_late_days_are_not_scored() -> None:
    quiet = quiet_shares(3)
    numerator, denominator = quiet.numerator.copy(), quiet.denominator.copy()
    numerator[:, 88:], denominator[:, 88:] = numerator[:, 88:] // 9, denominator[:, 88:] // 9
    found = score_days(share_series(numerator, denominator))
    assert found.late == 2
    assert not found.score[:, 88:].any()
    assert not found.missing.any()


def test_days_before_the_first_data_are_no_zeros() -> None:
    counts = np.random.default_rng(2).poisson(50, (2, DAYS)).astype(np.float64)
    counts[:, :30] = 0
    found = score_days(count_series(counts))
    assert np.abs(found.score).max() < 4
    assert not found.score[:, :44].any()


def test_tiny_denominators_have_no_score() -> None:
    quiet = quiet_shares(3, cases=3)
    numerator = np.where(np.arange(DAYS) >= 80, quiet.denominator, quiet.numerator)
    found = score_days(share_series(numerator, quiet.denominator))
    assert not found.score[1:].any()
    assert found.score[0, 82:].max() > 6


def test_the_interval_holds_what_it_says() -> None:
    inside: list[bool] = []
    for seed in range(5):
        found = score_days(quiet_shares(seed))
        for day in range(40, DAYS):
            window = found.window(day, 1)
            low, high = interval(window, 1.0, 1.96)
            inside += ((window.seen >= low) & (window.seen <= high)).tolist()
    assert 0.93 < np.mean(inside) < 0.98
