"""The steps of the curve of a part, and on which of them the rows of the training lie."""

from dataclasses import dataclass

import numpy as np

from signals.quality.score.part import ALL_MARKETS, Spread, Usual
from signals.quality.score.places import Floats, step_of
from signals.quality.score.training import PartRule, Training
from signals.quality.score.usual_values import market_means, spread_of, usual_values


@dataclass(frozen=True, eq=False)
class Steps:
    """`codes`: the step of each row, nan where nothing was measured."""

    edges: tuple[float, ...]
    codes: Floats
    usual: dict[str, Usual]
    spread: Spread | None

    @property
    def count(self) -> int:
        return len(self.edges) + 1


def steps_of(training: Training, rule: PartRule, number: int) -> Steps:
    """At most `number` steps. Rows lie where the mean of their posterior lies, so that the noise of few posts does not
    flatten the curve (regression calibration: Carroll et al. 2006)."""
    window, people = training.habits.windows[rule.name], training.population.windows[rule.name]
    values, markets = people.observed.values[people.known], training.population.markets[people.known]
    spread = spread_of(people) if rule.has_spread else None
    placed = window.observed.values
    if spread is not None:
        of_market = market_means(values, markets)
        means = np.array([of_market.get(name, of_market[ALL_MARKETS]) for name in training.habits.markets.tolist()])
        posts, weight = window.observed.posts, spread.within / spread.between
        placed = (posts * placed + weight * means) / (posts + weight)
    edges = _edges(placed[window.known], number)
    codes = np.where(window.known, step_of(edges, np.nan_to_num(placed)), np.nan)
    return Steps(edges, codes, usual_values(edges, spread, values, markets), spread)


def _edges(values: Floats, number: int) -> tuple[float, ...]:
    """Between values, at equal shares of the rows."""
    distinct = np.unique(values)
    if len(distinct) <= number:
        return tuple(((distinct[1:] + distinct[:-1]) / 2).tolist())
    return tuple(np.unique(np.quantile(values, np.linspace(0, 1, number + 1)[1:-1])).tolist())
