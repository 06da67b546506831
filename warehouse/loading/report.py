"""What a load did: every row that was read is counted once."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

RawColumns = Mapping[str, NDArray[Any]]


@dataclass(frozen=True)
class Problem:
    """Why a row is set aside. `index` is the place in its batch."""

    index: int
    column: str
    reason: str


@dataclass(frozen=True)
class Batch:
    """Rows as they were read, and their numbers in the source. In a CSV file, the header is row 1."""

    rows: NDArray[np.int64]
    columns: RawColumns
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class LoadReport:
    """`known` rows are stored already with the same values. `filled` ones gave a stored row a value that it lacked.
    `late` counts those added or filled on days that jobs had computed. The reasons leave out values."""

    table: str
    read: int = 0
    added: int = 0
    filled: int = 0
    known: int = 0
    late: int = 0
    set_aside: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)

    @property
    def has_failed(self) -> bool:
        """Whether no row of the source could be used."""
        return 0 < self.read == self.set_aside

    def __add__(self, other: "LoadReport") -> "LoadReport":
        return LoadReport(
            self.table,
            self.read + other.read,
            self.added + other.added,
            self.filled + other.filled,
            self.known + other.known,
            self.late + other.late,
            self.set_aside + other.set_aside,
            dict(Counter(self.reasons) + Counter(other.reasons)),
        )


def count_reasons(problems: Iterable[Problem]) -> dict[str, int]:
    """By column and kind of the problem, which is what its reason says before a colon."""
    return dict(Counter(f"{problem.column} {problem.reason.partition(':')[0]}" for problem in problems))
