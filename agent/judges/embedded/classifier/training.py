"""Trains the classifier on precedents: logistic regressions, calibrated and given thresholds on held-out folds."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agent.judges.embedded.classifier.features import Vocabulary
from agent.judges.embedded.classifier.model import Classifier, FloatArray, TooFewPrecedents, check_shape, sigmoid
from domain.evidence import Precedent

SEED = 7
FOLDS = 5
MIN_PRECEDENTS = 20  # fewer of a kind leave the held-out folds too little to calibrate on
VIOLATION_C = 2.0  # inverse regularisation strength
CLAUSE_C = 1.0
SMOOTHING = 0.3

Matrix = Any  # scipy.sparse.csr_array
BoolArray = NDArray[np.bool_]
ColumnScale = Callable[[Matrix, BoolArray], FloatArray]  # a factor for each column, from the training rows


@dataclass(frozen=True)
class CalibratedRegression:
    """A logistic regression whose log-odds were calibrated on precedents that it had not seen. `weights`: (columns,).
    `held_out_probabilities`: (precedents,), each from a regression trained without that precedent."""

    weights: FloatArray
    intercept: float
    held_out_probabilities: FloatArray


@dataclass(frozen=True)
class Trainer:
    """`matrix`: (precedents, terms + dimensions), the terms first. `folds`: (precedents,), the fold that holds each
    precedent out."""

    matrix: Matrix
    folds: NDArray[np.int64]
    terms: int

    def fit_violation(self, violating: BoolArray) -> CalibratedRegression:
        return self._fit(violating, np.ones_like(violating), self._log_count_ratios, VIOLATION_C)

    def fit_clause(self, violates_clause: BoolArray, violating: BoolArray, min_precedents: int) -> CalibratedRegression:
        """Trained on violating precedents only. Where almost all of them violate this clause, it is a constant."""
        if np.count_nonzero(violating & ~violates_clause) < min_precedents:
            share = (np.count_nonzero(violates_clause) + 1) / (np.count_nonzero(violating) + 2)
            return CalibratedRegression(
                np.zeros(self.matrix.shape[1]), float(np.log(share / (1 - share))), np.full(len(violating), share)
            )
        return self._fit(violates_clause, violating, _unscaled, CLAUSE_C)

    def _fit(self, labels: BoolArray, among: BoolArray, scale: ColumnScale, c: float) -> CalibratedRegression:
        scores = np.zeros(len(labels))
        for fold in np.unique(self.folds):
            held_out = self.folds == fold
            weights, intercept = _logistic(self.matrix, labels, among & ~held_out, scale, c)
            scores[held_out] = self.matrix[held_out] @ weights + intercept
        slope, offset = _platt(scores[among], labels[among])
        weights, intercept = _logistic(self.matrix, labels, among, scale, c)
        return CalibratedRegression(slope * weights, slope * intercept + offset, sigmoid(slope * scores + offset))

    def _log_count_ratios(self, matrix: Matrix, labels: BoolArray) -> FloatArray:
        """A term counts by how much likelier it is in one class (Wang and Manning 2012, "Baselines and Bigrams")."""
        positive, negative = (SMOOTHING + matrix[side, : self.terms].sum(axis=0) for side in (labels, ~labels))
        ratios = np.abs(np.log(positive / positive.sum()) - np.log(negative / negative.sum()))
        return np.concatenate([ratios, np.ones(matrix.shape[1] - self.terms)])


def fit(
    precedents: Sequence[Precedent],
    vectors: NDArray[np.float32],
    *,
    min_precedents: int = MIN_PRECEDENTS,
    clauses: Collection[str] | None = None,
) -> Classifier:
    """The classifier of `fit_held_out`."""
    return fit_held_out(precedents, vectors, min_precedents=min_precedents, clauses=clauses)[0]


def fit_held_out(
    precedents: Sequence[Precedent],
    vectors: NDArray[np.float32],
    *,
    min_precedents: int = MIN_PRECEDENTS,
    clauses: Collection[str] | None = None,
) -> tuple[Classifier, FloatArray]:
    """With (precedents,): the probability of any violation of each precedent by a regression that had not seen it.

    `vectors`: (precedents, dimensions), unit rows. A clause is trained where at least `min_precedents` precedents
    violate it and, where `clauses` is given, only if it is among them.

    Raises `TooFewPrecedents` where fewer than `min_precedents` violate something or fewer violate nothing.
    """
    violating = np.array([bool(p.violated) for p in precedents], dtype=np.bool_)
    _check_enough(violating, min_precedents)
    texts = [p.text for p in precedents]
    check_shape(texts, vectors, vectors.shape[-1])
    vocabulary = Vocabulary.fit(texts)
    trainer = Trainer(_matrix(vocabulary, texts, vectors), _folds(precedents), len(vocabulary))
    violation = trainer.fit_violation(violating)
    trained = [name for name in trainable_clauses(precedents, min_precedents) if clauses is None or name in clauses]
    labels = {name: np.array([name in p.violated for p in precedents]) for name in trained}
    by_clause = {name: trainer.fit_clause(labels[name], violating, min_precedents) for name in trained}
    regressions = [violation, *by_clause.values()]
    classifier = Classifier(
        vocabulary=vocabulary,
        weights=np.array([regression.weights for regression in regressions], dtype=np.float32),
        intercepts=np.array([regression.intercept for regression in regressions]),
        violation_threshold=best_threshold(violation.held_out_probabilities, violating),
        clause_thresholds={
            name: best_threshold(regression.held_out_probabilities[violating], labels[name][violating])
            for name, regression in by_clause.items()
        },
    )
    return classifier, violation.held_out_probabilities


def trainable_clauses(precedents: Sequence[Precedent], min_precedents: int = MIN_PRECEDENTS) -> list[str]:
    """The clauses that enough precedents violate, in alphabetical order."""
    counts = Counter(clause_id for precedent in precedents for clause_id in set(precedent.violated))
    return sorted(clause_id for clause_id, count in counts.items() if count >= min_precedents)


def best_threshold(probabilities: FloatArray, labels: BoolArray) -> float:
    """The threshold with the best macro-F1, midway between two neighbouring probabilities."""
    order = np.argsort(-probabilities, kind="stable")
    ranked, hits = probabilities[order], np.cumsum(labels[order])
    predicted, total, count = np.arange(1, len(labels) + 1), np.count_nonzero(labels), len(labels)
    true_f1 = 2 * hits / (predicted + total)
    false_f1 = 2 * (count - predicted - total + hits) / np.maximum(2 * count - predicted - total, 1)
    best = int(np.argmax(np.where(np.diff(ranked, append=-1.0) < 0, true_f1 + false_f1, -1)))
    return float((ranked[best] + (ranked[best + 1] if best + 1 < count else 0)) / 2)


def _check_enough(violating: BoolArray, min_precedents: int) -> None:
    count = int(np.count_nonzero(violating))
    if min(count, len(violating) - count) < min_precedents:
        raise TooFewPrecedents(
            f"training needs at least {min_precedents} precedents that violate a clause and {min_precedents} that "
            f"violate none, but there are {count} and {len(violating) - count}: label more cases, or judge without a "
            "classifier"
        )


def _folds(precedents: Sequence[Precedent]) -> NDArray[np.int64]:
    """Assigned in turn after sorting by violated clauses, so that each fold has its share of every clause."""
    shuffled = np.random.default_rng(SEED).permutation(len(precedents))
    ordered = sorted(shuffled, key=lambda row: sorted(precedents[row].violated))
    folds = np.empty(len(precedents), dtype=np.int64)
    folds[ordered] = np.arange(len(precedents)) % FOLDS
    return folds


def _matrix(vocabulary: Vocabulary, texts: Sequence[str], vectors: NDArray[np.float32]) -> Matrix:
    from scipy.sparse import csr_array, hstack

    rows = [vocabulary.transform(text) for text in texts]
    starts = np.cumsum([0, *(len(columns) for columns, _ in rows)], dtype=np.int32)  # liblinear takes no int64
    columns = np.concatenate([columns for columns, _ in rows], dtype=np.int32)
    values = np.concatenate([values for _, values in rows])
    terms = csr_array((values, columns, starts), shape=(len(texts), len(vocabulary)))
    return hstack([terms, csr_array(vectors)], format="csr", dtype=np.float64)


def _unscaled(matrix: Matrix, _: BoolArray) -> FloatArray:
    return np.ones(matrix.shape[1])


def _logistic(
    matrix: Matrix, labels: BoolArray, among: BoolArray, scale: ColumnScale, c: float
) -> tuple[FloatArray, float]:
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    rows, truth = matrix[among], labels[among]
    factors = scale(rows, truth)
    rows.data *= factors[rows.indices]
    weights = np.where(truth, np.sqrt(np.count_nonzero(~truth) / np.count_nonzero(truth)), 1)
    with threadpool_limits(1):  # vectors are short: threads cost time, and their number changes the last digits
        model = LogisticRegression(C=c, solver="liblinear", random_state=SEED).fit(rows, truth, sample_weight=weights)
    return model.coef_[0] * factors, float(model.intercept_[0])


def _platt(scores: FloatArray, labels: BoolArray) -> tuple[float, float]:
    """Slope and offset that calibrate the scores' log-odds (Platt 1999). The penalty of C = 1 matters only where
    precedents are few, and keeps the result from being too sure."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1.0).fit(scores[:, None], labels)
    return float(model.coef_[0, 0]), float(model.intercept_[0])
