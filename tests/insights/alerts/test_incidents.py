"""What is one incident: slices and metrics that move together, and not those that only share a week."""

import numpy as np

from insights.alerts.daily_scores import DailyScores, score_days
from insights.alerts.incidents import MetricScores, episodes, incidents, openings
from tests.insights.alerts.made import quiet_shares

DAYS = 60


def metric(*moved: tuple[int, range], missing: tuple[int, int] | None = None) -> MetricScores:
    """Scores of 9 in these series on these days, 0 elsewhere."""
    scores = score_days(quiet_shares(1, 3, DAYS))
    scores.score[:] = 0
    for series, days in moved:
        scores.score[series, days.start : days.stop] = 9
    if missing:
        scores.missing[missing] = True
    return MetricScores(scores, 1.0)


def days_of(one: MetricScores) -> list[tuple[int, int, tuple[int, ...]]]:
    return [(found.first, found.last, found.series) for found in episodes(0, one, 5)]


def test_days_in_a_row_are_one() -> None:
    assert days_of(metric((1, range(40, 47)))) == [(40, 46, (1,))]


def test_a_short_pause_does_not_end_it() -> None:
    assert days_of(metric((1, range(40, 42)), (1, range(44, 46)))) == [(40, 45, (1,))]
    assert days_of(metric((1, range(40, 42)), (1, range(50, 52)))) == [(40, 41, (1,)), (50, 51, (1,))]


def test_slices_of_the_same_days_are_one() -> None:
    assert days_of(metric((0, range(40, 42)), (2, range(41, 43)))) == [(40, 42, (0, 2))]


def test_metrics_that_open_together_in_a_slice_are_one() -> None:
    same = [metric((1, range(40, 42))), metric((1, range(41, 44)))]
    assert [len(group) for group in incidents(same, 5)] == [2]
    assert openings(same, 5) == [40]
    other_slice = [metric((1, range(40, 42))), metric((2, range(41, 44)))]
    assert openings(other_slice, 5) == [40, 41]
    later = [metric((1, range(40, 42))), metric((1, range(43, 44)))]
    assert openings(later, 5) == [40, 43]


def test_everything_touches_each_slice() -> None:
    assert openings([metric((0, range(40, 42))), metric((2, range(40, 41)))], 5) == [40]


def test_missing_data_is_above_any_threshold_and_by_itself() -> None:
    lost = metric((2, range(40, 42)), missing=(1, 40))
    assert openings([lost], 5) == [40, 40]
    assert [found.is_missing for found in episodes(0, lost, 99)] == [True]


def test_a_higher_threshold_has_no_more_incidents() -> None:
    scores: DailyScores = score_days(quiet_shares(5, 8))
    scores.score[:] = np.random.default_rng(3).normal(size=scores.score.shape) * 2
    one = [MetricScores(scores, 1.0)]
    counts = [len(openings(one, threshold)) for threshold in (4.0, 5.0, 6.0, 7.0)]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[-1]
