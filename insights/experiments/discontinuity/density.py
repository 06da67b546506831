"""Is the score manipulated? Where people can steer their score, its density jumps at the threshold."""

from dataclasses import dataclass

import numpy as np

from insights.experiments.discontinuity.local_polynomial import weights_at_zero
from insights.experiments.rows import Floats

MIN_ROWS = 200
MIN_SIDE = 30


@dataclass(frozen=True)
class DensityJump:
    """`log_ratio`: of the densities right and left of the threshold. None where it cannot be tested."""

    log_ratio: float | None
    p_value: float | None
    note: str = ""


def density_jump(x: Floats) -> DensityJump:
    """McCrary (Journal of Econometrics 142, 2008): a histogram without a bin across the threshold, smoothed by local
    lines; the error of the log ratio is √(24/5 · (1/f right + 1/f left) / (n h))."""
    from scipy.stats import norm

    size = len(x)
    if size < MIN_ROWS or min((x < 0).sum(), (x >= 0).sum()) < MIN_SIDE:
        return DensityJump(None, None, "too few rows for a density")
    width = 2 * float(x.std(ddof=1)) * size ** (-1 / 2)
    bins = np.floor(x / width).astype(np.int64)
    first = int(bins.min())
    counts = np.bincount(bins - first)
    centres = (np.arange(len(counts)) + first + 0.5) * width
    heights = counts / (size * width)
    bandwidth = min(_bandwidth(centres, heights, width), float(np.abs(x).max()))
    densities = [_at_zero(centres[side], heights[side], bandwidth) for side in (centres < 0, centres >= 0)]
    lowest = 1 / (size * bandwidth)  # as if one row were there
    densities = [max(one, lowest) for one in densities if not np.isnan(one)]
    if len(densities) < 2 or max(densities) == lowest:
        return DensityJump(None, None, "the density next to the threshold is too thin to test")
    log_ratio = float(np.log(densities[1] / densities[0]))
    error = float(np.sqrt(24 / 5 * sum(1 / one for one in densities) / (size * bandwidth)))
    return DensityJump(log_ratio, float(2 * norm.sf(abs(log_ratio) / error)))


def _bandwidth(centres: Floats, heights: Floats, width: float) -> float:
    """McCrary's rule: κ (σ² · length / Σ f''²) to the power of 1/5 for each side, from a polynomial of degree 4."""
    found = []
    for side in (centres < 0, centres >= 0):
        if side.sum() < 6:
            found.append(float(np.ptp(centres)) / 2)
            continue
        scale = float(np.abs(centres[side]).max())
        fit = np.polynomial.Polynomial.fit(centres[side], heights[side], 4)
        variance = float(((heights[side] - fit(centres[side])) ** 2).sum() / (side.sum() - 5))
        curvature = float((fit.deriv(2)(centres[side]) ** 2).sum())
        found.append(3.348 * (variance * scale / curvature) ** (1 / 5) if curvature else scale)
    return max(sum(found) / 2, 6 * width)


def _at_zero(centres: Floats, heights: Floats, bandwidth: float) -> float:
    inside = np.abs(centres) < bandwidth
    return float(weights_at_zero(centres[inside], bandwidth, 1) @ heights[inside])
