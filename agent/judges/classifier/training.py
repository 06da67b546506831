"""Fits a model to precedents: logistic regressions, calibrated and given their thresholds on held-out folds."""

from collections import Counter
from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from agent.judges.classifier.calibrated_regression import SEED, Matrix, Trainer, Truth, best_threshold
from agent.judges.classifier.features import Vocabulary
from agent.judges.classifier.model import FittedModel, TooFewPrecedents, check_shape
from domain.evidence import Precedent

MINIMUM = 20  # fewer of a kind leave the held-out folds without enough to calibrate on
FOLDS = 5


def fit(
    precedents: Sequence[Precedent],
    vectors: NDArray[np.float32],
    *,
    minimum: int = MINIMUM,
    clauses: Collection[str] | None = None,
) -> FittedModel:
    """`vectors` has a unit row for each precedent. A clause is fitted where at least `minimum` precedents broke it,
    and only those among `clauses` where they are named.

    Raises TooFewPrecedents where fewer than `minimum` broke something or fewer than `minimum` broke nothing.
    """
    broken = np.array([bool(p.violated) for p in precedents], dtype=np.bool_)
    _check_enough(broken, minimum)
    texts = [p.text for p in precedents]
    check_shape(texts, vectors, vectors.shape[-1])
    vocabulary = Vocabulary.learn(texts)
    trainer = Trainer(_matrix(vocabulary, texts, vectors), _folds(precedents), len(vocabulary))
    outcome = trainer.outcome(broken)
    broke = {i: np.array([i in p.violated for p in precedents]) for i in learnable(precedents, minimum)}
    fitted = {i: trainer.clause(t, broken, minimum) for i, t in broke.items() if clauses is None or i in clauses}
    lines = [outcome, *fitted.values()]
    return FittedModel(
        vocabulary=vocabulary,
        weights=np.array([line.weights for line in lines], dtype=np.float32),
        intercepts=np.array([line.intercept for line in lines]),
        outcome_threshold=best_threshold(outcome.held_out, broken),
        clause_thresholds={i: best_threshold(fitted[i].held_out[broken], broke[i][broken]) for i in fitted},
    )


def _check_enough(broken: Truth, minimum: int) -> None:
    guilty = int(np.count_nonzero(broken))
    if min(guilty, len(broken) - guilty) < minimum:
        raise TooFewPrecedents(
            f"fitting needs at least {minimum} precedents that broke a clause and {minimum} that broke none; "
            f"here are {guilty} and {len(broken) - guilty}: label more cases, or judge without a fitted model"
        )


def learnable(precedents: Sequence[Precedent], minimum: int = MINIMUM) -> list[str]:
    """The clauses that enough precedents broke, in order."""
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
