"""Where a creator stands on a curve: the chance of each step, given the mean of the posts and their number."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from signals.quality.score.part import ALL_MARKETS, Part, Usual

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Observed:
    """One value for each creator, nan where nothing was measured, and how many posts it is the mean of."""

    values: Floats
    posts: Floats


def usual_in(part: Part, market: str) -> Usual:
    return part.usual.get(market) or part.usual[ALL_MARKETS]


def chances(part: Part, observed: Observed, means: Floats) -> Floats:
    """Shape (creators, steps); a row is nan where nothing was measured. `means`: of the market of each creator.

    With a spread, the true mean of a creator has a normal posterior (empirical Bayes): n posts with the mean x pull the
    mean m of the market to (n x + k m) / (n + k), k = within / between, with the variance within / (n + k)."""
    known = ~np.isnan(observed.values) & (observed.posts > 0)
    found = np.full((len(known), len(part.edges) + 1), np.nan)
    if part.spread is None:
        found[known] = _steps(part, observed.values[known])
        return found
    weight = part.spread.within / part.spread.between
    posts = observed.posts[known]
    middle = (posts * observed.values[known] + weight * means[known]) / (posts + weight)
    deviation = np.sqrt(part.spread.within / (posts + weight))
    found[known] = normal_chances(part.edges, middle, deviation)
    return found


def normal_chances(edges: tuple[float, ...], middle: Floats, deviation: Floats) -> Floats:
    """Shape (n, steps): the chance that a normal value lies at each step."""
    from scipy.special import ndtr

    below = ndtr((np.array(edges)[None, :] - middle[:, None]) / deviation[:, None])
    rows = len(middle)
    return np.diff(np.hstack([np.zeros((rows, 1)), below, np.ones((rows, 1))]), axis=1)


def step_of(edges: tuple[float, ...], values: Floats) -> NDArray[np.intp]:
    return np.searchsorted(np.array(edges), values, side="left")


def _steps(part: Part, values: Floats) -> Floats:
    found = np.zeros((len(values), len(part.edges) + 1))
    found[np.arange(len(values)), step_of(part.edges, values)] = 1
    return found
