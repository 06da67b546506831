"""Many stored hashes, searched for one that is equal or that differs in a few bits. Every search compares all hashes of
a name, some nanoseconds each, so its time grows with their number alone."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from signals.copies.pictures.difference_hash import Bits, distances

DIGITS_PER_WORD = 16  # hexadecimal digits in 64 bits
BLOCK = 1 << 14  # stored hashes compared at once: they stay in the processor's cache
MAX_SEARCHED = 128  # hashes in one search; of many frames the first ones
MAX_FOUND = 200


class NamedHash(NamedTuple):
    """`value` in hexadecimal digits. Only hashes of one name and one length are compared."""

    name: str
    value: str


class Near(NamedTuple):
    """`position` of the stored hash, and by how many of its `bits` the searched one differs."""

    position: int
    searched: NamedHash
    distance: int
    bits: int


@dataclass(frozen=True, eq=False)
class _Column:
    bits: Bits
    positions: NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class HashBank:
    """`limits`: by name, how many bits may differ; a name without a limit is found only where it is equal."""

    limits: Mapping[str, int]
    equal: Mapping[NamedHash, tuple[int, ...]]
    columns: Mapping[tuple[str, int], _Column]

    @staticmethod
    def of(hashes: Sequence[NamedHash], limits: Mapping[str, int]) -> "HashBank":
        equal: dict[NamedHash, list[int]] = defaultdict(list)
        columns: dict[tuple[str, int], list[int]] = defaultdict(list)
        for position, one in enumerate(hashes):
            equal[one].append(position)
            if _may_be_near(one, limits):
                columns[one.name, len(one.value)].append(position)
        return HashBank(
            limits,
            {one: tuple(positions) for one, positions in equal.items()},
            {
                key: _Column(_bits([hashes[n].value for n in places]), np.array(places))
                for key, places in columns.items()
            },
        )

    def search(self, searched: Collection[NamedHash]) -> list[Near]:
        """The nearest first, each stored hash at most once, at most MAX_FOUND."""
        best: dict[int, Near] = {}
        for one in [*dict.fromkeys(searched)][:MAX_SEARCHED]:
            for position in self.equal.get(one, ()):
                best[position] = Near(position, one, 0, 4 * len(one.value))
        groups: dict[tuple[str, int], list[NamedHash]] = defaultdict(list)
        for one in [*dict.fromkeys(searched)][:MAX_SEARCHED]:
            groups[one.name, len(one.value)].append(one)
        for key, ones in groups.items():
            if key in self.columns:
                self._search_column(self.columns[key], ones, best)
        return sorted(best.values(), key=lambda near: (near.distance, near.position))[:MAX_FOUND]

    def _search_column(self, column: _Column, ones: Sequence[NamedHash], best: dict[int, Near]) -> None:
        wanted, limit, bits = _bits([one.value for one in ones]), self.limits[ones[0].name], 4 * len(ones[0].value)
        for start in range(0, len(column.positions), BLOCK):
            found = distances(column.bits[start : start + BLOCK], wanted)
            nearest = found.argmin(axis=1)
            values = found[np.arange(len(found)), nearest]
            for row in np.flatnonzero(values <= limit).tolist():
                position, distance = int(column.positions[start + row]), int(values[row])
                if position not in best or distance < best[position].distance:
                    best[position] = Near(position, ones[int(nearest[row])], distance, bits)


def _may_be_near(one: NamedHash, limits: Mapping[str, int]) -> bool:
    return one.name in limits and len(one.value) % DIGITS_PER_WORD == 0


def _bits(values: Sequence[str]) -> Bits:
    """Of hashes of one length, shape (hashes, words)."""
    return np.frombuffer(b"".join(map(bytes.fromhex, values)), dtype=np.uint64).reshape(len(values), -1)
