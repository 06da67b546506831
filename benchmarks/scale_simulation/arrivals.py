"""When posts come: by the hour of the day, and in bursts."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

DAY, HOUR = 86_400.0, 3_600.0


@dataclass(frozen=True)
class Arrivals:
    """A Poisson process whose rate changes: a wave with its peak at `peak_hour`, `peak` times the mean of the day. A
    burst begins every `burst_every` seconds on average, lasts `burst_seconds` and multiplies the rate by `burst`. The
    shape is assumed; that of a platform follows from its own log."""

    per_day: float
    peak: float = 1.8
    peak_hour: float = 20.0
    burst: float = 1.5
    burst_every: float = 1_200.0
    burst_seconds: float = 60.0

    def rate(self, at: float) -> float:
        """Per second, without bursts, `at` seconds after midnight."""
        wave = math.cos(2 * math.pi * (at / HOUR - self.peak_hour) / 24)
        return self.per_day / DAY * (1 + (self.peak - 1) * wave)

    @property
    def peak_rate(self) -> float:
        """Of the busiest moment, in a burst."""
        return self.per_day / DAY * self.peak * self.burst

    def times(self, start: float, seconds: float, chance: Random) -> Iterator[float]:
        """Seconds from `start`, ascending, by thinning (Lewis and Shedler 1979)."""
        bursts = [*self._bursts(seconds, chance)]
        at = 0.0
        while True:
            at += chance.expovariate(self.peak_rate)
            if at >= seconds:
                return
            bursting = any(begin <= at < begin + self.burst_seconds for begin in bursts)
            rate = self.rate(start + at) * (self.burst if bursting else 1.0)
            if chance.random() < rate / self.peak_rate:
                yield at

    def _bursts(self, seconds: float, chance: Random) -> Iterator[float]:
        at = chance.expovariate(1 / self.burst_every) if self.burst > 1 else seconds
        while at < seconds:
            yield at
            at += chance.expovariate(1 / self.burst_every)
