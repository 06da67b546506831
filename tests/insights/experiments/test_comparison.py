"""Differences of arms: against tea-tasting and statsmodels, by hand, and where no number holds."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.experiments.comparison import Comparing, compare
from insights.experiments.report import Effect
from insights.experiments.rows import Floats, OutcomeRows, Values, arm_sums
from tests.insights.experiments.made_rows import METRIC, SPLIT, made_rows, numbers, two_arms

OPTIONS = Comparing()


def effect(rows: OutcomeRows, options: Comparing = OPTIONS) -> Effect:
    strata = () if rows.stratum is None else tuple(sorted({*rows.stratum.tolist()}))
    treated, control = (arm_sums(rows, METRIC, arm, strata) for arm in ("treatment", "control"))
    return compare("treatment", treated, "control", control, options)


def data_frame() -> Any:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(numbers())
    return frame.assign(variant=frame.treated.astype(int), s=np.arange(len(frame)) % 3)


# tea-tasting 1.14.0 on these rows: Experiment(mean=Mean("y"), ratio=RatioOfMeans("y", "d")).analyze(frame)
@pytest.mark.parametrize(
    ("options", "difference", "low", "high", "p_value"),
    [
        ({}, 0.32745405179615794, -0.029789748976108366, 0.6846978525684242, 0.07231892746870698),
        ({"ratio": True}, 0.11937631055641118, -0.07788347579825802, 0.3166360969110804, 0.23497262528073995),
    ],
)
def test_means_and_ratios_are_those_of_tea_tasting(
    options: dict[str, bool], difference: float, low: float, high: float, p_value: float
) -> None:
    one = effect(made_rows(**options))
    assert (one.difference, one.low, one.high, one.p_value) == pytest.approx((difference, low, high, p_value), rel=1e-9)


# statsmodels 0.15.0: smf.ols("y ~ treated + x", frame).fit().params.treated, and with "+ C(s)"
@pytest.mark.parametrize(("stratified", "difference"), [(False, 0.31831253363429196), (True, 0.3183122622287937)])
def test_an_adjusted_difference_is_the_coefficient_of_a_regression(stratified: bool, difference: float) -> None:
    one = effect(made_rows(covariate=True, stratified=stratified))
    assert one.difference == pytest.approx(difference, rel=1e-9)
    assert one.variance_reduction == pytest.approx(0.5276, abs=1e-3)


def test_clustered_errors_are_those_of_a_regression() -> None:
    """statsmodels without its correction for few clusters: 0.17318767737566532. Ours is g / (g - 1) in each arm."""
    rows = made_rows(clustered=True)
    sums = [arm_sums(rows, METRIC, arm) for arm in ("treatment", "control")]
    z = [(s.numerator - s.ratio * s.denominator) / s.denominator.sum() for s in sums]
    assert float(np.sqrt(sum((one**2).sum() for one in z))) == pytest.approx(0.17318767737566532, rel=1e-9)
    one = effect(rows)
    assert one.low is not None
    assert one.high is not None
    corrected = float(np.sqrt(sum((part**2).sum() * len(part) / (len(part) - 1) for part in z)))
    assert 2.02 < (one.high - one.low) / 2 / corrected < 2.05  # the quantile of t at about 33 degrees of freedom
    assert (one.anytime_low, one.method) == (None, "clustered errors")


def test_tea_tasting_agrees() -> None:
    tea_tasting = pytest.importorskip("tea_tasting")
    frame = data_frame()
    oracle = tea_tasting.Experiment(mean=tea_tasting.Mean("y"), ratio=tea_tasting.RatioOfMeans("y", "d")).analyze(frame)
    for name, one in (("mean", effect(made_rows())), ("ratio", effect(made_rows(ratio=True)))):
        expected = oracle[name]
        found = (one.difference, one.low, one.high, one.p_value)
        interval = (expected.effect_size_ci_lower, expected.effect_size_ci_upper)
        assert found == pytest.approx((expected.effect_size, *interval, expected.pvalue), rel=1e-9)


def test_statsmodels_agrees() -> None:
    formula = pytest.importorskip("statsmodels.formula.api")
    frame = data_frame()
    plain = formula.ols("y ~ treated + x", frame).fit()
    assert effect(made_rows(covariate=True)).difference == pytest.approx(plain.params.treated, rel=1e-9)
    grouped = {"groups": frame.cluster.astype(int), "use_correction": False}
    clustered = formula.ols("y ~ treated", frame).fit(cov_type="cluster", cov_kwds=grouped)
    assert clustered.bse.treated == pytest.approx(0.17318767737566532, rel=1e-9)


def test_without_adjusting_the_covariate_does_nothing() -> None:
    plain, ignored = effect(made_rows()), effect(made_rows(covariate=True), Comparing(adjust=False))
    assert (plain.difference, plain.low) == pytest.approx((ignored.difference, ignored.low))


def test_few_events_have_the_interval_of_scores_and_an_exact_test() -> None:
    """Newcombe (1998), table II, method 10: 9 of 10 against 3 of 10 has 0.1705 to 0.8090."""
    assert effect(two_arms(shares(48, 80), shares(56, 70))).method == "difference of means"
    one = effect(two_arms(shares(3, 10), shares(9, 10)))
    assert one.method.startswith("score interval")
    assert (one.difference, one.low, one.high) == pytest.approx((0.6, 0.1705, 0.8090), abs=5e-5)
    assert one.p_value == pytest.approx(0.0198, abs=5e-5)
    assert one.anytime_low is None


def shares(events: int, size: int) -> Floats:
    return np.repeat([1.0, 0.0], [events, size - events])


@pytest.mark.parametrize(
    ("rows", "note"),
    [
        (two_arms(np.arange(9.0), np.arange(50.0)), "control has 9 units: at least 10 are needed"),
        (two_arms(np.full(50, 2.0), np.full(50, 2.0)), "the outcome is the same for every unit"),
        (two_arms(np.zeros(50), np.zeros(50)), "the outcome is the same for every unit"),
    ],
)
def test_where_no_number_holds_there_is_a_reason(rows: OutcomeRows, note: str) -> None:
    one = effect(rows)
    assert (one.difference, one.low, one.p_value) == (None, None, None)
    assert note in one.note


def test_a_zero_denominator_has_no_ratio() -> None:
    rows = made_rows()
    empty = OutcomeRows(rows.unit, rows.arm, {METRIC: Values(numbers()["y"], np.zeros(rows.size))})
    assert effect(empty).note == "the denominator of treatment is zero"


def test_a_relative_effect_needs_a_control_away_from_zero() -> None:
    spread = np.linspace(-1, 1, 100)
    assert effect(two_arms(spread, spread + 1)).relative is None
    assert effect(two_arms(spread + 5, spread + 6)).relative == pytest.approx(0.2)


def test_heavy_tails_are_named() -> None:
    heavy = np.concatenate([np.full(990, 0.01), np.full(10, 500.0)])
    note = effect(two_arms(heavy, heavy * 1.1)).note
    assert "heavy tails" in note
    assert "heavy tails" not in effect(two_arms(np.arange(1000.0), np.arange(1000.0))).note


@given(st.floats(-50, 50), st.floats(0.1, 20))
def test_the_difference_moves_and_scales_with_the_outcome(shift: float, scale: float) -> None:
    values = np.array([1.0, 4, 2, 8, 5, 7, 1, 0, 3, 6, 2, 9])
    plain = effect(two_arms(values, values * 1.5))
    moved = effect(two_arms(values * scale + shift, values * 1.5 * scale + shift))
    assert moved.difference == pytest.approx((plain.difference or 0) * scale, abs=1e-6)
    assert moved.p_value == pytest.approx(plain.p_value, abs=1e-6)


def test_the_split_of_the_made_rows_is_as_the_tests_say() -> None:
    assert {*made_rows().arms} == {*SPLIT}
