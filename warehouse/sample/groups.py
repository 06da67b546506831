"""The groups of the sample: who is in which, honest ones and others. No creator is in two."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from warehouse.sample.options import SampleOptions

RINGS = (  # members, share of the targets that each likes, whether devices are shared, whether a second market joins
    (20, 0.8, True, False),
    (30, 0.5, True, True),
    (50, 0.5, False, False),
    (50, 0.3, True, False),
    (60, 0.3, False, True),
    (60, 0.2, True, False),
    (50, 0.1, True, False),
)
MIN_RING = 8
AGENCY_SIZES, HOUSEHOLD_SIZES, MATRIX_SIZES = (6, 40), (2, 5), (5, 12)
INDIVIDUALS = {  # for 10,000 creators
    "pirates": 60,
    "low_effort": 150,
    "traded": 40,
    "newcomers": 300,
    "new_devices": 80,
    "new_payouts": 60,
    "travellers": 40,
}


@dataclass(frozen=True)
class Ring:
    members: tuple[int, ...]
    participation: float
    shares_devices: bool
    second_market: bool
    first_day: int


@dataclass(frozen=True)
class Groups:
    """Creators by their places. `individuals` maps a kind to its creators."""

    agencies: tuple[tuple[int, ...], ...]
    households: tuple[tuple[int, ...], ...]
    rings: tuple[Ring, ...]
    matrices: tuple[tuple[int, ...], ...]
    individuals: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def places(self, kind: str) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """The creators of a kind of group or of individuals."""
        members = {
            "agencies": [place for agency in self.agencies for place in agency],
            "households": [place for household in self.households for place in household],
            "rings": [place for ring in self.rings for place in ring.members],
            "matrices": [place for matrix in self.matrices for place in matrix],
        }
        return np.array(members.get(kind, self.individuals.get(kind, ())), np.int64)


def plan_groups(options: SampleOptions) -> Groups:
    """Takes creators in random order; about a quarter of them get a part to play."""
    random = options.random(1)
    order: Iterator[int] = iter(random.permutation(options.creators).tolist())

    def take(number: int) -> tuple[int, ...]:
        return tuple(next(order) for _ in range(number))

    def take_groups(number: int, sizes: tuple[int, int]) -> tuple[tuple[int, ...], ...]:
        return tuple(take(int(random.integers(*sizes))) for _ in range(number))

    latest = options.days - 35
    rings = tuple(
        Ring(
            take(max(MIN_RING, options.scaled(size))),
            participation,
            shares,
            second,
            options.first_day + int(random.integers(3, max(latest, 4))),
        )
        for size, participation, shares, second in RINGS[: 3 if options.creators < 1_000 else len(RINGS)]
    )
    return Groups(
        agencies=take_groups(options.scaled(45), AGENCY_SIZES if options.creators >= 1_000 else (4, 8)),
        households=take_groups(options.scaled(250), HOUSEHOLD_SIZES),
        rings=rings,
        matrices=take_groups(options.scaled(15), MATRIX_SIZES),
        individuals={kind: take(options.scaled(number)) for kind, number in INDIVIDUALS.items()},
    )
