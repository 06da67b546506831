"""Thresholds: local lines and their bias, bandwidths, steered scores, false thresholds, scores of few values."""

from dataclasses import replace

import numpy as np
import pytest

from domain.errors import InputError
from insights.experiments.discontinuity.bandwidth import choose_bandwidth
from insights.experiments.discontinuity.density import density_jump
from insights.experiments.discontinuity.discrete import discrete_jump
from insights.experiments.discontinuity.estimate import Discontinuity, estimate_discontinuity
from insights.experiments.discontinuity.local_polynomial import jump
from insights.experiments.rows import Floats

OPTIONS = Discontinuity("repeat", 10.0)


def scores(effect: float = 0.3, size: int = 2_000, seed: int = 1) -> tuple[Floats, Floats]:
    """A curve with a jump at 10."""
    random = np.random.default_rng(seed)
    score = random.normal(10, 3, size)
    x = score - 10
    outcome = 0.1 * x + 0.02 * x**2 + effect * (x >= 0) + random.normal(size=size) * 0.3
    return score, outcome


def test_the_jump_and_its_checks() -> None:
    report = estimate_discontinuity(*scores(), OPTIONS)
    assert report.problems == ()
    assert report.low is not None
    assert report.low < 0.3 < (report.high or 0)
    assert report.density_p_value is not None
    assert report.density_p_value > 0.05
    assert len(report.placebos) == 6
    assert [round(one.bandwidth / (report.bandwidth or 1), 3) for one in report.bandwidths] == [0.5, 2]


def test_local_lines_are_weighted_least_squares() -> None:
    """numpy's polyfit with the square roots of the weights, on either side."""
    score, outcome = scores()
    x = score - 10
    fits = []
    for side in (x < 0, x >= 0):
        inside = side & (np.abs(x) < 2)
        fits.append(np.polyfit(x[inside], outcome[inside], 1, w=np.sqrt(1 - np.abs(x[inside]) / 2))[1])
    one = jump(x, outcome, 2, 1)
    assert one is not None
    assert one.value == pytest.approx(fits[1] - fits[0])
    assert one.left + one.right == np.count_nonzero(np.abs(x) < 2)


def test_clusters_widen_the_error() -> None:
    random = np.random.default_rng(2)
    cluster = np.repeat(np.arange(100), 20)
    x = np.repeat(random.uniform(-1, 1, 100), 20)
    y = np.repeat(random.normal(size=100), 20)
    plain, clustered = jump(x, y, 1, 1), jump(x, y, 1, 1, cluster.astype(object))
    assert plain is not None
    assert clustered is not None
    assert clustered.error > 3 * plain.error


def test_more_data_and_more_curvature_look_closer() -> None:
    found = {}
    for size, curvature in ((1_000, 0.1), (50_000, 0.1), (1_000, 0.5)):
        x, y = centred(scores(size=size))
        found[size, curvature] = choose_bandwidth(x, y + curvature * np.sign(x) * x**2) or 0
    assert 0 < found[50_000, 0.1] < found[1_000, 0.1]
    assert 0 < found[1_000, 0.5] < found[1_000, 0.1]
    assert choose_bandwidth(np.linspace(-1, 1, 30), np.zeros(30)) is None


def centred(pair: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
    return pair[0] - 10, pair[1]


def test_steered_scores_hide_the_effect() -> None:
    score, outcome = scores(size=5_000)
    steered = np.where((score > 9.5) & (score < 10), score + 0.5, score)
    report = estimate_discontinuity(steered, outcome, OPTIONS)
    assert "they may be steered" in report.problems[0]
    assert report.difference is None
    assert estimate_discontinuity(steered, outcome, replace(OPTIONS, despite_problems=True)).difference is not None


def test_another_jump_elsewhere_hides_the_effect() -> None:
    score, outcome = scores(size=5_000)
    place = float(np.median(score[score >= 10]))
    report = estimate_discontinuity(score, outcome + 1.0 * (score >= place), OPTIONS)
    assert "at a threshold that is none" in report.problems[0]
    assert report.difference is None


def test_few_values_need_a_curvature() -> None:
    random = np.random.default_rng(3)
    points = random.integers(0, 10, 4_000).astype(float)
    outcome = 0.05 * points + 0.2 * (points >= 5) + random.normal(size=4_000) * 0.3
    options = Discontinuity("repeat", 5.0)
    report = estimate_discontinuity(points, outcome, options)
    assert report.difference is None
    assert "give the largest curvature" in report.problems[0]
    bounded = estimate_discontinuity(points, outcome, replace(options, curvature=0.01))
    assert bounded.low is not None
    assert bounded.low < 0.2 < (bounded.high or 0)
    wider = estimate_discontinuity(points, outcome, replace(options, curvature=0.1))
    assert (wider.high or 0) - (wider.low or 0) > (bounded.high or 0) - bounded.low
    both = estimate_discontinuity(points, outcome, replace(options, curvature=0.1), points.astype(object))
    assert "cannot be combined" in both.problems[0]


def test_one_value_on_a_side_has_no_line() -> None:
    x = np.repeat([-1.0, 0.0, 1.0], 50)
    assert discrete_jump(x, np.arange(150.0) % 7, 0.1, 0.95) is None


def test_a_threshold_beyond_all_scores() -> None:
    with pytest.raises(InputError, match="all scores are on one side of 100"):
        estimate_discontinuity(*scores(), replace(OPTIONS, cutoff=100))


def test_few_rows_have_no_density_and_no_effect() -> None:
    score, outcome = scores(size=30)
    report = estimate_discontinuity(score, outcome, OPTIONS)
    assert report.difference is None
    assert any("too few rows for a density" in note for note in report.notes)


@pytest.mark.slow
def test_intervals_cover_and_the_density_is_seldom_doubted() -> None:
    covered, doubted = 0, 0
    for seed in range(150):
        score, outcome = scores(seed=seed, size=1_000)
        report = estimate_discontinuity(score, outcome, replace(OPTIONS, despite_problems=True))
        covered += report.low is not None and report.low <= 0.3 <= (report.high or 0)
        doubted += (density_jump(score - 10).p_value or 1) < 0.05
    assert 0.92 < covered / 150 < 0.98
    assert doubted / 150 < 0.09


@pytest.mark.slow
def test_bounded_intervals_cover_at_the_largest_curvature() -> None:
    random = np.random.default_rng(6)
    covered = 0
    for _ in range(400):
        x = random.integers(-5, 5, 1_500).astype(float)
        outcome = 0.02 * x**2 * np.sign(x + 0.5) / 2 + 0.2 * (x >= 0) + random.normal(size=1_500) * 0.3
        one = discrete_jump(x, outcome, 0.02, 0.95)
        covered += one is not None and one.low <= 0.2 <= one.high
    assert covered / 400 > 0.93
