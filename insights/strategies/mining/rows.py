"""The labelled creators of some past days with the variables on which a pattern may be built."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.errors import InputError
from insights.strategies.labels import UNKNOWN, Labelling
from insights.strategies.subjects import read_subjects
from insights.strategies.variables import mined_variables
from signals.labels import Texts
from warehouse.engines.base import Engine

Floats = NDArray[np.float64]
MIN_POSITIVE = 5


@dataclass(frozen=True, eq=False)
class MiningRows:
    """`values`: shape (rows, variables), nan where nothing was measured. `weights`: one row of a creator counts as much
    as all its rows together divided by their number, so that sums count creators."""

    names: tuple[str, ...]
    values: Floats
    positive: NDArray[np.bool_]
    creator_id: Texts
    weights: Floats

    @property
    def base_rate(self) -> float:
        return float(self.weights[self.positive].sum() / self.weights.sum())


def read_rows(engine: Engine, days: Sequence[int], labels: Labelling) -> MiningRows:
    """Raises InputError if too few creators have a positive label."""
    names = tuple(mined_variables(post=False))
    values, positive, creators = [], [], []
    for day in days:
        subjects = read_subjects(engine, day)
        found = labels.labels(subjects)
        known = found != UNKNOWN
        values.append(np.column_stack([subjects.values[name][known] for name in names]))
        positive.append(found[known] == 1)
        creators.append(subjects.creator_id[known])
    joined, flags = np.concatenate(creators), np.concatenate(positive)
    number = len({*joined[flags].tolist()})
    if number < MIN_POSITIVE:
        raise InputError(
            f"only {number} creators have a positive label on the days from which patterns are learned, and "
            f"{MIN_POSITIVE} are needed: choose another --target, more days, or a later --split"
        )
    return MiningRows(names, np.concatenate(values), flags, joined, _weights(joined))


def _weights(creators: Texts) -> Floats:
    place, counts = np.unique(creators.astype(str), return_inverse=True, return_counts=True)[1:]
    return 1.0 / counts[place]
