"""A fitted model: what precedents teach about a text, as calibrated probabilities that it breaks anything, and what."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agent.judges.classifier.features import Vocabulary
from domain.errors import OperationError

Floats = NDArray[np.float64]


class FittedError(OperationError):
    """The base of the family, for the edge to catch."""


class TooFewPrecedents(FittedError):
    """There is not enough to learn from; the message counts what there is."""


class FittedModelDamaged(FittedError):
    """The file of a fitted model is not what was saved."""


class FittedModelMismatch(FittedError):
    """Texts and vectors do not belong together, or the vectors are another embedder's."""


@dataclass(frozen=True)
class Prediction:
    """Calibrated probabilities, one a text: of anything being broken, and of each clause that could be fitted.

    `leads` is a clause's probability, given that anything is broken, over its threshold: from 1 on it is meant, and
    the highest of a text is meant first. So a rare clause can lead where its bare probability never would.
    """

    any_violation: Floats
    clauses: dict[str, Floats]
    leads: dict[str, Floats]


@dataclass(frozen=True)
class FittedModel:
    """One calibrated line for "anything at all" and one for each clause, given that something is broken.

    `weights` is (1 + clauses, terms + dimensions), `intercepts` (1 + clauses,). Clauses stand in the order of
    `clause_thresholds`. All thresholds were chosen out of fold, each for the best macro-F1 of its own question: was
    anything broken, and where something was, was it this clause.
    """

    vocabulary: Vocabulary
    weights: NDArray[np.float32]
    intercepts: Floats
    outcome_threshold: float
    clause_thresholds: dict[str, float]

    @property
    def dimensions(self) -> int:
        return int(self.weights.shape[1]) - len(self.vocabulary)

    def predict(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> Prediction:
        """`vectors` has a unit row for each text, from the embedder that the model was fitted with."""
        check_shape(texts, vectors, self.dimensions)
        scores = vectors @ self.weights[:, len(self.vocabulary) :].T + self.intercepts
        for number, text in enumerate(texts):
            columns, values = self.vocabulary.row(text)
            scores[number] += self.weights[:, columns] @ values
        broken, *which = sigmoid(scores).T
        shares = dict(zip(self.clause_thresholds, which, strict=True))
        clauses = {i: broken * share for i, share in shares.items()}
        return Prediction(broken, clauses, {i: share / self.clause_thresholds[i] for i, share in shares.items()})


def sigmoid(scores: Floats) -> Floats:
    """1 / (1 + exp(-x)), by the hyperbolic tangent, which does not overflow."""
    return (1 + np.tanh(scores / 2)) / 2


def check_shape(texts: Sequence[str], vectors: NDArray[np.float32], dimensions: int) -> None:
    if vectors.shape != (len(texts), dimensions):
        raise FittedModelMismatch(
            f"{len(texts)} texts need vectors of shape ({len(texts)}, {dimensions}), not {vectors.shape}: "
            "embed these texts with the embedder that the model was fitted with, or fit it again"
        )
