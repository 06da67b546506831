"""The posts of creators as a sequence, one value for each post in each array."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from signals.behaviour.past import NONE, Ints

Texts: TypeAlias = NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class PostEvents:
    """`creator`, `product` and `caption` are numbers, NONE without one; captions that are nearly equal have the
    same number. `hour`: on the clock of the market, NONE if unknown. `at` in Unix seconds. `is_copy`: whether the post
    copies an earlier one of another creator."""

    post_id: Texts
    creator: Ints
    at: Ints
    hour: Ints
    caption: Ints
    product: Ints
    is_copy: NDArray[np.bool_]

    @property
    def size(self) -> int:
        return len(self.creator)

    def part(self, chosen: NDArray[np.bool_] | NDArray[np.intp]) -> "PostEvents":
        return PostEvents(**{name: getattr(self, name)[chosen] for name in self.__dataclass_fields__})


def numbered(values: Texts) -> Ints:
    """Equal values have equal numbers; NONE for None."""
    missing = np.array([value is None for value in values.tolist()], dtype=bool)
    found = np.full(len(values), NONE, np.int64)
    found[~missing] = np.unique(values[~missing].astype(str), return_inverse=True)[1]
    return found
