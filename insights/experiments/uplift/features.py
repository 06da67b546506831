"""Features of units as numbers: texts become shares of their frequent values."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from domain.errors import InputError
from insights.experiments.rows import Floats, Objects

MIN_SHARE = 0.01


@dataclass(frozen=True)
class Matrix:
    """`values`: (units, columns), each with mean 0 and deviation 1; `means` and `deviations` are those before."""

    names: tuple[str, ...]
    values: Floats
    means: Floats
    deviations: Floats


def encode(features: Mapping[str, Objects]) -> Matrix:
    """A feature is a number if all its values are; else each value that a hundredth of the units have is a column of
    0 and 1. Raises InputError if no feature varies."""
    columns: dict[str, Floats] = {}
    for name, values in features.items():
        columns.update(_columns(name, values))
    varying = {name: column for name, column in columns.items() if np.ptp(column) > 0}
    if not varying:
        raise InputError("no feature varies between units: name others by --features")
    matrix = np.column_stack([*varying.values()])
    means, deviations = matrix.mean(axis=0), matrix.std(axis=0)
    return Matrix(tuple(varying), (matrix - means) / deviations, means, deviations)


def _columns(name: str, values: Objects) -> dict[str, Floats]:
    try:
        numbers = np.array([float(value) for value in values])
        if np.isfinite(numbers).all():
            return {name: numbers}
    except ValueError:
        pass
    kinds, counts = np.unique(values.astype(str), return_counts=True)
    frequent = kinds[counts >= MIN_SHARE * len(values)]
    return {f"{name}={kind}": (values.astype(str) == kind).astype(np.float64) for kind in frequent}
