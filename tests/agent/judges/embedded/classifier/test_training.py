"""Training: what the classifier learns, what is refused, and how thresholds are chosen."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn.metrics import f1_score

from agent.judges.embedded.classifier.model import ClassifierMismatch, TooFewPrecedents
from agent.judges.embedded.classifier.training import best_threshold, fit
from domain.evidence import Precedent

CURES = ("cures your cough", "heals a fever", "ends the flu for good")
PILLS = ("slimming pill", "fat burner drops", "appetite patch")
DAYS = ("lovely walk", "new kettle", "my garden", "Sunday lunch")


def make_precedents(each: int) -> list[Precedent]:
    """`each` precedents that violate HLT-1, as many that violate WGT-1, three times as many that violate nothing."""
    lines = itertools.product(range(each), (("HLT-1", CURES), ("WGT-1", PILLS), *[("", DAYS)] * 3))
    return [
        Precedent(id=f"{n}", text=f"{texts[n % len(texts)]} number {row}", violated=(clause_id,) if clause_id else ())
        for n, (row, (clause_id, texts)) in enumerate(lines)
    ]


def random_vectors(count: int) -> NDArray[np.float32]:
    vectors = np.random.default_rng(0).normal(size=(count, 6))
    unit: NDArray[np.float32] = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return unit


def test_violations_of_new_texts_are_predicted() -> None:
    precedents = make_precedents(30)
    classifier = fit(precedents, random_vectors(len(precedents)))
    predicted = classifier.predict(["This cures a cough", "Slimming pill!", "A walk in my garden"], random_vectors(3))
    assert [p >= classifier.violation_threshold for p in predicted.any_violation] == [True, True, False]
    assert {i: [bool(ratio >= 1) for ratio in ratios[:2]] for i, ratios in predicted.threshold_ratios.items()} == {
        "HLT-1": [True, False],
        "WGT-1": [False, True],
    }


def test_training_twice_gives_the_same_classifier() -> None:
    precedents = make_precedents(20)
    first, second = (fit(precedents, random_vectors(len(precedents))) for _ in range(2))
    np.testing.assert_array_equal(first.weights, second.weights)
    np.testing.assert_array_equal(first.intercepts, second.intercepts)
    assert (first.violation_threshold, first.clause_thresholds) == (
        second.violation_threshold,
        second.clause_thresholds,
    )


def test_only_rule_has_almost_the_probability_of_any_violation() -> None:
    precedents = [p for p in make_precedents(40) if p.violated != ("WGT-1",)]
    classifier = fit(precedents, random_vectors(len(precedents)))
    predicted = classifier.predict(["It cures you", "A new kettle"], random_vectors(2))
    np.testing.assert_allclose(predicted.clauses["HLT-1"], predicted.any_violation * 41 / 42)
    np.testing.assert_allclose(predicted.threshold_ratios["HLT-1"], [2, 2])


def test_clause_with_too_few_precedents_is_not_trained() -> None:
    precedents = [
        *make_precedents(25),
        *[Precedent(id=f"rare-{n}", text="win a prize", violated=("GIV-1",)) for n in range(19)],
    ]
    assert list(fit(precedents, random_vectors(len(precedents))).clause_thresholds) == ["HLT-1", "WGT-1"]


def test_too_few_precedents_are_refused_with_their_counts() -> None:
    precedents = [p for p in make_precedents(20) if p.violated != ("WGT-1",)][1:]
    with pytest.raises(TooFewPrecedents, match=r"at least 20 .* there are 19 and 60: label more cases"):
        fit(precedents, random_vectors(len(precedents)))


def test_no_precedents_are_refused() -> None:
    with pytest.raises(TooFewPrecedents, match="there are 0 and 0"):
        fit([], random_vectors(0))


def test_wrong_number_of_vectors_is_refused() -> None:
    with pytest.raises(ClassifierMismatch, match=r"100 texts need vectors of shape \(100, 6\), not \(99, 6\)"):
        fit(make_precedents(20), random_vectors(99))


def test_texts_without_shared_words_are_classified_by_their_vectors() -> None:
    """The vocabulary is empty, because no two texts share a character."""
    precedents = [Precedent(id=str(n), text=chr(0x4E00 + n), violated=("A-1",) if n % 2 else ()) for n in range(60)]
    vectors = np.array([[n % 2, 1 - n % 2] for n in range(60)], dtype=np.float32)
    predicted = fit(precedents, vectors).predict(["?", "!"], vectors[:2])
    assert predicted.any_violation[0] < 0.2 < 0.8 < predicted.any_violation[1]


def test_threshold_is_midway_in_the_best_gap() -> None:
    assert best_threshold(np.array([0.9, 0.2, 0.7, 0.3]), np.array([True, False, True, False])) == 0.5


@given(st.lists(st.tuples(st.sampled_from([0.1, 0.2, 0.4, 0.7, 0.9]), st.booleans()), min_size=2, max_size=12))
def test_no_other_threshold_has_a_better_macro_f1(pairs: list[tuple[float, bool]]) -> None:
    probabilities, labels = np.array([p for p, _ in pairs]), np.array([t for _, t in pairs])
    best = macro_f1(probabilities >= best_threshold(probabilities, labels), labels)
    assert best >= max(macro_f1(probabilities >= threshold, labels) for threshold in probabilities) - 1e-12


def macro_f1(predicted: NDArray[np.bool_], labels: NDArray[np.bool_]) -> float:
    return float(f1_score(labels, predicted, average="macro", labels=[True, False], zero_division=0.0))
