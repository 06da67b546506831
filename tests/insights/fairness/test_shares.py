"""Shares by unit and gaps between groups: arithmetic by hypothesis, coverage by simulation, corrections by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.estimate import wilson
from insights.fairness.shares import (
    GroupSums,
    Share,
    gap_estimate,
    gap_interval,
    gap_p_value,
    group_sums,
    holm,
    share_of,
)

ROWS = st.lists(
    st.tuples(st.booleans(), st.sampled_from(["c1", "c2", "c3", "c4"]), st.sampled_from(["a", "b", "c", None])),
    min_size=1,
    max_size=60,
)


def independent(hits: int, cases: int) -> Share:
    numerator = np.r_[np.ones(hits), np.zeros(cases - hits)]
    share = share_of(numerator, np.ones(cases), cases)
    assert share is not None
    return share


@given(ROWS)
def test_groups_add_up_to_the_total(rows: list[tuple[bool, str, str | None]]) -> None:
    hits, units, groups = zip(*rows, strict=True)
    sums = group_sums(np.array(hits, float), np.ones(len(rows)), units, groups)
    known = [hit for hit, _, group in rows if group is not None]
    total = sums.total()
    if total is None:
        assert known == []
        return
    shares = [sums.share(place) for place in range(len(sums.groups))]
    sizes = sums.denominator.sum(axis=0)
    joined = sum(share.value * size for share, size in zip(shares, sizes, strict=True) if share) / sizes.sum()
    assert total.value == pytest.approx(joined)
    assert total.value == pytest.approx(np.mean(known))
    assert int(sums.cases.sum()) == len(known)


@given(st.integers(0, 80), st.integers(0, 80), st.sampled_from([0.5, 0.8, 0.95, 0.999]))
def test_an_interval_holds_its_value_and_a_gap_turns_its_sign_with_the_groups(
    first: int, second: int, confidence: float
) -> None:
    one, other = independent(first, 80), independent(second, 80)
    low, high = one.interval(confidence)
    assert 0 <= low <= one.value <= high <= 1
    forth, back = gap_interval(one, other, confidence), gap_interval(other, one, confidence)
    assert forth == pytest.approx((-back[1], -back[0]))
    assert forth[0] <= one.value - other.value <= forth[1]


@given(st.integers(0, 80), st.integers(0, 80))
def test_the_p_value_agrees_with_the_interval(first: int, second: int) -> None:
    one, other = independent(first, 80), independent(second, 80)
    p_value = gap_p_value(one, other)
    for confidence in (0.9, 0.95, 0.99):
        low, high = gap_interval(one, other, confidence)
        if abs(p_value - (1 - confidence)) > 1e-6:
            assert (low > 0 or high < 0) == (p_value < 1 - confidence)


def test_one_case_a_unit_gives_nearly_wilsons_interval() -> None:
    expected = wilson(30, 200)
    assert independent(30, 200).interval() == pytest.approx((expected.low, expected.high), abs=0.002)


def test_nothing_and_one_unit_have_no_interval() -> None:
    assert share_of(np.zeros(3), np.zeros(3), 0) is None
    alone = share_of(np.array([3.0]), np.array([10.0]), 10)
    assert alone is not None
    assert alone.estimate().low is None
    assert alone.estimate().note == "one unit has no interval"
    assert gap_estimate(alone, independent(1, 10)).value is None
    assert gap_p_value(alone, independent(1, 10)) == 1.0


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.9, 0.8]) == [1.0, 1.0]
    assert holm([]) == []


def test_repeated_creators_widen_the_interval() -> None:
    hits = np.repeat([1.0, 0.0, 0.0, 0.0, 1.0] * 8, 10)
    repeated = group_sums(hits, np.ones(400), [str(place // 10) for place in range(400)], ["g"] * 400).share(0)
    single = group_sums(hits, np.ones(400), [str(place) for place in range(400)], ["g"] * 400).share(0)
    assert repeated is not None
    assert single is not None
    assert repeated.value == single.value
    assert np.ptp(repeated.interval()) > 2.5 * np.ptp(single.interval())


def clustered(random: np.random.Generator, creators: int, rates: tuple[float, float], weights: bool) -> GroupSums:
    """Creators with one to six cases each; of a creator, cases are alike, and each case is in a group by chance."""
    owner = np.repeat(np.arange(creators), random.integers(1, 7, creators))
    second = random.random(len(owner)) < 0.4
    inclined = random.beta(2, 2, creators)[owner] * 2  # of mean 1
    hits = random.random(len(owner)) < np.where(second, rates[1], rates[0]) * inclined
    weight = random.uniform(0.5, 2, len(owner)) if weights else np.ones(len(owner))
    groups = np.where(second, "b", "a")
    return group_sums(hits * weight, weight, [str(one) for one in owner], groups.tolist())


@pytest.mark.slow
@pytest.mark.parametrize("weights", [False, True])
def test_intervals_of_clustered_groups_cover_the_truth(weights: bool) -> None:
    random = np.random.default_rng(5)
    rates, covered = (0.1, 0.3), np.zeros(2)
    rounds = 1500
    for _ in range(rounds):
        sums = clustered(random, 120, rates, weights)
        first, second = sums.share(0), sums.share(1)
        assert first is not None
        assert second is not None
        low, high = second.interval()
        covered[0] += low <= rates[1] <= high
        low, high = gap_interval(second, first)
        covered[1] += low <= rates[1] - rates[0] <= high
    assert np.all(covered / rounds > 0.93), covered / rounds
    assert np.all(covered / rounds < 0.97), covered / rounds


@pytest.mark.slow
def test_without_a_gap_p_values_are_uniform_enough() -> None:
    random = np.random.default_rng(6)
    p_values = []
    for _ in range(800):
        sums = clustered(random, 120, (0.2, 0.2), False)
        first, second = sums.share(0), sums.share(1)
        assert first is not None
        assert second is not None
        p_values.append(gap_p_value(first, second))
    assert 0.03 < np.mean(np.array(p_values) < 0.05) < 0.075
