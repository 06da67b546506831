"""How far from the threshold to look: the bandwidth of Imbens and Kalyanaraman (Rev. of Economic Studies 79, 2012)."""

import numpy as np

from insights.experiments.rows import Floats

KERNEL_CONSTANT = 3.4375  # of the triangular kernel
MIN_SIDE = 20


def choose_bandwidth(x: Floats, y: Floats) -> float | None:
    """Minimises the expected squared error of the local linear jump, with the paper's guard against small curvature.
    None if a side has too few rows."""
    left, right = x < 0, x >= 0
    size = len(x)
    if min(left.sum(), right.sum()) < MIN_SIDE:
        return None
    pilot = 1.84 * float(x.std(ddof=1)) * size ** (-1 / 5)
    near = [left & (x >= -pilot), right & (x <= pilot)]
    if min(side.sum() for side in near) < MIN_SIDE:
        pilot = float(max(np.sort(-x[left])[MIN_SIDE - 1], np.sort(x[right])[MIN_SIDE - 1]))
        near = [left & (x >= -pilot), right & (x <= pilot)]
    density = sum(int(side.sum()) for side in near) / (2 * size * pilot)
    variances = [float(y[side].var(ddof=1)) for side in near]
    third = _third_derivative(x, y)
    curvatures, guards = [], []
    for side, variance in zip((left, right), variances, strict=True):
        wide = 3.56 * (variance / (density * max(third**2, 1e-12))) ** (1 / 7) * int(side.sum()) ** (-1 / 7)
        wide = min(max(wide, pilot), float(np.abs(x[side]).max()))
        inside = side & (np.abs(x) <= wide)
        curvatures.append(2 * float(np.polyfit(x[inside], y[inside], 2)[0]))
        guards.append(2160 * variance / (int(inside.sum()) * wide**4))
    bias = (curvatures[1] - curvatures[0]) ** 2 + sum(guards)
    if not sum(variances) or not bias:
        return None
    chosen = KERNEL_CONSTANT * (sum(variances) / (density * bias)) ** (1 / 5) * size ** (-1 / 5)
    return float(min(chosen, np.abs(x).max()))


def _third_derivative(x: Floats, y: Floats) -> float:
    """Of a cubic with a jump, over the rows between the medians of both sides."""
    inside = (x >= np.median(x[x < 0])) & (x <= np.median(x[x >= 0]))
    scale = float(np.abs(x[inside]).max()) or 1.0
    scaled = x[inside] / scale
    columns = np.column_stack([np.ones_like(scaled), scaled >= 0, scaled, scaled**2, scaled**3])
    return 6 * float(np.linalg.lstsq(columns, y[inside], rcond=None)[0][4]) / scale**3
