"""Which class a vector belongs to, by linear discriminant analysis: exact, so it needs no training."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from retrieval.embedder import Vectors

Scores = NDArray[np.float32]

SMALLEST_VARIANCE = 1e-6  # where all vectors of a class are equal


@dataclass(frozen=True)
class Discriminant:
    """`weights` (dimensions, classes) and `offsets` (classes,). The classes share one covariance and are equally
    frequent."""

    weights: Vectors
    offsets: Scores

    @classmethod
    def fit(cls, vectors: Vectors, labels: NDArray[np.intp], classes: int) -> "Discriminant":
        """`vectors` (n, dimensions) with their classes `labels` (n,), each of which has a vector at least. The fewer
        the vectors, the more the covariance is shrunk towards one that is equal in all directions (Ledoit and Wolf
        2004): a few examples of each class count by their means alone."""
        rows = vectors.astype(np.float64)
        means = np.zeros((classes, rows.shape[1]))
        np.add.at(means, labels, rows)
        means /= np.bincount(labels, minlength=classes)[:, None]
        covariance = _covariance(rows - means[labels], len(rows) - classes)
        weights = np.linalg.solve(covariance, means.T)
        return cls(weights.astype(np.float32), (-0.5 * (means.T * weights).sum(axis=0)).astype(np.float32))

    @cached_property
    def spread(self) -> float:
        """How far the scores of a unit vector by chance are from their mean: the root mean square of a weight. One for
        a single class."""
        return float((self.weights - self.weights.mean(axis=1, keepdims=True)).std()) or 1.0

    def scores(self, vectors: Vectors) -> Scores:
        """(n, classes): log-likelihoods for vectors (n, dimensions), up to a constant for each vector."""
        scores: Scores = vectors @ self.weights + self.offsets
        return scores


def _covariance(spread: NDArray[np.float64], spare: int) -> NDArray[np.float64]:
    """(dimensions, dimensions) for vectors (n, dimensions) around the means of their classes, `spare` more vectors than
    classes; equal in all directions where there are none. As `sklearn.covariance.ledoit_wolf`, which takes longer to
    import than this to calculate."""
    n, equal = len(spread), np.eye(spread.shape[1])
    if spare <= 0:
        return equal
    sample = spread.T @ spread / n
    equal *= np.trace(sample) / len(sample)
    distance = ((sample - equal) ** 2).sum()
    error = (((spread**2).sum(axis=1) ** 2).sum() / n - (sample**2).sum()) / n
    shrinkage = min(error / distance, 1.0) if distance > 0 else 0.0
    covariance: NDArray[np.float64] = ((1 - shrinkage) * sample + shrinkage * equal) * n / spare
    return covariance + SMALLEST_VARIANCE * np.eye(len(covariance))
