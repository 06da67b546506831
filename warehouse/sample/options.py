"""How large the sample is and when it takes place."""

from dataclasses import dataclass

import numpy as np

from domain.errors import InputError
from warehouse.loading.derived import DAY_SECONDS

FIRST_DAY = 20_605  # 2026-06-01, a Monday
MIN_CREATORS, MIN_DAYS = 200, 42
DEFAULT_CREATORS = 10_000


@dataclass(frozen=True)
class SampleOptions:
    """`first_day` counts from 1970-01-01. Raises InputError."""

    creators: int = DEFAULT_CREATORS
    days: int = 90
    seed: int = 1
    first_day: int = FIRST_DAY

    def __post_init__(self) -> None:
        if self.creators < MIN_CREATORS:
            raise InputError(f"the sample needs at least {MIN_CREATORS} creators: fewer have no room for its groups")
        if self.days < MIN_DAYS:
            raise InputError(f"the sample needs at least {MIN_DAYS} days: its windows have 28")

    @property
    def start(self) -> int:
        """Unix seconds of the first moment."""
        return self.first_day * DAY_SECONDS

    @property
    def end(self) -> int:
        """Unix seconds after the last moment."""
        return (self.first_day + self.days) * DAY_SECONDS

    @property
    def policy_change_day(self) -> int:
        return self.first_day + self.days * 2 // 3

    @property
    def outage_day(self) -> int:
        return self.first_day + self.days // 2

    def scaled(self, number: int) -> int:
        """A number for 10,000 creators at this size, at least one."""
        return max(1, round(number * self.creators / DEFAULT_CREATORS))

    def random(self, part: int) -> np.random.Generator:
        """Each part of the sample has its own sequence, so that a change of one leaves the others."""
        return np.random.default_rng([self.seed, part])
