"""Thresholds: never one whose bound is below the target, none where none is shown, errors controlled over all."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import InputError
from insights.strategies.thresholds import candidate_thresholds, choose_threshold, first_of_each, precision_bound

CASES = st.lists(st.tuples(st.integers(0, 40), st.booleans()), min_size=1, max_size=300)
TARGETS = st.sampled_from([0.3, 0.5, 0.65, 0.8, 0.95])


@settings(max_examples=200)
@given(cases=CASES, target=TARGETS, confidence=st.sampled_from([0.8, 0.9, 0.95]))
def test_the_bound_of_a_threshold_reaches_the_target(
    cases: list[tuple[int, bool]], target: float, confidence: float
) -> None:
    scores, labels = np.array([case[0] for case in cases], float), np.array([case[1] for case in cases])
    threshold = choose_threshold(scores, labels, target, confidence)
    if threshold is not None:
        hit = scores >= threshold
        assert precision_bound(int(labels[hit].sum()), int(hit.sum()), confidence) >= target
        assert threshold in scores


@given(cases=CASES, positive=st.integers(0, 300), target=TARGETS)
def test_candidates_go_from_strict_to_loose(cases: list[tuple[int, bool]], positive: int, target: float) -> None:
    scores = np.array([case[0] for case in cases], float)
    found = candidate_thresholds(scores, positive, target, 0.95)
    assert found == sorted(set(found), reverse=True)
    sizes = [int((scores >= one).sum()) for one in found]
    assert all(later > before for before, later in pairwise(sizes))


def test_a_good_score_has_a_threshold_and_a_random_one_has_none() -> None:
    random = np.random.default_rng(1)
    labels = random.random(2_000) < 0.3
    threshold = choose_threshold(labels + random.normal(0, 0.2, 2_000), labels, 0.8)
    assert threshold is not None
    assert 0.2 < threshold < 0.9
    assert choose_threshold(random.random(2_000), labels, 0.8) is None
    assert choose_threshold(np.arange(2_000), np.zeros(2_000), 0.1) is None


def test_the_first_failure_ends_the_search() -> None:
    """The top is bad, so that a good middle is not reached."""
    labels = np.concatenate([np.zeros(40), np.ones(400)])
    assert choose_threshold(-np.arange(440), labels, 0.5) is None
    assert choose_threshold(np.arange(440), labels, 0.5) is not None


def test_too_few_cases_have_no_threshold() -> None:
    assert choose_threshold([3, 2, 1], [1, 1, 1], 0.8) is None
    assert choose_threshold([], [], 0.8) is None
    assert choose_threshold(np.ones(100), np.ones(100), 0.8) == 1.0


def test_rare_violations_at_the_top_are_found() -> None:
    labels = np.arange(2_000) >= 1_970
    assert choose_threshold(np.arange(2_000), labels, 0.8) == 1_968  # 30 of 32


@pytest.mark.parametrize(
    ("scores", "labels", "target", "confidence", "words"),
    [
        ([1.0, 2.0], [1], 0.8, 0.95, "one label for each score"),
        ([1.0, float("nan")], [1, 0], 0.8, 0.95, "a score is missing"),
        ([1.0, 2.0], [1, -1], 0.8, 0.95, "neither true nor false"),
        ([1.0, 2.0], [1, 0], 1.0, 0.95, "the target is 1.0"),
        ([1.0, 2.0], [1, 0], 0.8, 95, "the confidence is 95"),
    ],
)
def test_bad_input(scores: list[float], labels: list[int], target: float, confidence: float, words: str) -> None:
    with pytest.raises(InputError, match=words):
        choose_threshold(scores, labels, target, confidence)


@given(st.lists(st.integers(0, 5)))
def test_one_value_of_each_unit(units: list[int]) -> None:
    places = first_of_each(units)
    assert [units[place] for place in places] == list(dict.fromkeys(units))


@pytest.mark.slow
@pytest.mark.parametrize(("size", "top"), [(1_500, 1_500), (200, 200), (1_500, 60)])
def test_thresholds_that_do_not_exist_are_found_in_no_more_than_one_of_twenty(size: int, top: int) -> None:
    """The precision is .64 among the `top` and .01 below, and no threshold reaches the target of .65."""
    random = np.random.default_rng(7)
    chances = np.where(np.arange(size) < top, 0.64, 0.01)
    found = sum(
        choose_threshold(-np.arange(size), random.random(size) < chances, 0.65, 0.95) is not None for _ in range(400)
    )
    assert 0 < found <= 0.05 * 400 + 2 * np.sqrt(400 * 0.05 * 0.95)
