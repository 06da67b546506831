"""The difference hash: which of two neighbouring cells is brighter (N. Krawetz, "Kind of like that", 2013)."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from signals.copies.pictures.grey import Areas, Boxes

Bits: TypeAlias = NDArray[np.uint64]
"""Shape (n, words): 64 bits in each word."""

EQUAL = 1e-3  # brightness; smaller differences come from rounding


def difference_bits(areas: Areas, boxes: Boxes, side: int = 8) -> tuple[Bits, Bits]:
    """Of each box, and of each box as a mirror shows it. The first half of the words compares each cell of a
    square of `side` cells with its right neighbour, the second half with the one below. `side` is 8 or 16: 128 or 512
    bits."""
    across = areas.cell_means(boxes, side, side + 1)
    down = areas.cell_means(boxes, side + 1, side)
    rise = np.diff(across, axis=2)
    brighter, darker, below = rise > EQUAL, rise < -EQUAL, np.diff(down, axis=1) > EQUAL
    return _packed(brighter, below), _packed(darker[:, :, ::-1], below[:, :, ::-1])


def distances(one: Bits, other: Bits) -> NDArray[np.uint16]:
    """The number of differing bits of each pair, shape (len(one), len(other))."""
    counts = np.zeros((len(one), len(other)), dtype=np.uint16)
    for word in range(one.shape[1]):
        counts += np.bitwise_count(one[:, None, word] ^ other[None, :, word])
    return counts


def _packed(first: NDArray[np.bool_], second: NDArray[np.bool_]) -> Bits:
    count = len(first)
    bits = np.concatenate([first.reshape(count, -1), second.reshape(count, -1)], axis=1)
    return np.packbits(bits, axis=1).view(np.uint64)
