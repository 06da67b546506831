"""The predictions of a small classifier follow the formula."""

from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from agent.judges.embedded.classifier.features import Row, Vocabulary
from agent.judges.embedded.classifier.model import Classifier, ClassifierMismatch

TEXTS = ["buy now", "buy later", "sell now"]


@pytest.fixture
def classifier() -> Classifier:
    vocabulary = Vocabulary.fit(TEXTS)
    weights = np.random.default_rng(1).normal(size=(3, len(vocabulary) + 4)).astype(np.float32)
    return Classifier(vocabulary, weights, np.array([0.1, -0.2, 0.3]), 0.4, {"ADV-1": 0.25, "règle/ü": 0.125})


def test_vectors_of_another_embedder_are_refused(classifier: Classifier) -> None:
    with pytest.raises(ClassifierMismatch, match="with the embedder that the classifier was trained with"):
        classifier.predict(TEXTS, np.eye(3, 5, dtype=np.float32))


def test_probabilities_follow_the_formula(classifier: Classifier) -> None:
    """P(clause) = P(any violation) x P(clause | any violation), each the logistic of a linear score."""
    predicted = classifier.predict(["nothing known here: 7"], np.zeros((1, 4), dtype=np.float32))
    columns, values = classifier.vocabulary.transform("nothing known here: 7")
    scores = classifier.weights[:, columns] @ values + classifier.intercepts
    logistic = 1 / (1 + np.exp(-scores))
    np.testing.assert_allclose(predicted.any_violation, [logistic[0]])
    np.testing.assert_allclose(predicted.clauses["règle/ü"], [logistic[0] * logistic[2]])
    np.testing.assert_allclose(predicted.threshold_ratios["règle/ü"], [logistic[2] / 0.125])


@dataclass(frozen=True)
class CountingVocabulary(Vocabulary):
    read: list[str] = field(default_factory=list)

    def transform(self, text: str) -> Row:
        self.read.append(text)
        return super().transform(text)


def test_equal_texts_are_read_once_and_keep_their_own_vectors(classifier: Classifier) -> None:
    """A text of 200,000 characters that repeats itself has thousands of equal passages."""
    known = classifier.vocabulary
    counting = CountingVocabulary(known.words, known.characters)
    texts, vectors = ["buy now", "sell", "buy now"] * 100, np.eye(300, 4, dtype=np.float32)
    predicted = replace(classifier, vocabulary=counting).predict(texts, vectors)
    assert counting.read == ["buy now", "sell"]
    alone = [classifier.predict([text], vectors[n : n + 1]).any_violation[0] for n, text in enumerate(texts)]
    np.testing.assert_allclose(predicted.any_violation, alone)
