"""Assignment: deterministic, with the intended shares, and rings and blocks as a whole."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.experiments.assignment import (
    arm_at,
    assign_by_hash,
    assign_clusters,
    assign_stratified,
    position,
    switchback_arm,
    switchback_schedule,
)
from insights.experiments.link_components import components

HALVES = {"control": 0.5, "treatment": 0.5}
THIRDS = {"a": 0.2, "b": 0.3, "c": 0.5}
UNITS = [f"creator_{i}" for i in range(20_000)]


def test_a_hash_is_the_same_on_every_machine() -> None:
    """printf 'letters\\0creator_1' | sha256sum begins with 5346d6cef6379a03."""
    assert position("letters", "creator_1") == int("5346d6cef6379a03", 16) / 2**64


def test_shares_are_as_intended_and_experiments_do_not_depend_on_each_other() -> None:
    first = assign_by_hash(UNITS, THIRDS, "one")
    second = assign_by_hash(UNITS, HALVES, "two")
    counts = Counter(first.values())
    for arm, share in THIRDS.items():
        assert counts[arm] / len(UNITS) == pytest.approx(share, abs=0.012)
    both = Counter((first[unit], second[unit]) for unit in UNITS)
    assert both["a", "treatment"] / counts["a"] == pytest.approx(0.5, abs=0.03)


def test_a_unit_keeps_its_arm_when_others_come() -> None:
    few, many = (assign_by_hash(units, HALVES, "one") for units in (UNITS[:100], UNITS))
    assert few == {unit: many[unit] for unit in UNITS[:100]}


@given(st.floats(0, 1, exclude_max=True))
def test_every_place_has_an_arm(place: float) -> None:
    assert arm_at(place, THIRDS) in THIRDS


def test_rounding_leaves_no_place_without_an_arm() -> None:
    assert arm_at(0.9999999999, {"a": 1 / 3, "b": 1 / 3, "c": 0.333}) == "c"


@given(st.lists(st.sampled_from("ABC"), min_size=1, max_size=200), st.text(max_size=5))
def test_strata_are_split_to_the_unit(strata: list[str], salt: str) -> None:
    arms = assign_stratified({f"u{i}": stratum for i, stratum in enumerate(strata)}, THIRDS, salt)
    for stratum in {*strata}:
        members = [arms[f"u{i}"] for i, one in enumerate(strata) if one == stratum]
        for arm, share in THIRDS.items():
            assert abs(members.count(arm) - share * len(members)) < 1.0001


def test_strata_do_not_share_the_order_of_arms() -> None:
    """Else the first unit of every small stratum would be in one arm."""
    arms = assign_stratified({f"u{i}": f"s{i}" for i in range(2_000)}, HALVES, "one")
    assert Counter(arms.values())["control"] == pytest.approx(1_000, abs=100)


def test_a_ring_is_in_one_arm_and_large_rings_are_split() -> None:
    clusters = {f"u{i}": f"ring{i // 40}" for i in range(400)} | {f"s{i}": f"alone{i}" for i in range(600)}
    arms = assign_clusters(clusters, HALVES, "one")
    by_ring = {ring: {arms[unit] for unit, one in clusters.items() if one == ring} for ring in {*clusters.values()}}
    assert all(len(found) == 1 for found in by_ring.values())
    assert Counter(next(iter(by_ring[f"ring{i}"])) for i in range(10)) == {"control": 5, "treatment": 5}


def test_components_join_groups_that_share_a_member() -> None:
    found = components(["a", "b", "c", "d", "e"], ["a", "b", "b", "c", "z", "d"], ["g1", "g1", "g2", "g2", "g3", "g3"])
    assert found == {"a": "a", "b": "a", "c": "a", "d": "d", "e": "e"}
    assert components(["x"], [], []) == {"x": "x"}


def test_a_switchback_has_each_arm_once_in_two_blocks() -> None:
    for market in ("US", "ID"):
        arms = [switchback_arm(market, block, HALVES, "one") for block in range(40)]
        assert all({*arms[i : i + 2]} == {*HALVES} for i in range(0, 40, 2))
        assert len({tuple(arms[i : i + 2]) for i in range(0, 40, 2)}) == 2
    uneven = Counter(switchback_arm("US", block, {"a": 0.2, "b": 0.8}, "one") for block in range(4_000))
    assert uneven["a"] / 4_000 == pytest.approx(0.2, abs=0.02)


def test_a_schedule_covers_the_time_without_gaps() -> None:
    rows = switchback_schedule(["US"], 1_000, 1_000 + 10 * 3_600, 4 * 3_600, HALVES, "one")
    assert [(start, end) for _, start, end, _ in rows] == [(1_000, 15_400), (15_400, 29_800), (29_800, 37_000)]
