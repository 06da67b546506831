"""Promotion and exposure of a sample ecosystem: from the warehouse to reports, and what is too little."""

from pathlib import Path

import numpy as np
import pytest

from domain.errors import InputError
from insights.fairness.report import FairnessReport
from insights.fairness.warehouse import warehouse_fairness
from insights.tradeoffs.exposure.warehouse import shrunk_rates, warehouse_exposure
from insights.tradeoffs.promotion.decision import Bounds
from insights.tradeoffs.promotion.report import promotion, write_multiples
from insights.tradeoffs.promotion.rows import TARGETS, read_rows
from tests.warehouse.warehouses import memory_warehouse
from warehouse.engines.base import Engine
from warehouse.jobs.reading import computed_day

FOLLOWING = 14  # of the 60 days of the sample


def last_day(engine: Engine) -> int:
    day = computed_day(engine)
    assert day is not None
    return day


@pytest.mark.slow
def test_promotion_of_the_sample(insight_engine: Engine, tmp_path: Path) -> None:
    day = last_day(insight_engine)
    found = promotion(insight_engine, day, {"complaints": 500.0}, Bounds(), FOLLOWING)
    report = found.report
    assert [one.target for one in report.models] == [*TARGETS]
    assert report.day - report.measured_day == FOLLOWING == report.measured_day - report.learned_day
    assert report.point is not None
    assert (report.point.expected_value or 0) > 1
    assert (report.promoted > 0, report.demoted > 0, report.infeasible_now) == (True, True, False)
    assert any("few" in note for note in report.notes)  # 300 creators have few complaints
    write_multiples(tmp_path / "multiples.csv", found)
    lines = (tmp_path / "multiples.csv").read_text().splitlines()
    assert len(lines) == report.creators + 1
    assert all(0.5 <= float(line.split(",")[1]) <= 2.0 for line in lines[1:])
    none = promotion(insight_engine, day, {"complaints": 0.0}, Bounds(), FOLLOWING)
    assert none.report.point is None
    assert none.report.nearest is not None
    assert none.multiples == {}
    with pytest.raises(InputError, match="no multiples to write"):
        write_multiples(tmp_path / "none.csv", none)


@pytest.mark.slow
def test_outcomes_are_of_the_days_that_follow(insight_engine: Engine) -> None:
    day = last_day(insight_engine) - FOLLOWING
    rows = read_rows(insight_engine, day, FOLLOWING)
    sql = "SELECT SUM(orders), SUM(posts) FROM creator_day WHERE day > :day AND creator_id IN (SELECT creator_id FROM "
    sql += "creator_features WHERE day = :day)"
    ((orders, posts),) = insight_engine.rows(sql, {"day": day})
    assert (rows.outcomes["orders"].sum(), rows.outcomes["posts"].sum()) == (orders, posts)


@pytest.mark.slow
def test_days_and_creators_that_are_too_few(insight_engine: Engine) -> None:
    day = last_day(insight_engine)
    with pytest.raises(InputError, match="about 228 computed days"):
        promotion(insight_engine, day, {}, Bounds(), 100)
    with pytest.raises(InputError, match="at least one day"):
        promotion(insight_engine, day, {}, Bounds(), 0)
    with pytest.raises(InputError, match="too few to learn from"):
        promotion(insight_engine, day, {}, Bounds(), 29)


@pytest.mark.slow
def test_exposure_of_the_sample(insight_engine: Engine) -> None:
    report = warehouse_exposure(insight_engine, last_day(insight_engine), 2, rounds=50)
    today = report.policies[0]
    assert today.policy == "as it is today"
    assert today.measures["clicks"].value is None
    assert today.measures["best_fifth_never_shown"].value is None
    assert today.measures["gini"].value is not None
    assert 0.3 < today.measures["gini"].value < 1
    assert len(report.policies) == 9
    assert not any("drawn at random" in note for note in report.notes)


@pytest.mark.slow
def test_exposure_is_simulated_on_a_sample_of_many_creators(insight_engine: Engine) -> None:
    report = warehouse_exposure(insight_engine, last_day(insight_engine), 2, rounds=50, max_simulated=120)
    assert report.notes[-1] == "The policies are simulated on 120 of 254 creators, drawn at random."
    assert report.policies[0].measures["gini"].size == 254


@pytest.mark.slow
def test_the_fairness_of_the_sample(insight_engine: Engine) -> None:
    """Small markets have no number; what is shown has an interval around it."""
    report: FairnessReport = warehouse_fairness(insight_engine, last_day(insight_engine))
    shown = [rate.estimate for one in report.measures for rate in one.groups if rate.estimate.value is not None]
    assert shown
    assert all((one.low or 0) <= (one.value or 0) <= (one.high or 0) for one in shown)
    small = [rate for one in report.measures for rate in one.groups if rate.cases < 50]
    assert small
    assert all(rate.estimate.value is None for rate in small)


def test_an_empty_warehouse() -> None:
    with memory_warehouse() as warehouse:
        with pytest.raises(InputError, match="at least 50 creators"):
            warehouse_exposure(warehouse.engine, 20_000)
        with pytest.raises(InputError, match="no creator has features"):
            promotion(warehouse.engine, 20_000, {}, Bounds())


def test_rates_of_few_views_are_pulled_to_the_mean() -> None:
    random = np.random.default_rng(3)
    truth = random.beta(8, 72, 300)
    views = np.repeat([20.0, 2000.0], 150)
    likes = random.binomial(views.astype(int), truth).astype(float)
    found = shrunk_rates(likes, views)
    assert found.max() == 1
    assert found.min() > 0
    assert found[:150].std() < 0.6 * found[150:].std()
    assert np.corrcoef(found[150:], truth[150:])[0, 1] > 0.95
