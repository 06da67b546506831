"""How likely a case is to break anything, on a model whose words weigh what we say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.judges.base import CaseSegment
from agent.judges.classifier.features import Vocabulary
from agent.judges.classifier.model import FittedModel
from agent.judges.violation_scoring import FAR, HARMLESS, NEAR, breach, log_odds, tempered

VOCABULARY = Vocabulary.learn(["sun", "rain"])
WEIGHTS = np.concatenate([np.zeros(len(VOCABULARY)), [4.0, 0.0]])[None].astype(np.float32)
MODEL = FittedModel(VOCABULARY, WEIGHTS, np.array([-2.0]), 0.5, {})
BAD, GOOD = [1.0, 0.0], [0.0, 1.0]


def chance(*vectors: list[float]) -> float:
    """Of segments of five characters each, whose first coordinate is what the model minds."""
    segments = [CaseSegment("i", 6 * n, 6 * n + 5, "words") for n in range(len(vectors))]
    rows = np.array(vectors, dtype=np.float32)
    return breach(MODEL, segments, rows, MODEL.predict(["words"] * len(rows), rows)).probability


def test_of_one_line_it_is_the_line_s_own() -> None:
    np.testing.assert_allclose([chance(BAD), chance(GOOD)], [1 / (1 + np.exp(-2)), 1 / (1 + np.exp(2))], rtol=1e-5)


def test_a_bad_line_is_heard_in_a_long_text_and_less_than_alone() -> None:
    assert chance(GOOD) < chance(*[GOOD] * 20, BAD, *[GOOD] * 20) < chance(BAD)
    assert chance(*[GOOD] * 9, BAD) == chance(*[GOOD] * 30, BAD)


@given(st.lists(st.sampled_from([BAD, GOOD]), min_size=1, max_size=12), st.integers(0, 11))
def test_a_worse_line_never_makes_it_less_likely(lines: list[list[float]], at: int) -> None:
    worse = list(lines)
    worse[at % len(worse)] = BAD
    assert 0 < chance(*lines) <= chance(*worse) + 1e-6 < 1


@given(st.lists(st.floats(0, 1), min_size=1))
def test_log_odds_are_finite_and_rise(probabilities: list[float]) -> None:
    odds = log_odds(np.array(sorted(probabilities)))
    assert np.isfinite(odds).all()
    assert (np.diff(odds) >= 0).all()


@given(st.floats(0, 1), st.floats(-1, 2))
def test_what_resembles_nothing_is_taken_for_harmless(probability: float, nearness: float) -> None:
    assert tempered(probability, FAR) == pytest.approx(HARMLESS)
    assert tempered(probability, NEAR) == pytest.approx(probability, abs=1e-5)
    low, high = sorted((HARMLESS, probability))
    assert low - 1e-5 <= tempered(probability, nearness) <= high + 1e-5
