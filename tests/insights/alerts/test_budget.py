"""The budget: a threshold from the past, and how many alerts it gives on days that it has not seen."""

import numpy as np
import pytest

from insights.alerts.budget import (
    MAX_THRESHOLD,
    MIN_THRESHOLD,
    WITHOUT_HISTORY,
    choose_threshold,
    discoveries,
    tail_scale,
)
from insights.alerts.daily_scores import score_days
from insights.alerts.incidents import MetricScores, openings
from tests.insights.alerts.made import quiet_shares


def test_a_smaller_budget_has_a_higher_threshold() -> None:
    peaks = np.random.default_rng(1).exponential(1.5, 200) + 3

    def opened(threshold: float) -> list[int]:
        return np.flatnonzero(peaks > threshold).tolist()

    chosen = [choose_threshold(opened, 0, 200, budget) for budget in (10, 3, 1)]
    assert chosen[0].threshold < chosen[1].threshold < chosen[2].threshold
    for one, budget in zip(chosen, (10, 3, 1), strict=True):
        assert one.past.value is not None
        assert one.past.value <= budget * 200 / 7 / (200 // 7)
        assert one.past.low is not None
        assert one.past.low <= one.past.value


def test_a_quiet_past_keeps_the_lowest_threshold() -> None:
    assert choose_threshold(lambda threshold: [], 0, 70, 3).threshold == MIN_THRESHOLD


def test_a_short_past_is_said() -> None:
    found = choose_threshold(lambda threshold: [], 0, 14, 3)
    assert (found.threshold, found.past.value) == (WITHOUT_HISTORY, None)
    assert "less than 3 weeks" in found.note


def test_a_past_full_of_movements_is_said() -> None:
    found = choose_threshold(lambda threshold: [*range(70)], 0, 70, 1)
    assert found.threshold == MAX_THRESHOLD
    assert "no threshold fits" in found.note


def test_heavy_tails_are_scaled_down() -> None:
    quiet = score_days(quiet_shares(1))
    assert tail_scale(quiet, 80) < 1.15
    heavy = score_days(quiet_shares(1))
    heavy.score[:] *= 5
    assert tail_scale(heavy, 80) == pytest.approx(5 * max(tail_scale(quiet, 80), 1), rel=0.2)
    assert tail_scale(quiet, 15) == 1


def test_discoveries_are_few_in_noise() -> None:
    random = np.random.default_rng(2)
    past = random.normal(size=(20, 60))
    assert discoveries(np.full(20, 0.5), past).sum() == 0
    moved = np.r_[np.full(5, 6.0), random.normal(size=15) * 0.5]
    assert discoveries(moved, past).tolist() == [True] * 5 + [False] * 15


@pytest.mark.slow
def test_the_budget_holds_on_days_that_were_not_seen() -> None:
    """Five metrics of seven slices without any incident: at most the budget in the week after the past."""
    weeks = []
    for seed in range(6):
        metrics = []
        for number in range(5):
            scores = score_days(quiet_shares(100 * seed + number))
            metrics.append(MetricScores(scores, tail_scale(scores, 83)))

        def opened(threshold: float, every: list[MetricScores] = metrics) -> list[int]:
            return openings(every, threshold)

        chosen = choose_threshold(opened, 21, 83, 1.0)
        weeks.append(sum(day >= 83 for day in opened(chosen.threshold)))
    assert np.mean(weeks) <= 1.0
