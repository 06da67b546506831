"""The Qini coefficient: how much better than chance a model orders units by the effect of a treatment."""

import numpy as np
from numpy.typing import NDArray

from insights.experiments.rows import Floats

Bools = NDArray[np.bool_]


def qini(score: Floats, outcome: Floats, treated: Bools) -> float:
    """The area between the Qini curve and the line of chance, per treated unit (Radcliffe 2007). The curve over the
    share of units, highest score first: Σ outcome of treated - Σ outcome of controls · treated / controls, among the
    units so far. Units with equal scores come together. nan without units of both arms."""
    if not treated.any() or treated.all():
        return float("nan")
    order = np.argsort(-score, kind="stable")
    ordered, t, y = score[order], treated[order].astype(np.float64), outcome[order]
    last = np.append(np.flatnonzero(np.diff(ordered)), len(ordered) - 1)
    treated_so_far, controls_so_far = np.cumsum(t)[last], np.cumsum(1 - t)[last]
    gains, lost = np.cumsum(y * t)[last], np.cumsum(y * (1 - t))[last]
    safe = np.where(controls_so_far == 0, 1, controls_so_far)
    curve = (gains - np.where(controls_so_far == 0, 0, lost * treated_so_far / safe)) / t.sum()
    share = np.concatenate([[0.0], (last + 1) / len(ordered)])
    heights = np.concatenate([[0.0], curve])
    area = float((np.diff(share) * (heights[1:] + heights[:-1]) / 2).sum())
    return area - float(heights[-1]) / 2
