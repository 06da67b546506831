"""The trained classifier: calibrated probabilities that a text violates anything, and each clause."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from agent.judges.embedded.classifier.features import Vocabulary
from domain.errors import OperationError

FloatArray = NDArray[np.float64]


class ClassifierError(OperationError):
    """The base of the classifier's errors."""


class TooFewPrecedents(ClassifierError):
    """There are too few precedents to train on; the message gives the counts."""


class ClassifierFileDamaged(ClassifierError):
    """The file is not what `save_classifier` wrote."""


class ClassifierMismatch(ClassifierError):
    """The number of vectors differs from that of texts, or the vectors come from another embedder."""


@dataclass(frozen=True)
class Prediction:
    """Calibrated probabilities, each (texts,).

    `any_violation`: of any violation. `clauses`: of a violation of each trained clause, by clause id.
    `threshold_ratios`: for each clause, the probability of its violation given any violation, divided by the clause's
    threshold. From 1 on the clause is predicted, and the highest ratio of a text comes first. So a rare clause can
    come first although its probability is low.
    """

    any_violation: FloatArray
    clauses: dict[str, FloatArray]
    threshold_ratios: dict[str, FloatArray]


class Predictor(Protocol):
    """What reads texts: a classifier."""

    @property
    def violation_threshold(self) -> float: ...

    def predict(self, texts: Sequence[str], vectors: NDArray[np.float32], /) -> Prediction: ...


@dataclass(frozen=True)
class Classifier:
    """One calibrated regression for any violation, and one for each clause given any violation.

    `weights`: (1 + clauses, terms + dimensions). `intercepts`: (1 + clauses,). The clauses are in the order of
    `clause_thresholds`. Each threshold was chosen on held-out folds for the best macro-F1 of its question: is anything
    violated, and if so, is this clause.
    """

    vocabulary: Vocabulary
    weights: NDArray[np.float32]
    intercepts: FloatArray
    violation_threshold: float
    clause_thresholds: dict[str, float]

    @property
    def dimensions(self) -> int:
        return int(self.weights.shape[1]) - len(self.vocabulary)

    def predict(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> Prediction:
        """`vectors`: (texts, dimensions), unit rows from the embedder that the classifier was trained with. Equal texts
        are read once: hostile posts repeat themselves."""
        check_shape(texts, vectors, self.dimensions)
        of_text = {text: self._text_scores(text) for text in dict.fromkeys(texts)}
        scores = vectors @ self.weights[:, len(self.vocabulary) :].T + self.intercepts
        for number, text in enumerate(texts):
            scores[number] += of_text[text]
        any_violation, *conditional = sigmoid(scores).T
        shares = dict(zip(self.clause_thresholds, conditional, strict=True))
        return Prediction(
            any_violation,
            {clause: any_violation * share for clause, share in shares.items()},
            {clause: share / self.clause_thresholds[clause] for clause, share in shares.items()},
        )

    def _text_scores(self, text: str) -> NDArray[np.float32]:
        """(1 + clauses,): what the words and characters add to the score of each question."""
        columns, values = self.vocabulary.transform(text)
        scores: NDArray[np.float32] = self.weights[:, columns] @ values
        return scores


def sigmoid(scores: FloatArray) -> FloatArray:
    """1 / (1 + exp(-x)), by the hyperbolic tangent, which does not overflow."""
    return (1 + np.tanh(scores / 2)) / 2


def check_shape(texts: Sequence[str], vectors: NDArray[np.float32], dimensions: int) -> None:
    if vectors.shape != (len(texts), dimensions):
        raise ClassifierMismatch(
            f"{len(texts)} texts need vectors of shape ({len(texts)}, {dimensions}), not {vectors.shape}: "
            "embed these texts with the embedder that the classifier was trained with, or train it again"
        )
