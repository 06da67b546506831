"""Backtests: the numbers of a small case by hand, and intervals for creators that repeat."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.estimate import clopper_pearson
from insights.strategies.backtest import backtest
from insights.strategies.intervals import clustered_share, show, weighted_share
from insights.strategies.labels import AuditDraws, read_labels
from insights.strategies.replaying import Period, backtest_folder
from insights.strategies.workload import ReviewCost, read_review_cost
from tests.insights.strategies.made import DAY_NUMBER, made_replay, strategy, subjects
from warehouse.engines.arrays import objects
from warehouse.engines.base import Engine

MANY = strategy(max_daily=2)
REFUNDS = strategy(id="refunds", when="trade.refund_share > 0.5")
VALUES: dict[str, list[Any]] = {
    "activity.posts": [30, 30, 30, 1, 1, None],
    "trade.refund_share": [0.9, 0.1, 0.1, 0.9, 0.1, 0.9],
    "account.market": ["US", "US", "DE", "DE", "US", "US"],
    "account.age_days": [10, 100, 400, 10, 10, 10],
}
LABELS = (1, 0, 1, 1, -1, 0)


def audit() -> AuditDraws:
    """c0 violates with weight 3, c1 does not with weight 1, c3 violates with weight 2; the last is out of reach."""
    names = objects(["c0", "c1", "c3", "c0"])
    day = np.array([DAY_NUMBER + 1] * 3 + [DAY_NUMBER + 30])
    return AuditDraws(names, names, day, np.array([3.0, 1.0, 2.0, 9.0]), np.array([True, False, True, True]))


def test_the_numbers_of_a_small_case() -> None:
    one = made_replay([MANY, REFUNDS], [(subjects(VALUES), LABELS)], audit())
    report = backtest([one], DAY_NUMBER + 14, ReviewCost(minutes=3, source="given", model_cost=0.1), min_group=2)
    many, refunds = report.strategies
    assert (many.hits, many.labelled_hits, many.not_known) == (3, 3, 1)
    assert many.precision == clopper_pearson(2, 3)
    assert many.recall == clopper_pearson(2, 3)
    assert (many.marginal_hits, many.marginal_precision.value) == (2, 0.5)
    assert refunds.hits == 3
    assert refunds.precision.value == pytest.approx(2 / 3)
    assert many.audited_precision.value == pytest.approx(3 / 4)
    assert many.audited_recall.value == pytest.approx(3 / 5)
    overlap = next(one for one in report.overlaps if one.first == MANY.key)
    assert overlap.both == 1
    assert overlap.share_of_first == pytest.approx(1 / 3)
    (labels,) = report.labels
    assert (labels.positive, labels.negative, labels.unlabelled, labels.base_rate.value) == (3, 2, 1, 0.6)


def test_work_after_the_daily_cap() -> None:
    one = made_replay([MANY], [(subjects(VALUES), LABELS)])
    work = (
        backtest([one], DAY_NUMBER + 14, ReviewCost(minutes=3, source="given", model_cost=0.1)).strategies[0].workload
    )
    assert (work.a_day, work.above_cap, work.minutes) == (3, 1, 6)
    assert work.minutes_per_violation == pytest.approx(4.5)
    assert work.cost == pytest.approx(0.2)


def test_false_positives_by_group_with_examples() -> None:
    one = made_replay([MANY], [(subjects(VALUES), LABELS)])
    groups = backtest([one], DAY_NUMBER + 14, ReviewCost(), min_group=2).strategies[0].groups
    market = next(group for group in groups if group.group == "US")
    assert (market.labelled_hits, market.false_positives, market.examples) == (2, 1, ("c1",))
    assert market.share.value == 0.5
    assert market.rate.value == 0.5  # of c1 and c5
    small = next(group for group in groups if group.group == "DE")
    assert (small.share.value, small.share.note) == (None, "fewer than 2 labelled hits")
    assert {group.group for group in groups if group.dimension == "account age"} == {
        "under 30 days",
        "30 to 179 days",
        "180 days or more",
    }


def test_without_labels_there_is_no_number() -> None:
    one = made_replay([MANY], [(subjects(VALUES), [-1] * 6)])
    report = backtest([one], DAY_NUMBER + 14, ReviewCost())
    assert report.strategies[0].precision.value is None
    assert report.strategies[0].workload.minutes_per_violation is None
    assert "nothing was labelled" in show(report.strategies[0].precision)
    assert any("no labelled draws of an audit" in note for note in report.notes)


def test_days_without_rows_are_named() -> None:
    days = [(subjects(VALUES), LABELS), (subjects({"activity.posts": []}, DAY_NUMBER + 7), ())]
    report = backtest([made_replay([MANY], days)], DAY_NUMBER + 21, ReviewCost())
    assert report.strategies[0].hits == 3
    assert any("Nothing was stored for 1 of the days (2026-08-08)" in note for note in report.notes)


@given(st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=1, max_size=60))
def test_repeated_creators_widen_the_interval(cases: list[tuple[int, bool]]) -> None:
    units, values = np.array([case[0] for case in cases]), np.array([case[1] for case in cases])
    found, plain = clustered_share(values, units), clopper_pearson(int(values.sum()), len(values))
    assert found.value == plain.value
    assert None not in (found.low, found.high, plain.low, plain.high)
    assert (found.high or 0) - (found.low or 0) >= (plain.high or 0) - (plain.low or 0) - 1e-9
    assert clustered_share(values, np.arange(len(values))) == plain


@pytest.mark.slow
def test_the_interval_of_clusters_covers() -> None:
    """60 creators with 1 to 4 hits, whose chances differ from creator to creator around .6."""
    random = np.random.default_rng(3)
    covered = 0
    for _ in range(1_000):
        chances, sizes = random.beta(3, 2, 60), random.integers(1, 5, 60)
        units = np.repeat(np.arange(60), sizes)
        found = clustered_share(random.random(len(units)) < chances[units], units)
        covered += (found.low or 0) <= 0.6 <= (found.high or 0)
    assert 930 <= covered <= 990


def test_weighted_shares() -> None:
    found = weighted_share(np.array([True, False]), np.array([3.0, 1.0]), objects(["a", "b"]))
    assert found.value == 0.75
    equal = weighted_share(np.array([True, True]), np.array([3.0, 1.0]), objects(["a", "b"]))
    assert (equal.value, equal.high) == (1.0, 1.0)
    assert 0 < (equal.low or 0) < 0.5
    assert weighted_share(np.empty(0, bool), np.empty(0), np.empty(0, object)).value is None


def test_a_folder_on_the_sample(insight_engine: Engine, insight_last_day: int, tmp_path: Path) -> None:
    from insights.strategies.files import BUNDLED

    labels = read_labels(insight_engine, insight_last_day, appeal_days=3)
    report = backtest_folder(insight_engine, BUNDLED, labels, Period())
    assert {one.strategy for one in report.strategies} >= {"complaints@1", "copied-now@1"}
    assert {one.subject for one in report.labels} == {"creator", "post"}
    assert all(one.hits <= one.evaluated for one in report.strategies)
    assert read_review_cost(insight_engine, insight_last_day).source == "the mean of the stored reviews"
    assert read_review_cost(insight_engine, insight_last_day, 7).minutes == 7
