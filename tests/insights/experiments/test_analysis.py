"""The analysis of an experiment: no effect where the assignment is broken, guardrails, and covariates that leak."""

from dataclasses import replace

import numpy as np
import pytest

from domain.errors import InputError
from insights.experiments.analysis import Analysis, analyse
from insights.experiments.comparison import Comparing
from insights.experiments.report import ExperimentReport
from insights.experiments.rows import Covariate, OutcomeRows, Values
from tests.insights.experiments.made_rows import METRIC, SPLIT, made_rows, names

ANALYSIS = Analysis("letters", METRIC, "control", SPLIT)


def large_rows(effect: float = 0.5, size: int = 2_000) -> OutcomeRows:
    random = np.random.default_rng(3)
    arm = np.where(np.arange(size) % 2, "treatment", "control").astype(object)
    before = random.normal(size=size)
    after = before + random.normal(size=size) + effect * (arm == "treatment")
    values = Values(after, covariates=(Covariate("before", before),))
    return OutcomeRows(names("u", np.arange(size)), arm, {METRIC: values, "harm": Values(random.random(size))})


def test_a_whole_experiment_has_an_effect() -> None:
    report = analyse(large_rows(), ANALYSIS)
    (one,) = report.effects
    assert (report.problems, report.sample_ratio.alarm) == ((), False)
    assert one.low is not None
    assert one.low < 0.5 < (one.high or 0)
    assert one.variance_reduction == pytest.approx(0.5, abs=0.05)
    assert ExperimentReport.model_validate_json(report.model_dump_json()) == report


def test_a_broken_split_hides_the_effect_unless_it_is_asked_for() -> None:
    rows = large_rows()
    broken = rows.select((rows.arm == "control") | (np.arange(rows.size) % 5 != 0))
    hidden = analyse(broken, ANALYSIS)
    assert "the split is not the intended one" in hidden.problems[0]
    assert (hidden.effects[0].difference, hidden.effects[0].value) == (None, None)
    assert hidden.effects[0].note == "not shown because of the problems above"
    shown = analyse(broken, replace(ANALYSIS, despite_problems=True))
    assert shown.effects[0].difference is not None
    assert shown.problems == hidden.problems


def test_units_in_two_arms_and_rings_in_two_arms_hide_it_too() -> None:
    leaking = replace(large_rows(), problems=("1 units are in two arms, such as u1: the assignment leaks",))
    assert analyse(leaking, ANALYSIS).effects[0].difference is None
    rows = large_rows()
    split_rings = replace(rows, cluster=names("c", np.arange(rows.size) // 4))
    report = analyse(split_rings, ANALYSIS)
    assert "500 clusters have units in two arms, such as c0, c1, c10" in report.problems[0]
    whole = replace(rows, cluster=names("c", np.arange(rows.size) // 4 * 2 + np.arange(rows.size) % 2))
    assert analyse(whole, ANALYSIS).problems == ()


def test_missing_outcomes_are_counted_by_arm() -> None:
    rows = large_rows()
    outcome = rows.metrics[METRIC].numerator.copy()
    outcome[:3] = np.nan
    missing = replace(rows, metrics={METRIC: Values(outcome)})
    report = analyse(missing, ANALYSIS)
    assert report.problems == (
        f"{METRIC} is missing for 3 units (2 in control, 1 in treatment): write 0 where nothing happened",
    )
    shown = analyse(missing, replace(ANALYSIS, despite_problems=True)).effects[0]
    assert (shown.units, shown.control_units) == (999, 998)


def test_nothing_to_compare_is_an_error() -> None:
    rows = large_rows()
    with pytest.raises(InputError, match="the arms found are control"):
        analyse(rows.select(rows.arm == "control"), ANALYSIS)
    with pytest.raises(InputError, match="the arm 'treatment' has no intended share: the split names control, other"):
        analyse(rows, replace(ANALYSIS, split={"control": 0.5, "other": 0.5}))
    with pytest.raises(InputError, match="the control none is no arm of the split"):
        analyse(rows, replace(ANALYSIS, control="none"))


def test_a_covariate_that_the_treatment_changed_adjusts_nothing() -> None:
    rows = large_rows()
    after = rows.metrics[METRIC].numerator
    leaking = Values(after, covariates=(Covariate("after", after * 0.9),))
    report = analyse(replace(rows, metrics={METRIC: leaking}), ANALYSIS)
    assert "the covariate after differs between arms" in report.notes[0]
    assert report.effects[0].difference == pytest.approx(0.5, abs=0.15)
    assert report.effects[0].variance_reduction is None


def test_gaps_of_a_covariate_are_filled_and_a_constant_one_is_left_out() -> None:
    rows = large_rows()
    values = rows.metrics[METRIC]
    before = values.covariates[0].numerator.copy()
    before[np.arange(rows.size) % 20 < 2] = np.nan
    covariates = (Covariate("before", before), Covariate("flat", np.ones(rows.size)))
    report = analyse(replace(rows, metrics={METRIC: Values(values.numerator, covariates=covariates)}), ANALYSIS)
    assert report.notes == (
        "the covariate before is missing for 200 units, which get its mean",
        "the covariate flat does not vary and was left out",
    )
    assert (report.effects[0].variance_reduction or 0) > 0.35


def test_a_denominator_that_the_treatment_changes_is_named() -> None:
    rows = made_rows(ratio=True)
    values = rows.metrics[METRIC]
    assert values.denominator is not None
    assert analyse(rows, ANALYSIS).notes == ()
    larger = Values(values.numerator, values.denominator + 3 * (rows.arm == "treatment"))
    assert "the denominator itself differs" in analyse(replace(rows, metrics={METRIC: larger}), ANALYSIS).notes[0]


@pytest.mark.parametrize(
    ("margin", "verdict"), [(0.2, "within_margin"), (0.01, "not_determined"), (-0.2, "within_margin")]
)
def test_a_guardrail_needs_the_whole_interval(margin: float, verdict: str) -> None:
    report = analyse(large_rows(), replace(ANALYSIS, guardrails={"harm": margin}))
    assert [one.verdict for one in report.guardrails] == [verdict]


def test_harm_beyond_the_margin_is_said_and_before_the_end_the_sequence_counts() -> None:
    rows = large_rows()
    worse = replace(rows, metrics={**rows.metrics, "harm": Values(rows.metrics[METRIC].numerator)})
    options = replace(ANALYSIS, guardrails={"harm": 0.25})
    assert analyse(worse, options).guardrails[0].verdict == "beyond_margin"
    assert analyse(worse, replace(options, ended=False)).guardrails[0].verdict == "not_determined"
    falling = replace(options, guardrails={"harm": -0.2})
    assert analyse(worse, falling).guardrails[0].verdict == "within_margin"


def test_p_values_are_adjusted_for_the_number_of_arms() -> None:
    rows = large_rows(0.1, 3_000)
    arm = np.array(["control", "treatment", "other"], object)[np.arange(3_000) % 3]
    split = dict.fromkeys(("control", "treatment", "other"), 1 / 3)
    report = analyse(replace(rows, arm=arm), replace(ANALYSIS, split=split, comparing=Comparing(adjust=False)))
    first, second = sorted(report.effects, key=lambda one: one.p_value or 0)
    assert first.adjusted_p_value == pytest.approx(min(1, 2 * (first.p_value or 0)))
    assert second.adjusted_p_value == pytest.approx(max(second.p_value or 0, first.adjusted_p_value or 0))
