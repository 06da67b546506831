"""The thresholds of the judge by cost: the best of all pairs, halves, intervals, and what is too little."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import InputError
from insights.tradeoffs.judge.cases import JudgedCases, OperatingPoint
from insights.tradeoffs.judge.operating_point import (
    NEVER,
    Costs,
    best_point,
    case_costs,
    half_of,
    measure,
    operating_report,
)

CASES = st.lists(st.tuples(st.sampled_from([0.0, 0.1, 0.3, 0.5, 0.8, 1.0]), st.booleans()), min_size=1, max_size=25)
PRICES = st.tuples(
    st.sampled_from([1.0, 5.0, 40.0]), st.sampled_from([1.0, 7.0, 30.0]), st.sampled_from([0.0, 0.5, 3.0])
)


def judged(rows: list[tuple[float, bool]]) -> JudgedCases:
    size = len(rows)
    return JudgedCases(
        np.array([probability for probability, _ in rows]),
        np.array([label for _, label in rows], bool),
        np.ones(size),
        np.array([f"u{place}" for place in range(size)], object),
        np.full(size, np.nan),
    )


def calibrated(size: int, seed: int) -> JudgedCases:
    """Probabilities that are right."""
    random = np.random.default_rng(seed)
    probability = random.beta(0.5, 1.5, size)
    return judged(list(zip(probability.tolist(), (random.random(size) < probability).tolist(), strict=True)))


@given(CASES, PRICES)
def test_no_pair_of_thresholds_costs_less(rows: list[tuple[float, bool]], prices: tuple[float, float, float]) -> None:
    cases, costs = judged(rows), Costs(missed=prices[0], accused=prices[1], minute=prices[2], minutes=1)
    found = best_point(cases, costs)
    assert found.review_from <= found.violation_from
    cuts = [0.0, 0.05, 0.2, 0.4, 0.6, 0.9, NEVER]
    every = [
        OperatingPoint(review_from=low, violation_from=high) for place, low in enumerate(cuts) for high in cuts[place:]
    ]
    cheapest = min(case_costs(cases, costs, point).sum() for point in every)
    assert case_costs(cases, costs, found).sum() == pytest.approx(cheapest)


def test_each_outcome_has_its_cost() -> None:
    cases = judged([(0.1, True), (0.1, False), (0.5, True), (0.9, True), (0.9, False)])
    costs = Costs(missed=50, accused=20, minute=1, minutes=3)
    point = OperatingPoint(review_from=0.4, violation_from=0.8)
    assert case_costs(cases, costs, point).tolist() == [50, 0, 3, 0, 20]
    found = measure(cases, costs, point)
    assert found.cost.value == pytest.approx(100 * 73 / 5)
    assert found.missed.value == pytest.approx(1 / 3)
    assert found.accused.value == pytest.approx(1 / 2)
    assert found.reviewed.value == pytest.approx(1 / 5)


def test_calibrated_probabilities_give_the_thresholds_of_bayes() -> None:
    """Review pays from 3 / 50 on, and accusing while the cost 20 * (1 - p) is below 3."""
    found = best_point(calibrated(60_000, 1), Costs(missed=50, accused=20, minute=1, minutes=3))
    assert found.review_from == pytest.approx(0.06, abs=0.02)
    assert found.violation_from == pytest.approx(0.85, abs=0.03)


def test_a_better_pair_is_shown_on_the_other_half() -> None:
    current = OperatingPoint(review_from=0.45, violation_from=0.55)
    report = operating_report(calibrated(3000, 2), Costs(missed=50, accused=20, minute=1), current)
    assert report.chosen_on + report.reported_on == 3000
    assert report.better
    assert report.saving is not None
    assert report.current is not None
    assert report.saving.value == pytest.approx((report.current.cost.value or 0) - (report.chosen.cost.value or 0))


def test_the_present_best_is_not_beaten() -> None:
    current = OperatingPoint(review_from=0.06, violation_from=0.85)
    report = operating_report(calibrated(2000, 3), Costs(missed=50, accused=20, minute=1), current)
    assert report.better is False


def test_halves_hold_all_cases_of_a_unit() -> None:
    units = np.array([f"c{place // 5}" for place in range(500)], object)
    first = half_of(units, 1)
    assert {*units[first].tolist()}.isdisjoint(units[~first].tolist())
    assert 150 < first.sum() < 350


def test_a_share_of_violations_reweights() -> None:
    cases = calibrated(500, 4).with_share(0.02)
    assert cases.weight[cases.is_violation].sum() / cases.weight.sum() == pytest.approx(0.02)
    with pytest.raises(InputError, match="between 0 and 1"):
        cases.with_share(1.0)
    with pytest.raises(InputError, match="need violations and others"):
        judged([(0.5, True)]).with_share(0.1)


def test_too_few_cases_and_bad_costs() -> None:
    with pytest.raises(InputError, match="at least 20 of each in either half"):
        operating_report(calibrated(40, 5), Costs(missed=1, accused=1, minute=1), None)
    with pytest.raises(InputError, match="at least 0"):
        Costs(missed=-1, accused=1, minute=1).checked()
    with pytest.raises(InputError, match="above 0"):
        Costs(missed=0, accused=1, minute=1).checked()


@pytest.mark.slow
def test_the_interval_of_the_cost_covers_it() -> None:
    costs, point = Costs(missed=50, accused=20, minute=1), OperatingPoint(review_from=0.2, violation_from=0.7)
    everything = calibrated(200_000, 6)
    truth = case_costs(everything, costs, point).mean() * 100
    covered = 0
    for seed in range(400):
        found = measure(calibrated(400, 100 + seed), costs, point).cost
        covered += (found.low or 0) <= truth <= (found.high or 0)
    assert 0.92 < covered / 400 < 0.98
