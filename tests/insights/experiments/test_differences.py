"""Difference in differences: against a regression with clustered errors, and the checks that hide an effect."""

from dataclasses import replace

import numpy as np
import pytest

from domain.errors import InputError
from insights.experiments.difference_checks import _t_values
from insights.experiments.difference_in_differences import Differences, estimate_differences
from insights.experiments.period_rows import PeriodRows, before_and_after

CHANGE = 20
OPTIONS = Differences("refunds", CHANGE)


def panel(effect: float = 1.0, slope: float = 0.0, clusters: int = 60, seed: int = 1) -> PeriodRows:
    """A row a cluster and period; half of the clusters are treated, and move apart by `slope` a period."""
    random = np.random.default_rng(seed)
    cluster, period = np.divmod(np.arange(clusters * 2 * CHANGE), 2 * CHANGE)
    treated = cluster % 2 == 1
    own = random.normal(size=clusters)[cluster]
    noise = random.normal(size=len(cluster)) * 0.5
    outcome = own + np.sin(period) + slope * period * treated + effect * (treated & (period >= CHANGE)) + noise
    return PeriodRows(np.array([f"c{i}" for i in cluster], object), period, treated, outcome, np.ones(len(cluster)))


def test_the_effect_and_its_checks() -> None:
    report = estimate_differences(panel(), OPTIONS)
    assert report.problems == ()
    assert report.low is not None
    assert report.low < 1 < (report.high or 0)
    assert (report.periods_before, report.periods_after, report.treated_clusters) == (20, 20, 30)
    assert [one.period for one in report.placebos] == [7, 10, 13]
    assert report.trend is not None
    assert report.trend.drift_low < 0 < report.trend.drift_high
    assert report.permutation_p_value == 0.001


def test_permutations_of_nothing_are_uniform_and_their_statistic_is_the_t() -> None:
    """The first draw that leaves the groups as they are gives the t of the effect itself."""
    rows = panel(effect=0, clusters=20)
    one = before_and_after(rows, CHANGE)
    sums = np.array(
        [
            [rows.numerator[(rows.cluster == f"c{i}") & ((rows.period >= CHANGE) == p)].sum() for p in (0, 1)]
            for i in range(20)
        ]
    )
    drawn = (np.arange(20) % 2 == 1)[None, :]
    (t,) = _t_values(drawn, sums, np.full((20, 2), float(CHANGE)))
    assert t == pytest.approx(one.value / one.error)
    report = estimate_differences(rows, OPTIONS)
    assert report.permutation_p_value == pytest.approx(report.p_value, abs=0.06)


def test_it_is_that_of_a_regression_with_clustered_errors() -> None:
    """By hand for four clusters: cell means and the sums of weighted residuals of each cluster."""
    small = panel(clusters=4)
    one = before_and_after(small, CHANGE)
    cells = {
        (t, p): small.numerator[(small.treated == t) & ((small.period >= CHANGE) == p)]
        for t in (True, False)
        for p in (True, False)
    }
    means = {key: values.mean() for key, values in cells.items()}
    by_hand = means[True, True] - means[True, False] - means[False, True] + means[False, False]
    assert one.value == pytest.approx(by_hand)
    after = small.period >= CHANGE
    changes = {}
    for name in sorted({*small.cluster.tolist()}):
        own = small.cluster == name
        changes[name] = small.numerator[own & after].mean() - small.numerator[own & ~after].mean()
    groups = [np.array([changes[name] for name in pair]) for pair in (("c1", "c3"), ("c0", "c2"))]
    assert one.error == pytest.approx(np.sqrt(sum(group.var(ddof=1) / 2 for group in groups)))


def test_statsmodels_agrees() -> None:
    formula = pytest.importorskip("statsmodels.formula.api")
    pandas = pytest.importorskip("pandas")
    rows = panel()
    frame = pandas.DataFrame({"y": rows.numerator, "t": rows.treated * 1, "p": (rows.period >= CHANGE) * 1})
    groups = np.unique(rows.cluster.astype(str), return_inverse=True)[1]
    fit = formula.ols("y ~ t * p", frame).fit(cov_type="cluster", cov_kwds={"groups": groups, "use_correction": False})
    one = before_and_after(rows, CHANGE)
    assert one.value == pytest.approx(fit.params["t:p"], rel=1e-9)
    assert one.error == pytest.approx(fit.bse["t:p"] * np.sqrt(30 / 29), rel=1e-9)


def test_groups_that_moved_apart_before_have_no_effect() -> None:
    report = estimate_differences(panel(effect=0, slope=0.1), OPTIONS)
    assert "the groups moved apart before the change already" in report.problems[0]
    assert (report.difference, report.permutation_p_value) == (None, None)
    assert report.trend is not None
    assert report.trend.slope == pytest.approx(0.1, abs=0.02)
    shown = estimate_differences(panel(effect=0, slope=0.1), replace(OPTIONS, despite_problems=True))
    assert shown.difference == pytest.approx(2, abs=0.3)
    assert "which the effect lies within" in shown.notes[0]


def test_an_effect_before_the_change_is_a_problem() -> None:
    rows = panel(effect=0)
    early = rows.numerator + 1.0 * (rows.treated & (rows.period >= 10))
    report = estimate_differences(replace(rows, numerator=early), OPTIONS)
    assert any("where there can be none" in problem for problem in report.problems)


def test_few_clusters_have_no_errors() -> None:
    few = panel(clusters=6)
    report = estimate_differences(few, OPTIONS)
    assert report.problems == (
        "3 treated clusters: clustered errors need at least 5",
        "3 other clusters: clustered errors need at least 5",
    )
    assert report.difference is None
    one = few.select((few.cluster == "c1") | ~few.treated)
    assert estimate_differences(one, replace(OPTIONS, despite_problems=True)).difference is None


def test_markets_without_the_change_are_placebos() -> None:
    rows = panel()
    markets = np.array(["ID" if t else f"M{int(c[1:]) % 3}" for c, t in zip(rows.cluster, rows.treated, strict=True)])
    report = estimate_differences(replace(rows, market=markets.astype(object)), OPTIONS)
    assert [one.market for one in report.market_placebos] == ["M0", "M1", "M2"]
    assert max(abs(one.difference) for one in report.market_placebos) < 0.5
    assert "the change was made in 1 market" in report.notes[-1]


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        (panel().treated, "all units are in one group"),
        (panel().period < CHANGE, "no period from the change on"),
        (panel().period >= CHANGE, "no period before the change"),
    ],
)
def test_nothing_to_compare(chosen: np.ndarray, message: str) -> None:
    with pytest.raises(InputError, match=message):
        estimate_differences(panel().select(chosen), OPTIONS)


def test_a_cluster_in_both_groups() -> None:
    rows = panel()
    with pytest.raises(InputError, match="a cluster is in both groups"):
        estimate_differences(replace(rows, treated=rows.period % 2 == 0), OPTIONS)


def test_short_times_say_that_trends_were_not_checked() -> None:
    rows = panel()
    report = estimate_differences(rows.select(rows.period >= CHANGE - 2), OPTIONS)
    assert (report.trend, report.placebos) == (None, ())
    assert "2 periods before the change" in report.notes[0]


def test_a_zero_denominator_has_no_effect() -> None:
    rows = panel()
    nothing = np.where(rows.treated & (rows.period >= CHANGE), 0.0, 1.0)
    report = estimate_differences(replace(rows, denominator=nothing), OPTIONS)
    assert report.difference is None
    assert report.problems[-1] == "a group has no denominator before or after"


@pytest.mark.slow
def test_intervals_cover_and_parallel_trends_are_seldom_doubted() -> None:
    covered, doubted = 0, 0
    for seed in range(400):
        rows = panel(clusters=24, seed=seed)
        low, high = before_and_after(rows, CHANGE).interval(0.95)
        covered += low <= 1 <= high
        doubted += bool(estimate_differences(rows, replace(OPTIONS)).problems) if seed < 100 else 0
    assert 0.92 < covered / 400 < 0.98
    assert doubted <= 11
