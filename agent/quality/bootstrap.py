"""The bootstrap: a 95% interval for each metric, as if other cases had been drawn."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SAMPLES, SEED = 2000, 7
PERCENTILES = (2.5, 97.5)
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Estimate:
    """A value with its 95% interval; None where it is undefined, such as a share of no cases."""

    value: float | None
    low: float | None
    high: float | None


def bootstrap(
    rows: Array, groups: NDArray[np.int64], metrics: Callable[[Array], Mapping[str, Array]]
) -> dict[str, Estimate]:
    """Each metric of the sum of `rows`, with its percentile interval (Efron 1979) over `SAMPLES` draws of groups with
    replacement. `groups` has the group number of each row, from 0. `metrics` maps sums (…, columns) to values (…)."""
    sums = np.zeros((int(groups.max()) + 1, rows.shape[1]))
    np.add.at(sums, groups, rows)
    samples = metrics(_sample_sums(sums))
    values = metrics(rows.sum(axis=0))
    return {name: _estimate(float(value), samples[name]) for name, value in values.items()}


def _sample_sums(sums: Array) -> Array:
    """(SAMPLES, columns): sums of as many rows as there are. Equal rows are drawn as one, with their joint chance."""
    distinct, counts = np.unique(sums, axis=0, return_counts=True)
    draws = np.random.default_rng(SEED).multinomial(len(sums), counts / len(sums), SAMPLES)
    return np.asarray(draws @ distinct)


def _estimate(value: float, samples: Array) -> Estimate:
    defined = samples[~np.isnan(samples)]
    if np.isnan(value) or not len(defined):
        return Estimate(None, None, None)
    low, high = np.percentile(defined, PERCENTILES)
    return Estimate(value, float(low), float(high))
