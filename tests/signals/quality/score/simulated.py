"""Creators whose true habits and true chance of a violation are known."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from signals.quality.score.places import Observed
from signals.quality.score.training import Habits, PartRule, Training, Window

Floats = NDArray[np.float64]
RULES = (PartRule("still_share", 1), PartRule("sharpness", -1), PartRule("refund_share", 1, has_spread=False))
WITHIN, BETWEEN = 0.04, 0.02


@dataclass(frozen=True, eq=False)
class World:
    """`chance` of a violation; its logarithm of the odds is a sum of curves of the `true` habits."""

    habits: Habits
    true: Floats
    chance: Floats
    violations: NDArray[np.bool_]

    @property
    def training(self) -> Training:
        return Training(self.habits, np.arange(len(self.chance)), self.violations, self.habits, 20_000)


def world(size: int, seed: int, posts: tuple[int, int] = (1, 40)) -> World:
    random = np.random.default_rng(seed)
    true = np.clip(random.normal((0.35, 0.6, 0.1), (BETWEEN**0.5, BETWEEN**0.5, 0.05), (size, 3)), 0, 1)
    logit = -2.2 + 4 * (true[:, 0] - 0.35) - 3 * (true[:, 1] - 0.6) + 8 * np.maximum(true[:, 2] - 0.1, 0)
    chance = 1 / (1 + np.exp(-logit))
    windows = {}
    for place, rule in enumerate(RULES):
        if not rule.has_spread:
            windows[rule.name] = Window.exact(true[:, place])
            continue
        number = random.integers(posts[0], posts[1] + 1, size).astype(float)
        mean = true[:, place] + random.normal(0, 1, size) * np.sqrt(WITHIN / number)
        spread = np.sqrt(WITHIN * random.chisquare(np.maximum(number - 1, 1)) / np.maximum(number - 1, 1))
        windows[rule.name] = Window(Observed(mean, number), np.where(number > 1, spread, np.nan))
    markets = np.array(["US", "DE"], dtype=object)[random.integers(0, 2, size)]
    return World(Habits(windows, markets), true, chance, random.random(size) < chance)
