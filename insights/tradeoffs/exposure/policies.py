"""Ranking policies: by past clicks, greedy, Plackett-Luce, with exposure deficit, Thompson sampling."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from insights.estimate import Floats

Random = np.random.Generator
Places = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Seen:
    """What a policy may use, one value for each creator that is there: clicks, exposure (in first places of a list),
    the exposure that merit would have given so far, and the quality, known or estimated."""

    clicks: Floats
    exposure: Floats
    due: Floats
    quality: Floats


class Policy(Protocol):
    @property
    def name(self) -> str: ...

    def rank(self, seen: Seen, slots: int, random: Random) -> Places:
        """The creators that are shown, the first place first."""


@dataclass(frozen=True)
class ByClicks:
    """Popularity: the most clicks so far; equal ones in random order."""

    name: str = "by past clicks"

    def rank(self, seen: Seen, slots: int, random: Random) -> Places:
        return top(seen.clicks + 1e-6 * random.random(len(seen.clicks)), slots)


@dataclass(frozen=True)
class Greedy:
    """The highest quality; equal ones in random order."""

    name: str = "greedy by quality"

    def rank(self, seen: Seen, slots: int, random: Random) -> Places:
        return top(seen.quality + 1e-9 * random.random(len(seen.quality)), slots)


@dataclass(frozen=True)
class PlackettLuce:
    """Drawn one after the other in proportion to quality ** power (by Gumbel noise: Yellott, 1977)."""

    power: float
    name: str = "Plackett-Luce over quality"

    def rank(self, seen: Seen, slots: int, random: Random) -> Places:
        return top(self.power * np.log(seen.quality) + random.gumbel(size=len(seen.quality)), slots)


@dataclass(frozen=True)
class WithDeficit:
    """Quality plus what a creator's exposure lacks of what merit is due (Morik et al., SIGIR 2020), with `strength` for
    each first place that is lacking."""

    strength: float
    name: str = "quality + exposure deficit"

    def rank(self, seen: Seen, slots: int, random: Random) -> Places:
        lacking = np.maximum(seen.due - seen.exposure, 0)
        return top(seen.quality + self.strength * lacking + 1e-9 * random.random(len(lacking)), slots)


@dataclass(frozen=True)
class Thompson:
    """A draw from the posterior of each quality after so many clicks of so much exposure (Thompson, 1933)."""

    name: str = "Thompson"

    def rank(self, seen: Seen, slots: int, random: Random) -> Places:
        return top(random.beta(1 + seen.clicks, 1 + np.maximum(seen.exposure - seen.clicks, 0)), slots)


def top(scores: Floats, slots: int) -> Places:
    """The places of the highest scores, the highest first."""
    chosen = np.argpartition(-scores, slots - 1)[:slots]
    return np.asarray(chosen[np.argsort(-scores[chosen], kind="stable")], np.int64)
