"""Scores of one series by minutes or hours: they rest on the past, know the hour, and are quiet without a change."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import InputError
from insights.alerts.stream import StreamScores, alert_times, stream_scores
from insights.metrics.rows import Floats

STEP = 300.0


def series(days: int, seed: int = 1) -> tuple[Floats, Floats]:
    """With an hour of each day at which everything doubles."""
    at = times(days * 288)
    hour = at % 86_400 // 3600
    return at, 100 + 80 * (hour == 9) + np.random.default_rng(seed).normal(0, 4, len(at))


def times(size: int, step: float = STEP) -> Floats:
    return np.arange(0, size * step, step, dtype=np.float64)


def test_a_change_scores_and_the_usual_hour_does_not() -> None:
    at, values = series(14)
    moved = values.copy()
    moved[(at > 12.5 * 86_400) & (at < 12.6 * 86_400)] += 60
    found = stream_scores(at, moved)
    day = found.at / 86_400
    assert found.score[(day > 12.5) & (day < 12.61)].max() > 2 * found.score[(day > 8) & (day < 12.5)].max()
    usual = stream_scores(at, values)
    hour = usual.at % 86_400 / 3600
    late = usual.at > 10 * 86_400
    assert usual.score[late & (hour > 9) & (hour <= 10)].max() < 6


@given(st.integers(1, 1000), st.floats(3, 9))
@settings(max_examples=10, deadline=None)
def test_a_score_rests_on_the_past(seed: int, day: float) -> None:
    at, values = series(10, seed)
    changed = np.where(at >= day * 86_400, values * 3 + 7, values)
    one, other = stream_scores(at, values), stream_scores(at, changed)
    before = one.at <= day * 86_400 - 3600
    assert np.array_equal(one.score[before], other.score[before])
    assert not np.array_equal(one.score, other.score)


def test_a_constant_series_is_quiet() -> None:
    found = stream_scores(times(2000), np.full(2000, 7.0))
    assert found.score.max() < 1e-3


def test_one_alert_a_day() -> None:
    scores = StreamScores(times(100, 3600), np.where(np.arange(100) > 20, 9.0, 0.0))
    assert (alert_times(scores, 5, 0) / 3600).tolist() == [21, 45, 69, 93]
    assert (alert_times(scores, 5, 50 * 3600) / 3600).tolist() == [50, 74, 98]
    assert len(alert_times(scores, 9, 0)) == 0


def test_hourly_values_have_hourly_scores() -> None:
    at = times(200, 3600)
    assert len(stream_scores(at, np.sin(at)).at) == 200


def test_bad_input() -> None:
    at = times(100)
    with pytest.raises(InputError, match="at least 50"):
        stream_scores(at[:10], at[:10])
    with pytest.raises(InputError, match="not a number"):
        stream_scores(at, np.full(100, np.nan))
    with pytest.raises(InputError, match="sort the rows"):
        stream_scores(at[::-1].copy(), at)
