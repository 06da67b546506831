"""The bootstrap: how far a measure may lie from where it was found, had other cases been drawn."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SAMPLES, SEED = 2000, 7
TAILS = (2.5, 97.5)
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Figure:
    """A value with its 95% interval; None where it is not defined, as is a share of no cases."""

    value: float | None
    low: float | None
    high: float | None


def figures(
    rows: Array, groups: NDArray[np.int64], measure: Callable[[Array], Mapping[str, Array]]
) -> dict[str, Figure]:
    """Each measure of the sum of `rows`, with the percentile interval (Efron 1979) over `SAMPLES` draws of whole groups
    (numbered from 0) with replacement."""
    sums = np.zeros((int(groups.max()) + 1, rows.shape[1]))
    np.add.at(sums, groups, rows)
    drawn = measure(_drawn(sums))
    found = measure(rows.sum(axis=0))
    return {name: _figure(float(value), drawn[name]) for name, value in found.items()}


def _drawn(sums: Array) -> Array:
    """Sums of as many rows as there are, drawn `SAMPLES` times. Rows alike are drawn as one, with the chance of all."""
    alike, counts = np.unique(sums, axis=0, return_counts=True)
    draws = np.random.default_rng(SEED).multinomial(len(sums), counts / len(sums), SAMPLES)
    return np.asarray(draws @ alike)


def _figure(value: float, drawn: Array) -> Figure:
    defined = drawn[~np.isnan(drawn)]
    if np.isnan(value) or not len(defined):
        return Figure(None, None, None)
    low, high = np.percentile(defined, TAILS)
    return Figure(value, float(low), float(high))
