"""Fits a model to precedents: logistic regressions, calibrated and given their thresholds on held-out folds."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.evidence import Precedent
from judges.fitted import FittedModel, Floats, TooFewPrecedents, check_shape, sigmoid
from judges.fitted_features import Vocabulary

MINIMUM = 20  # fewer of a kind leave the held-out folds without enough to calibrate on
FOLDS = 5
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
        for fold in range(FOLDS):
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


def fit(precedents: Sequence[Precedent], vectors: NDArray[np.float32], *, minimum: int = MINIMUM) -> FittedModel:
    """`vectors` has a unit row for each precedent. A clause is fitted where at least `minimum` precedents broke it.

    Raises TooFewPrecedents where fewer than `minimum` broke something or fewer than `minimum` broke nothing.
    """
    broken = np.array([bool(p.violated) for p in precedents], dtype=np.bool_)
    _check_enough(broken, minimum)
    texts = [p.text for p in precedents]
    check_shape(texts, vectors, vectors.shape[-1])
    vocabulary = Vocabulary.learn(texts)
    trainer = Trainer(_matrix(vocabulary, texts, vectors), _folds(precedents), len(vocabulary))
    outcome = trainer.outcome(broken)
    broke = {i: np.array([i in p.violated for p in precedents]) for i in _learnable(precedents, minimum)}
    clauses = {i: trainer.clause(truth, broken, minimum) for i, truth in broke.items()}
    lines = [outcome, *clauses.values()]
    return FittedModel(
        vocabulary=vocabulary,
        weights=np.array([line.weights for line in lines], dtype=np.float32),
        intercepts=np.array([line.intercept for line in lines]),
        outcome_threshold=best_threshold(outcome.held_out, broken),
        clause_thresholds={i: best_threshold(clauses[i].held_out[broken], broke[i][broken]) for i in clauses},
    )


def best_threshold(probabilities: Floats, truth: Truth) -> float:
    """The cut, midway between two neighbouring probabilities, from which on "true" has the best macro-F1."""
    order = np.argsort(-probabilities, kind="stable")
    ranked, hits = probabilities[order], np.cumsum(truth[order])
    said, total, count = np.arange(1, len(truth) + 1), np.count_nonzero(truth), len(truth)
    true_f1 = 2 * hits / (said + total)
    false_f1 = 2 * (count - said - total + hits) / np.maximum(2 * count - said - total, 1)
    best = int(np.argmax(np.where(np.diff(ranked, append=-1.0) < 0, true_f1 + false_f1, -1)))
    return float((ranked[best] + (ranked[best + 1] if best + 1 < count else 0)) / 2)


def _check_enough(broken: Truth, minimum: int) -> None:
    guilty = int(np.count_nonzero(broken))
    if min(guilty, len(broken) - guilty) < minimum:
        raise TooFewPrecedents(
            f"fitting needs at least {minimum} precedents that broke a clause and {minimum} that broke none; "
            f"here are {guilty} and {len(broken) - guilty}: label more cases, or judge without a fitted model"
        )


def _learnable(precedents: Sequence[Precedent], minimum: int) -> list[str]:
    counted = Counter(clause_id for p in precedents for clause_id in set(p.violated))
    return sorted(clause_id for clause_id, count in counted.items() if count >= minimum)


def _folds(precedents: Sequence[Precedent]) -> NDArray[np.int64]:
    """Dealt out in turn, precedents of the same clauses after one another, so that each fold has its share of all."""
    shuffled = np.random.default_rng(SEED).permutation(len(precedents))
    ordered = sorted(shuffled, key=lambda row: sorted(precedents[row].violated))
    folds = np.empty(len(precedents), dtype=np.int64)
    folds[ordered] = np.arange(len(precedents)) % FOLDS
    return folds


def _matrix(vocabulary: Vocabulary, texts: Sequence[str], vectors: NDArray[np.float32]) -> Matrix:
    from scipy.sparse import csr_array, hstack  # type: ignore[import-untyped]

    rows = [vocabulary.row(text) for text in texts]
    starts = np.cumsum([0, *(len(columns) for columns, _ in rows)], dtype=np.int32)  # liblinear takes no int64
    columns = np.concatenate([columns for columns, _ in rows], dtype=np.int32)
    values = np.concatenate([values for _, values in rows])
    terms = csr_array((values, columns, starts), shape=(len(texts), len(vocabulary)))
    return hstack([terms, csr_array(vectors)], format="csr", dtype=np.float64)


def _as_they_are(matrix: Matrix, _: Truth) -> Floats:
    return np.ones(matrix.shape[1])


def _logistic(matrix: Matrix, truth: Truth, among: Truth, scale: Scale, c: float) -> tuple[Floats, float]:
    from sklearn.linear_model import LogisticRegression

    rows, labels = matrix[among], truth[among]
    factors = scale(rows, labels)
    rows.data *= factors[rows.indices]
    weights = np.where(labels, np.sqrt(np.count_nonzero(~labels) / np.count_nonzero(labels)), 1)
    model = LogisticRegression(C=c, solver="liblinear", random_state=SEED).fit(rows, labels, sample_weight=weights)
    return model.coef_[0] * factors, float(model.intercept_[0])


def _platt(scores: Floats, truth: Truth) -> tuple[float, float]:
    """Slope and offset that make the scores' log-odds true to what happened (Platt 1999)."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1e6).fit(scores[:, None], truth)
    return float(model.coef_[0, 0]), float(model.intercept_[0])
