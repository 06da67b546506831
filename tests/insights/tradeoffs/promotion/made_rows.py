"""Invented creators whose outcomes follow from their features, and models written out for tests."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from insights.estimate import Floats
from insights.tradeoffs.promotion.decision import Expected
from insights.tradeoffs.promotion.rows import CreatorRows


def truth(features: Floats) -> dict[str, Floats]:
    """The first feature drives size, the second one care."""
    size, care = np.exp(0.6 * features[:, 0]), features[:, 1]
    orders = 3 * size
    return {
        "views": 1000 * size,
        "amount": 20 * orders,
        "orders": orders,
        "complaints": 0.1 * orders * np.exp(0.7 * care),
        "refunds": 0.1 * orders,
        "violations": 0.05 * 10 * np.exp(0.7 * care),
        "posts": np.full(len(features), 10.0),
    }


def made_rows(size: int, seed: int, day: int = 100) -> CreatorRows:
    random = np.random.default_rng(seed)
    features = random.normal(size=(size, 4))
    outcomes = {name: random.poisson(mean).astype(np.float64) for name, mean in truth(features).items()}
    creators: NDArray[np.object_] = np.array([f"c{place}" for place in range(size)], object)
    return CreatorRows(day, creators, ("size", "care", "noise", "noise2"), features, outcomes)


def made_expected(size: int, seed: int) -> Expected:
    random = np.random.default_rng(seed)
    values = truth(random.normal(size=(size, 4)))
    return Expected(values["views"], values["amount"] * random.uniform(0.5, 1.5, size), values)


@dataclass(frozen=True)
class Known:
    """Knows the truth, and may be made worse on one target."""

    worse: str = ""
    factor: float = 1.0
    left_out: str = ""
    name: str = "all targets at once"

    def expected(self, features: Floats) -> Mapping[str, Floats]:
        random = np.random.default_rng(0)
        return {
            target: values * (self.factor ** random.normal(size=len(values)) if target == self.worse else 1.0)
            for target, values in truth(features).items()
            if target != self.left_out
        }
