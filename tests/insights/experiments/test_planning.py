"""Plans: the smallest effect by the usual formula, clusters, covariates, and what cannot be planned."""

import math

import numpy as np
import pytest

from domain.errors import InputError
from insights.experiments.comparison import Comparing, compare
from insights.experiments.planning import History, Target, check_target, history_of, make_plan
from insights.experiments.rows import OutcomeRows, Values, arm_sums
from tests.insights.experiments.made_rows import METRIC, made_rows, names, two_arms

HALVES = {"control": 0.5, "treatment": 0.5}


def test_a_share_of_ten_percent() -> None:
    """statsmodels 0.15.0: NormalIndPower().solve_power(0.01 / .3, power=.8, alpha=.05) = 14127.9 for each arm."""
    plan = make_plan("visit", History(0.1, 0.3, 5_000), Target(HALVES, units=28_256, effect=0.01))
    (arm,) = plan.arms
    assert arm.units_needed == pytest.approx(2 * 14_127.9, abs=2)
    assert arm.detectable == pytest.approx(0.01, rel=1e-4)
    assert arm.detectable_anytime > arm.detectable_adjusted == arm.detectable


def test_statsmodels_agrees() -> None:
    power = pytest.importorskip("statsmodels.stats.power")
    expected = power.NormalIndPower().solve_power(0.05, power=0.9, alpha=0.05, ratio=3)
    plan = make_plan("m", History(1, 1, 100), Target({"control": 0.25, "t": 0.75}, effect=0.05, power=0.9))
    assert plan.arms[0].units_needed == pytest.approx(expected * 4, rel=1e-3)


def test_a_covariate_needs_fewer_units_and_clusters_more() -> None:
    plain = history_of(made_rows(), METRIC)
    adjusted = history_of(made_rows(covariate=True), METRIC)
    clustered = history_of(made_rows(clustered=True), METRIC)
    assert plain.explained == 0
    assert adjusted.explained == pytest.approx(0.52, abs=0.03)
    assert (clustered.units, clustered.rows_per_unit, clustered.clustered) == (40, 12, True)
    plan = make_plan(METRIC, adjusted, Target(HALVES, effect=0.3))
    assert plan.arms[0].units_needed_adjusted == pytest.approx(
        (plan.arms[0].units_needed or 0) * (1 - adjusted.explained), rel=0.01
    )
    assert "clusters are what counts" in make_plan(METRIC, clustered, Target(HALVES)).notes[0]


def test_what_cannot_be_planned() -> None:
    with pytest.raises(InputError, match="has 20 independent units: at least 30"):
        history_of(two_arms(np.arange(10.0), np.arange(10.0)), METRIC)
    with pytest.raises(InputError, match="is the same for every unit"):
        history_of(two_arms(np.ones(40), np.ones(40)), METRIC)
    for target, message in (
        (Target(HALVES, effect=0), "--effect"),
        (Target(HALVES, power=0.2), "--power"),
        (Target(HALVES, confidence=1), "--confidence"),
    ):
        with pytest.raises(InputError, match=message):
            check_target(target)


@pytest.mark.slow
def test_the_promised_power_is_there() -> None:
    random = np.random.default_rng(5)
    size, simulations = 800, 800
    plan = make_plan(METRIC, History(0, 1, size), Target(HALVES, units=size))
    effect, found = plan.arms[0].detectable, 0
    for _ in range(simulations):
        values = random.normal(size=size) + effect * (np.arange(size) % 2)
        arm = np.where(np.arange(size) % 2, "treatment", "control").astype(object)
        rows = OutcomeRows(names("u", np.arange(size)), arm, {METRIC: Values(values)})
        sums = [arm_sums(rows, METRIC, name) for name in ("treatment", "control")]
        found += (compare("treatment", sums[0], "control", sums[1], Comparing()).p_value or 1) < 0.05
    assert found / simulations == pytest.approx(0.8, abs=3.5 * math.sqrt(0.16 / simulations))
