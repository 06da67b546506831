"""What is usual: the mean of each market, and how far creators and their posts lie apart (empirical Bayes)."""

import numpy as np

from signals.quality.score.part import ALL_MARKETS, Spread, Usual
from signals.quality.score.places import Floats, normal_chances, step_of
from signals.quality.score.training import Markets, Window

MARKET_WEIGHT = 20  # creators: a market with fewer lies nearer to the mean of all
SMALLEST = 1e-6


def spread_of(window: Window) -> Spread:
    """The variance between creators is what remains of the variance of their means without that of their posts
    (DerSimonian and Laird 1986)."""
    known = window.known
    means, posts, deviations = window.observed.values[known], window.observed.posts[known], window.deviations[known]
    several = (posts > 1) & ~np.isnan(deviations)
    freedom = posts[several] - 1
    within = float((freedom * deviations[several] ** 2).sum() / freedom.sum()) if freedom.sum() > 0 else 0.0
    within = max(within, SMALLEST)
    if len(means) < 2:
        return Spread(within=within, between=within)
    weights = posts / within
    centre = float((weights * means).sum() / weights.sum())
    excess = float((weights * (means - centre) ** 2).sum()) - (len(means) - 1)
    between = excess / float(weights.sum() - (weights**2).sum() / weights.sum())
    return Spread(within=within, between=max(between, SMALLEST))


def market_means(values: Floats, markets: Markets) -> dict[str, float]:
    """Those of small markets lie near the mean of all."""
    overall = float(values.mean()) if len(values) else 0.0
    means = {ALL_MARKETS: overall}
    for market in sorted({*markets.tolist()}):
        chosen = values[markets == market]
        means[market] = float((chosen.sum() + MARKET_WEIGHT * overall) / (len(chosen) + MARKET_WEIGHT))
    return means


def usual_values(edges: tuple[float, ...], spread: Spread | None, values: Floats, markets: Markets) -> dict[str, Usual]:
    """Of creators with a measured value, by market and of all. With a spread, the shares are those of the normal
    distribution around the mean; else as counted."""
    means = market_means(values, markets)
    if spread is not None:
        normal = normal_chances(edges, np.array([*means.values()]), np.full(len(means), spread.between**0.5))
        return {
            market: Usual(mean=mean, shares=tuple(row.tolist()))
            for (market, mean), row in zip(means.items(), normal, strict=True)
        }
    steps = step_of(edges, values)
    overall = (np.bincount(steps, minlength=len(edges) + 1) + 1e-3) / (len(values) + 1e-3 * (len(edges) + 1))
    found = {}
    for market, mean in means.items():
        chosen = steps if market == ALL_MARKETS else steps[markets == market]
        counts = np.bincount(chosen, minlength=len(edges) + 1) + MARKET_WEIGHT * overall
        found[market] = Usual(mean=mean, shares=tuple((counts / counts.sum()).tolist()))
    return found
