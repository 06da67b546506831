"""Times as they were measured: drawn from percentiles, or from a distribution that is assumed."""

import json
import math
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

STAGE_TIMES = Path(__file__).with_name("stage_times.json")
P90 = 1.2816  # standard deviations
STAGES = ("begin", "gather", "judge", "settle", "consequence", "educate", "save")
SHORTEST = 0.0005

Draw = Callable[[Random], float]


@dataclass(frozen=True)
class Percentiles:
    """Linear between the measured points: `values` in seconds at `shares` from 0 to 1, both ascending."""

    shares: tuple[float, ...]
    values: tuple[float, ...]

    def __call__(self, chance: Random) -> float:
        return self.at(chance.random())

    def at(self, share: float) -> float:
        after = min(max(bisect_right(self.shares, share), 1), len(self.shares) - 1)
        low, high = self.shares[after - 1], self.shares[after]
        return self.values[after - 1] + (self.values[after] - self.values[after - 1]) * (share - low) / (high - low)

    @property
    def mean(self) -> float:
        points = [*zip(self.shares, self.values, strict=True)]
        return sum((share - before) * (value + last) / 2 for (before, last), (share, value) in pairwise(points))


@dataclass(frozen=True)
class LogNormal:
    """By its median and 90th percentile."""

    median: float
    p90: float

    def __call__(self, chance: Random) -> float:
        return chance.lognormvariate(math.log(self.median), self.sigma)

    @property
    def sigma(self) -> float:
        return math.log(self.p90 / self.median) / P90

    @property
    def mean(self) -> float:
        return self.median * math.exp(self.sigma**2 / 2)


@dataclass(frozen=True)
class Measured:
    """What `benchmarks.stage_times` wrote. `stages`: by name, in seconds. `written`: bytes and rows of a decision."""

    machine: str
    stages: Mapping[str, Percentiles]
    written: Mapping[str, float]
    share_to_people: float

    @classmethod
    def read(cls, path: Path = STAGE_TIMES) -> "Measured":
        data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        shares = tuple(share / 100 for share in data["percentiles"])
        stages = {name: _in_seconds(shares, values) for name, values in data["milliseconds"].items()}
        stages["http"] = _http(stages)
        return cls(data["machine"], stages, data["written_a_decision"], data["share_to_people"])

    def sum_of(self, names: Sequence[str]) -> float:
        """The mean time of these stages together."""
        return sum(self.stages[name].mean for name in names)


def _http(stages: Mapping[str, Percentiles]) -> Percentiles:
    """The median of a request without the medians of its stages, as a fixed time."""
    rest = stages["request"].at(0.5) - sum(stages[name].at(0.5) for name in STAGES)
    return Percentiles((0.0, 1.0), (max(rest, SHORTEST),) * 2)


def _in_seconds(shares: tuple[float, ...], milliseconds: Sequence[float]) -> Percentiles:
    return Percentiles(shares, tuple(value / 1000 for value in milliseconds))
