"""Many hashes of pictures, searched for those that may show the same as another one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from signals.copies.pictures.difference_hash import Bits
from signals.copies.pictures.match import MAX_DISTANCE
from signals.copies.pictures.picture_hash import PictureHash

BLOCK = 1 << 15  # rows compared at once: they stay in the processor's cache
MAX_CANDIDATES = 50


@dataclass(frozen=True, eq=False)
class PictureStore:
    """`*_of`: which picture each row of bits belongs to."""

    full: Bits
    full_of: NDArray[np.int32]
    parts: Bits
    parts_of: NDArray[np.int32]

    @staticmethod
    def of(hashes: Sequence[PictureHash]) -> "PictureStore":
        full, parts = [one.whole_bits for one in hashes], [one.part_bits for one in hashes]
        return PictureStore(*_columns(full), *_columns(parts))

    def lookup(self, picture: PictureHash, limit: int = MAX_DISTANCE) -> list[int]:
        """Numbers of the pictures with at most `limit` differing bits, the closest first, at most MAX_CANDIDATES."""
        full = np.concatenate([picture.whole_bits, picture.mirrored_bits])
        found = dict[int, int]()
        for number, distance in (
            *_near(self.parts, self.parts_of, full, limit),
            *_near(self.full, self.full_of, picture.part_bits, limit),
            *_near(self.full, self.full_of, _mirrored_parts(picture), limit),
        ):
            found[number] = min(distance, found.get(number, distance))
        return sorted(found, key=lambda number: (found[number], number))[:MAX_CANDIDATES]


def _near(stored: Bits, owners: NDArray[np.int32], searched: Bits, limit: int) -> Iterator[tuple[int, int]]:
    """Each stored picture with a row near a searched one, and their distance."""
    first, second = np.ascontiguousarray(stored[:, 0]), np.ascontiguousarray(stored[:, 1])
    for start in range(0, len(stored), BLOCK):
        block, other, best = first[start : start + BLOCK], second[start : start + BLOCK], None
        for row in searched:
            bits = np.bitwise_count(block ^ row[0]) + np.bitwise_count(other ^ row[1])
            best = bits if best is None else np.minimum(best, bits)
        if best is not None:
            near = np.flatnonzero(best <= limit)
            yield from zip(owners[start + near].tolist(), best[near].tolist(), strict=True)


def _mirrored_parts(picture: PictureHash) -> Bits:
    """Of the parts of the mirrored picture: each row of cells backwards, and right neighbours as left ones."""
    bits = np.unpackbits(picture.part_bits.view(np.uint8), axis=1).reshape(len(picture.part_bits), 2, 8, 8)
    flipped = bits[:, :, :, ::-1].copy()
    flipped[:, 0] ^= 1
    return np.packbits(flipped.reshape(len(bits), -1), axis=1).view(np.uint64)


def _columns(rows: Sequence[Bits]) -> tuple[Bits, NDArray[np.int32]]:
    owners = np.repeat(np.arange(len(rows), dtype=np.int32), [len(one) for one in rows])
    return np.concatenate([np.empty((0, 2), dtype=np.uint64), *rows]), owners
