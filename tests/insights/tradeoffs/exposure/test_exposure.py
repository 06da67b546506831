"""Ranking policies and their measures: what each must do in a world that is simple enough to know."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import InputError
from insights.tradeoffs.exposure.measures import fifths, gini, measure_exposure
from insights.tradeoffs.exposure.policies import ByClicks, Greedy, PlackettLuce, Policy, Thompson, WithDeficit, top
from insights.tradeoffs.exposure.report import exposure_report, mean_of
from insights.tradeoffs.exposure.simulation import Shown, World, estimated, simulate


def world(creators: int = 100, rounds: int = 200, newcomers: int = 0) -> World:
    quality = np.linspace(0.9, 0.1, creators)
    joins = np.zeros(creators, np.int64)
    joins[:: creators // newcomers if newcomers else creators + 1] = rounds // 2
    joins[0] = 0 if not newcomers else rounds // 2
    return World(quality, joins, rounds, 10, 2.0)


def shown_by(policy: Policy, known: bool, where: World | None = None) -> dict[str, float]:
    found = where or world()
    return measure_exposure(simulate(found, policy, np.random.default_rng(1), known), found.quality, found.joins > 0)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=50))
def test_gini_is_between_equal_and_everything_for_one(values: list[float]) -> None:
    found = gini(np.array(values))
    assert np.isnan(found) == (sum(values) == 0)
    if sum(values) > 0:
        assert -1e-9 <= found <= 1 - 1 / len(values) + 1e-9


def test_gini_by_hand() -> None:
    assert gini(np.array([1.0, 1.0, 1.0])) == pytest.approx(0)
    assert gini(np.array([0.0, 0.0, 0.0, 4.0])) == pytest.approx(0.75)


@given(st.lists(st.floats(0, 1), min_size=3, max_size=40), st.integers(1, 3))
def test_top_gives_the_highest_in_order(values: list[float], slots: int) -> None:
    scores = np.array(values)
    chosen = top(scores, slots)
    assert scores[chosen].tolist() == sorted(values, reverse=True)[:slots]
    assert len({*chosen.tolist()}) == slots


def test_fifths_hold_a_fifth_each() -> None:
    found = fifths(np.arange(10.0))
    assert found.tolist() == [4, 4, 3, 3, 2, 2, 1, 1, 0, 0]


@pytest.mark.parametrize("policy", [ByClicks(), Greedy(), PlackettLuce(2.0), WithDeficit(1.0), Thompson()])
@pytest.mark.parametrize("known", [True, False])
def test_every_place_is_filled_once_a_round(policy: Policy, known: bool) -> None:
    found = world()
    shown = simulate(found, policy, np.random.default_rng(2), known)
    assert shown.exposure.sum() == pytest.approx(found.rounds * found.attention.sum())
    assert shown.due.sum() == pytest.approx(found.rounds * found.attention.sum())
    assert 0 < shown.clicks < shown.exposure.sum()


def test_greedy_shows_the_best_alone_and_popularity_locks_in() -> None:
    greedy = shown_by(Greedy(), known=True)
    assert (greedy["best_fifth_share"], greedy["never_shown"]) == (1.0, 0.9)
    popular = shown_by(ByClicks(), known=False)
    drawn = shown_by(PlackettLuce(2.0), known=True)
    assert popular["gini"] > 0.7 > drawn["gini"]
    assert greedy["clicks"] > drawn["clicks"]


def test_a_deficit_brings_exposure_to_merit() -> None:
    drawn, owed = shown_by(PlackettLuce(2.0), known=True), shown_by(WithDeficit(1.0), known=True)
    assert owed["distance_to_merit"] < 0.1
    assert owed["distance_to_merit"] < drawn["distance_to_merit"]
    assert shown_by(WithDeficit(0.0), known=True)["distance_to_merit"] > 0.6


def test_newcomers_are_shut_out_by_clicks_and_not_by_learning() -> None:
    late = world(newcomers=10)
    assert shown_by(ByClicks(), False, late)["newcomers_by_merit"] < 0.2
    assert shown_by(Thompson(), False, late)["newcomers_by_merit"] > 0.7
    assert shown_by(WithDeficit(1.0), True, late)["newcomers_by_merit"] == pytest.approx(1, abs=0.15)


def test_estimates_correct_for_the_place() -> None:
    """The same share of looks gives the same quality, wherever the creator was shown."""
    found = estimated(np.array([400.0, 40.0]), np.array([1000.0, 100.0]))
    assert found == pytest.approx([0.4, 0.4], abs=0.005)
    assert estimated(np.zeros(2), np.zeros(2)).tolist() == [0.5, 0.5]


def test_nothing_shown_has_no_shares() -> None:
    measured = measure_exposure(Shown(np.zeros(5), np.ones(5), 0), np.arange(1, 6) / 5, np.zeros(5, bool))
    assert np.isnan(measured["best_fifth_share"])
    assert np.isnan(measured["newcomers_by_merit"])
    assert measured["never_shown"] == 1.0


def test_the_report_has_every_policy_with_intervals() -> None:
    report = exposure_report(world(rounds=20), [1, 2, 3])
    assert [row.policy for row in report.policies].count("Plackett-Luce over quality") == 2
    clicks = report.policies[1].measures["clicks"]
    assert clicks.low is not None
    assert clicks.value is not None
    assert clicks.low < clicks.value
    assert report.policies[0].measures["newcomers_by_merit"].value is None
    assert mean_of(np.array([1.0])).note == "one simulation has no interval"


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"slots": 101}, "from 1 to 100 places"),
        ({"rounds": 0}, "at least one round"),
        ({"power": 0.0}, "at least one round"),
        ({"quality": np.zeros(100)}, "above 0 and at most 1"),
    ],
)
def test_worlds_that_cannot_be(changed: dict[str, object], message: str) -> None:
    values: dict[str, object] = {
        "quality": np.full(100, 0.5),
        "joins": np.zeros(100, np.int64),
        "rounds": 5,
        "slots": 10,
        "power": 1.0,
    }
    with pytest.raises(InputError, match=message):
        World(**{**values, **changed})  # type: ignore[arg-type]
