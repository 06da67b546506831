"""Weighted polynomials on both sides of a threshold, and the jump between them."""

from dataclasses import dataclass

import numpy as np

from insights.experiments.rows import Floats, Objects


@dataclass(frozen=True)
class Jump:
    """Right less left at the threshold. `error` is robust to unequal variances, and clustered if clusters are given."""

    value: float
    error: float
    left: int
    right: int


def weights_at_zero(x: Floats, bandwidth: float, degree: int) -> Floats:
    """w with Σ w y = the intercept at x = 0 of a polynomial of this degree, triangular kernel. All nan if the values
    within the bandwidth do not determine one."""
    kernel = np.maximum(1 - np.abs(x) / bandwidth, 0)
    if len(np.unique(x[kernel > 0])) <= degree:
        return np.full(len(x), np.nan)
    powers = np.vander(x / bandwidth, degree + 1, increasing=True)
    inverse = np.linalg.pinv((powers * kernel[:, None]).T @ powers)
    return np.asarray(inverse[0] @ (powers * kernel[:, None]).T)


def jump(x: Floats, y: Floats, bandwidth: float, degree: int, cluster: Objects | None = None) -> Jump | None:
    """`x`: the score less the threshold; x >= 0 is the right side. None if a side has too few values."""
    inside = np.abs(x) < bandwidth
    x, y = x[inside], y[inside]
    cluster = None if cluster is None else cluster[inside]
    sides = [x < 0, x >= 0]
    weights = [weights_at_zero(x[side], bandwidth, degree) for side in sides]
    if any(np.isnan(one).any() or side.sum() <= degree + 1 for one, side in zip(weights, sides, strict=True)):
        return None
    scores = np.zeros(len(x))
    for side, one, sign in zip(sides, weights, (-1, 1), strict=True):
        coefficients = _coefficients(x[side], y[side], bandwidth, degree)
        residuals = y[side] - np.vander(x[side] / bandwidth, degree + 1, increasing=True) @ coefficients
        scores[side] = sign * one * residuals * np.sqrt(side.sum() / (side.sum() - degree - 1))
    if cluster is not None:
        place = np.unique(cluster.astype(str), return_inverse=True)[1]
        scores = np.bincount(place, scores).astype(np.float64)
    value = float(weights[1] @ y[sides[1]] - weights[0] @ y[sides[0]])
    return Jump(value, float(np.sqrt((scores**2).sum())), int(sides[0].sum()), int(sides[1].sum()))


def _coefficients(x: Floats, y: Floats, bandwidth: float, degree: int) -> Floats:
    root = np.sqrt(np.maximum(1 - np.abs(x) / bandwidth, 0))
    powers = np.vander(x / bandwidth, degree + 1, increasing=True)
    return np.asarray(np.linalg.lstsq(powers * root[:, None], y * root, rcond=None)[0])
