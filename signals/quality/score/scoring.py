"""Adds up the curves where creators stand: the logarithm of the odds with its variance, part by part."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from signals.quality.score.part import AdditiveModel, Part
from signals.quality.score.places import Floats, Observed, chances, usual_in


@dataclass(frozen=True, eq=False)
class Scored:
    """`effects`: shape (creators, parts), how far each part moves a creator from the mean of the market; 0 for a part
    that was not measured. `base`: where the mean of the market stands. `variance`: of the sum."""

    base: Floats
    effects: Floats
    variance: Floats
    measured: NDArray[np.bool_]

    @property
    def logits(self) -> Floats:
        return np.asarray(self.base + self.effects.sum(axis=1))


@dataclass(frozen=True, eq=False)
class _OnPart:
    """Where creators stand on one part. `found` and `expected`: shape (creators, members), their own value and that of
    the mean of the market."""

    known: NDArray[np.bool_]
    found: Floats
    expected: Floats
    variance: Floats


@dataclass(frozen=True, eq=False)
class AdditiveScorer:
    """Reads a model; a score of thousands of creators takes milliseconds."""

    model: AdditiveModel

    def score(self, observed: Mapping[str, Observed], markets: Sequence[str]) -> Scored:
        """`observed` by the name of the part; a part without an entry was not measured of anybody."""
        standing = [*self._standing(observed, markets)]
        start = np.array(self.model.intercepts)
        bases = start + sum(one.expected for one in standing)
        sums = start + sum(one.found for one in standing)
        disagreement = sums.var(axis=1, ddof=1) if len(start) > 1 else np.zeros(len(markets))
        return Scored(
            base=bases.mean(axis=1),
            effects=np.stack([(one.found - one.expected).mean(axis=1) for one in standing], axis=1),
            variance=sum((one.variance for one in standing), start=disagreement),
            measured=np.stack([one.known for one in standing], axis=1),
        )

    def by_member(self, observed: Mapping[str, Observed], markets: Sequence[str]) -> Floats:
        """The logarithm of the odds by each member: shape (creators, members)."""
        found = sum(one.found for one in self._standing(observed, markets))
        return np.asarray(np.array(self.model.intercepts) + found)

    def _standing(self, observed: Mapping[str, Observed], markets: Sequence[str]) -> Iterator[_OnPart]:
        distinct, market_of = np.unique(np.array([*markets], dtype=str), return_inverse=True)
        nothing = Observed(np.full(len(markets), np.nan), np.zeros(len(markets)))
        for part, curves in zip(self.model.parts, self._curves, strict=True):
            usual = [usual_in(part, market) for market in distinct.tolist()]
            expected = (np.array([one.shares for one in usual]) @ curves.T)[market_of]
            means = np.array([one.mean for one in usual])[market_of]
            places = chances(part, observed.get(part.name, nothing), means)
            known = ~np.isnan(places[:, 0])
            places[~known] = 0
            found = np.where(known[:, None], places @ curves.T, expected)
            yield _OnPart(known, found, expected, np.where(known, _variance(places, curves.mean(axis=0)), widest(part)))

    @cached_property
    def _curves(self) -> list[Floats]:
        """For each part, shape (members, steps)."""
        return [np.array(part.curves) for part in self.model.parts]


def widest(part: Part) -> float:
    """The largest variance that any position on the curve can have (Popoviciu 1935), for a part that is not known."""
    curve = np.array(part.curves).mean(axis=0)
    return float(curve.max() - curve.min()) ** 2 / 4


def _variance(places: Floats, curve: Floats) -> Floats:
    return np.asarray(np.maximum(places @ curve**2 - (places @ curve) ** 2, 0))
