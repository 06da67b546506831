"""The bootstrap of metrics, with an interval that is never too narrow for a share of all cases or of none."""

from collections.abc import Callable, Collection, Mapping

import numpy as np
from numpy.typing import NDArray

from agent.quality.bootstrap import Array, Estimate, bootstrap
from agent.quality.shares import wilson


def estimate_metrics(
    rows: Array,
    groups: NDArray[np.int64],
    metrics: Callable[[Array], Mapping[str, Array]],
    shares: Collection[str],
) -> dict[str, Estimate]:
    """As `bootstrap`. `shares`: the metrics that are shares of rows. Where one is 0 or 1, every draw is the same, so it
    gets Wilson's interval (1927) of as many independent cases as there are groups with a row that it counts."""
    estimates, of_row = bootstrap(rows, groups, metrics), metrics(rows)
    return estimates | {
        name: _extreme(estimates[name].value, len({*groups[~np.isnan(of_row[name])]}))
        for name in shares
        if estimates[name].value in (0, 1)
    }


def _extreme(value: float | None, total: int) -> Estimate:
    low, high = wilson(total if value else 0, total) or (None, None)
    return Estimate(value, low, high)
