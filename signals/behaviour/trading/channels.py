"""A channel of an account, such as its devices: what was seen, and how far the times before and after a day differ."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
HOURS_IN_BIN = 4


@dataclass(frozen=True, eq=False)
class Channel:
    """`codes`: what was seen at each of `at` (Unix seconds), in the order of time, as numbers. `names` of the codes."""

    name: str
    at: Ints
    codes: Ints
    names: tuple[str, ...]

    @property
    def size(self) -> int:
        return len(self.at)


def channel(name: str, at: Ints, values: NDArray[np.object_]) -> Channel:
    """Of values such as hashes of devices or languages; those that are None were not seen."""
    known = np.array([value is not None for value in values.tolist()], dtype=bool)
    order = np.argsort(at[known], kind="stable")
    names, codes = np.unique(values[known].astype(str), return_inverse=True)
    return Channel(name, at[known][order], codes[order].astype(np.int64), tuple(names.tolist()))


def hour_channel(at: Ints, hours: Ints) -> Channel:
    """Hours from 0 to 23, below zero if unknown; in bins, because people keep no exact hour."""
    known = hours >= 0
    bins = hours[known] // HOURS_IN_BIN * HOURS_IN_BIN
    labels = np.array([f"{hour} to {hour + HOURS_IN_BIN} o'clock" for hour in bins.tolist()], dtype=object)
    return channel("hours", at[known], labels)


def differences(codes: Ints, cuts: Ints) -> Floats:
    """Shape (rows, cuts): how far what was seen before a cut differs from what was seen after it, for each row of codes
    in the order of time. The likelihood ratio G of the counts (Wilks 1938), 0 for equal shares."""
    rows, size = codes.shape
    total = np.zeros((rows, len(cuts)))
    after_size = size - cuts
    for code in range(int(codes.max()) + 1):
        before = np.concatenate([np.zeros((rows, 1)), (codes == code).cumsum(axis=1)], axis=1)
        whole = before[:, -1:]
        total += _term(before[:, cuts]) + _term(whole - before[:, cuts]) - _term(whole)
    size_terms = _term(cuts.astype(float)) + _term(after_size.astype(float)) - _term(np.array(float(size)))
    return np.asarray(np.maximum(2 * (total - size_terms), 0))


def _term(counts: Floats) -> Floats:
    return np.asarray(counts * np.log(np.maximum(counts, 1)))
