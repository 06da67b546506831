"""The sample-ratio check: by the intended split, over the units that were randomised."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.experiments.rows import OutcomeRows
from insights.experiments.sample_ratio import check_sample_ratio

HALVES = {"control": 0.5, "treatment": 0.5}


def rows_of(counts: dict[str, int]) -> OutcomeRows:
    arm = np.repeat([*counts], [*counts.values()]).astype(object)
    unit = np.array([f"u{i}" for i in range(len(arm))], object)
    return OutcomeRows(unit, arm, {})


def test_cookie_cats() -> None:
    """44,700 and 45,489 of an intended half each: p = .0086, below a caution and above the alarm."""
    one = check_sample_ratio(rows_of({"control": 44_700, "treatment": 45_489}), HALVES)
    assert one.p_value == pytest.approx(0.0086, abs=1e-4)
    assert (one.alarm, "unusual" in one.note) == (False, True)
    assert check_sample_ratio(rows_of({"control": 44_700, "treatment": 45_489}), HALVES, alarm_below=0.01).alarm


def test_the_intended_split_counts_and_not_a_half() -> None:
    counts = {"control": 900, "treatment": 100}
    assert check_sample_ratio(rows_of(counts), HALVES).alarm
    assert not check_sample_ratio(rows_of(counts), {"control": 0.9, "treatment": 0.1}).alarm


def test_a_tiny_gap_at_a_large_size_has_its_size() -> None:
    one = check_sample_ratio(rows_of({"control": 502_000, "treatment": 498_000}), HALVES)
    assert one.alarm
    assert one.largest_gap == pytest.approx(0.002)


def test_an_arm_without_units_is_an_alarm() -> None:
    one = check_sample_ratio(rows_of({"a": 100, "b": 100}), {"a": 1 / 3, "b": 1 / 3, "c": 1 / 3})
    assert one.alarm
    assert [arm.counted for arm in one.arms] == [100, 100, 0]


def test_few_units_have_an_exact_test_or_none() -> None:
    few = check_sample_ratio(rows_of({"control": 1, "treatment": 7}), HALVES)
    assert few.p_value == pytest.approx(2 * (1 + 8) / 256)
    assert few.note == "exact test: few units"
    three = check_sample_ratio(rows_of({"a": 2, "b": 2, "c": 3}), {"a": 0.4, "b": 0.3, "c": 0.3})
    assert three.p_value is None
    assert "cannot be tested" in three.note


def test_clusters_are_counted_where_they_were_randomised() -> None:
    """One ring of 300 among pairs: the units are uneven, the clusters are not."""
    cluster = np.array(["ring"] * 300 + [f"p{i // 2}" for i in range(400)], object)
    arm = np.array(["control"] * 300 + [("treatment", "control")[i // 2 % 2] for i in range(400)], object)
    rows = OutcomeRows(np.arange(700).astype(object), arm, {}, cluster)
    one = check_sample_ratio(rows, HALVES)
    assert (one.counted, one.alarm) == ("clusters", False)
    assert [entry.counted for entry in one.arms] == [101, 100]
    assert check_sample_ratio(OutcomeRows(rows.unit, arm, {}), HALVES).alarm


def test_gaps_of_strata_that_cancel_out_are_found() -> None:
    arm = np.array(["control"] * 700 + ["treatment"] * 300 + ["control"] * 300 + ["treatment"] * 700, object)
    stratum = np.repeat(["US", "ID"], 1000).astype(object)
    rows = OutcomeRows(np.arange(2000).astype(object), arm, {}, stratum=stratum)
    one = check_sample_ratio(rows, HALVES)
    assert one.p_value == 1
    assert one.stratum_p_value is not None
    assert one.stratum_p_value < 1e-9
    assert one.alarm


@given(st.integers(200, 5_000), st.integers(200, 5_000))
def test_the_p_value_is_symmetric(one: int, other: int) -> None:
    first = check_sample_ratio(rows_of({"control": one, "treatment": other}), HALVES)
    second = check_sample_ratio(rows_of({"control": other, "treatment": one}), HALVES)
    assert first.p_value == pytest.approx(second.p_value)
    assert abs(first.largest_gap) == pytest.approx(abs(second.largest_gap))


@pytest.mark.slow
def test_the_alarm_is_rarer_than_its_level_without_a_break() -> None:
    random = np.random.default_rng(2)
    alarms = [
        check_sample_ratio(rows_of({"control": int(n), "treatment": 2_000 - int(n)}), HALVES, alarm_below=0.05).alarm
        for n in random.binomial(2_000, 0.5, 2_000)
    ]
    assert 0.035 < np.mean(alarms) < 0.065
