"""Thresholds: the cut that is best for both answers alike."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn.metrics import f1_score

from agent.judges.classifier.calibrated_regression import best_threshold


def test_the_threshold_falls_midway_in_the_best_gap() -> None:
    assert best_threshold(np.array([0.9, 0.2, 0.7, 0.3]), np.array([True, False, True, False])) == 0.5


@given(st.lists(st.tuples(st.sampled_from([0.1, 0.2, 0.4, 0.7, 0.9]), st.booleans()), min_size=2, max_size=12))
def test_no_other_cut_is_better(pairs: list[tuple[float, bool]]) -> None:
    probabilities, truth = np.array([p for p, _ in pairs]), np.array([t for _, t in pairs])
    best = macro_f1(probabilities >= best_threshold(probabilities, truth), truth)
    assert best >= max(macro_f1(probabilities >= cut, truth) for cut in probabilities) - 1e-12


def macro_f1(said: NDArray[np.bool_], truth: NDArray[np.bool_]) -> float:
    return float(f1_score(truth, said, average="macro", labels=[True, False], zero_division=0.0))
