"""Which class a vector belongs to, by linear discriminant analysis: exact, so it needs no training."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.embedder import Vectors

Scores = NDArray[np.float32]

SHRINKAGE = 0.1  # of the covariance towards one that is equal in all directions (Friedman 1989)


@dataclass(frozen=True)
class Discriminant:
    """`weights` (dimensions, classes) and `offsets` (classes,). The classes share one covariance and are equally
    frequent."""

    weights: Vectors
    offsets: Scores

    @classmethod
    def fit(cls, vectors: Vectors, labels: NDArray[np.intp], classes: int) -> "Discriminant":
        """`vectors` (n, dimensions) with their classes `labels` (n,), each of which has a vector at least."""
        rows = vectors.astype(np.float64)
        means = np.zeros((classes, rows.shape[1]))
        np.add.at(means, labels, rows)
        means /= np.bincount(labels, minlength=classes)[:, None]
        spread = rows - means[labels]
        covariance = spread.T @ spread / len(rows)
        variance = max(float(np.trace(covariance)) / len(covariance), 1e-6)
        covariance = (1 - SHRINKAGE) * covariance + SHRINKAGE * variance * np.eye(len(covariance))
        weights = np.linalg.solve(covariance, means.T)
        return cls(weights.astype(np.float32), (-0.5 * (means.T * weights).sum(axis=0)).astype(np.float32))

    def scores(self, vectors: Vectors) -> Scores:
        """(n, classes): log-likelihoods for vectors (n, dimensions), up to a constant for each vector."""
        scores: Scores = vectors @ self.weights + self.offsets
        return scores
