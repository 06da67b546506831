"""A corpus has taught something only where its classifier surpasses what was known before."""

from dataclasses import dataclass

import numpy as np
import pytest

from agent.judges.embedded.classifier.model import Classifier, Prediction
from agent.judges.embedded.classifier.prior import Prior
from domain.evidence import Precedent

COUNT = 60
VIOLATING = np.arange(COUNT) % 2 == 0
VECTORS = np.zeros((COUNT, 2), dtype=np.float32)
TEXTS = [Precedent(id=f"p{n}", text=f"text {n}", violated=("A-1",) if n % 2 == 0 else ()) for n in range(COUNT)]
RIGHT, WRONG = np.where(VIOLATING, 0.9, 0.1), np.where(VIOLATING, 0.1, 0.9)
EVEN = np.full(COUNT, 0.5)


@dataclass(frozen=True)
class FixedClassifier(Classifier):
    probabilities: np.ndarray

    def predict(self, texts: object, vectors: object) -> Prediction:
        return Prediction(self.probabilities, {}, {})


def prior(probabilities: np.ndarray, seen: int = 0) -> Prior:
    known = {one.text for one in TEXTS[:seen]}
    classifier = FixedClassifier(None, None, None, 0.5, {}, probabilities)  # type: ignore[arg-type]
    return Prior(classifier, known.__contains__)


@pytest.mark.parametrize(
    ("held_out", "before", "surpassed"),
    [(RIGHT, EVEN, True), (EVEN, RIGHT, False), (RIGHT, RIGHT, False), (WRONG, EVEN, False)],
    ids=["better", "worse", "equal", "wrong"],
)
def test_better_than_the_prior_beyond_chance(held_out: np.ndarray, before: np.ndarray, surpassed: bool) -> None:
    assert prior(before).is_surpassed(held_out, TEXTS, [], VECTORS) is surpassed


def test_without_a_prior_classifier_the_share_of_violations_is_the_prior() -> None:
    assert Prior().is_surpassed(RIGHT, TEXTS, [], VECTORS)
    assert not Prior().is_surpassed(EVEN, TEXTS, [], VECTORS)


def test_prior_that_has_seen_most_texts_is_not_compared() -> None:
    assert prior(RIGHT, seen=40).is_surpassed(EVEN, TEXTS, [], VECTORS)
    assert not prior(RIGHT, seen=20).is_surpassed(EVEN, TEXTS, [], VECTORS)


def test_settled_cases_decide_where_there_are_enough() -> None:
    held_out = np.concatenate([WRONG[:20], RIGHT[20:]])
    assert prior(EVEN).is_surpassed(held_out, TEXTS[:20], TEXTS[20:], VECTORS)
    assert not prior(EVEN).is_surpassed(held_out, TEXTS[:30], TEXTS[30:], VECTORS)
