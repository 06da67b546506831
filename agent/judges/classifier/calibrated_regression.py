"""A calibrated line: a logistic regression whose log-odds were set right on precedents that it had not seen."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agent.judges.classifier.model import Floats, sigmoid

SEED = 7
OUTCOME_C = 2.0
CLAUSE_C = 1.0
SMOOTHING = 0.3

Matrix = Any  # scipy.sparse.csr_array
Truth = NDArray[np.bool_]
Scale = Callable[[Matrix, Truth], Floats]  # what each column is multiplied by before the regression sees it


@dataclass(frozen=True)
class Line:
    """A calibrated logistic regression, and the probability it gave each precedent while that one was held out."""

    weights: Floats
    intercept: float
    held_out: Floats


@dataclass(frozen=True)
class Trainer:
    """`matrix` has a row for each precedent, of terms and then its vector; `folds` says which fold holds it out."""

    matrix: Matrix
    folds: NDArray[np.int64]
    terms: int

    def outcome(self, broken: Truth) -> Line:
        return self._line(broken, np.ones_like(broken), self._log_ratios, OUTCOME_C)

    def clause(self, broke: Truth, broken: Truth, minimum: int) -> Line:
        """Given that something was broken: was it this? Where hardly anything else was, the share answers."""
        if np.count_nonzero(broken & ~broke) < minimum:
            share = (np.count_nonzero(broke) + 1) / (np.count_nonzero(broken) + 2)
            return Line(np.zeros(self.matrix.shape[1]), float(np.log(share / (1 - share))), np.full(len(broke), share))
        return self._line(broke, broken, _as_they_are, CLAUSE_C)

    def _line(self, truth: Truth, among: Truth, scale: Scale, c: float) -> Line:
        scores = np.zeros(len(truth))
        for fold in np.unique(self.folds):
            held = self.folds == fold
            weights, intercept = _logistic(self.matrix, truth, among & ~held, scale, c)
            scores[held] = self.matrix[held] @ weights + intercept
        slope, offset = _platt(scores[among], truth[among])
        weights, intercept = _logistic(self.matrix, truth, among, scale, c)
        return Line(slope * weights, slope * intercept + offset, sigmoid(slope * scores + offset))

    def _log_ratios(self, matrix: Matrix, truth: Truth) -> Floats:
        """A term counts by how much likelier it is in one class (Wang and Manning 2012, "Baselines and Bigrams")."""
        broken, kept = (SMOOTHING + matrix[side, : self.terms].sum(axis=0) for side in (truth, ~truth))
        ratios = np.abs(np.log(broken / broken.sum()) - np.log(kept / kept.sum()))
        return np.concatenate([ratios, np.ones(matrix.shape[1] - self.terms)])


def best_threshold(probabilities: Floats, truth: Truth) -> float:
    """The cut, midway between two neighbouring probabilities, from which on "true" has the best macro-F1."""
    order = np.argsort(-probabilities, kind="stable")
    ranked, hits = probabilities[order], np.cumsum(truth[order])
    said, total, count = np.arange(1, len(truth) + 1), np.count_nonzero(truth), len(truth)
    true_f1 = 2 * hits / (said + total)
    false_f1 = 2 * (count - said - total + hits) / np.maximum(2 * count - said - total, 1)
    best = int(np.argmax(np.where(np.diff(ranked, append=-1.0) < 0, true_f1 + false_f1, -1)))
    return float((ranked[best] + (ranked[best + 1] if best + 1 < count else 0)) / 2)


def _as_they_are(matrix: Matrix, _: Truth) -> Floats:
    return np.ones(matrix.shape[1])


def _logistic(matrix: Matrix, truth: Truth, among: Truth, scale: Scale, c: float) -> tuple[Floats, float]:
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    rows, labels = matrix[among], truth[among]
    factors = scale(rows, labels)
    rows.data *= factors[rows.indices]
    weights = np.where(labels, np.sqrt(np.count_nonzero(~labels) / np.count_nonzero(labels)), 1)
    with threadpool_limits(1):  # on vectors this short threads cost time, and their number would change the last digits
        model = LogisticRegression(C=c, solver="liblinear", random_state=SEED).fit(rows, labels, sample_weight=weights)
    return model.coef_[0] * factors, float(model.intercept_[0])


def _platt(scores: Floats, truth: Truth) -> tuple[float, float]:
    """Slope and offset that make the scores' log-odds true to what happened (Platt 1999); the penalty of C = 1 is
    felt only where precedents are few and would else make it too sure of itself."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1.0).fit(scores[:, None], truth)
    return float(model.coef_[0, 0]), float(model.intercept_[0])
