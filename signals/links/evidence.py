"""How much better a group explains a block than chance does, and than an interest that others share explains it.

Chance: each cell is touched with the configuration model's probability. The gain is the log-likelihood ratio of the
block (Chernoff's bound, with the mean probability) less the logarithm of how many blocks of this size could be chosen
in the graph, so the expected number of blocks with gain g by chance is at most exp(-g).

Shared interest: people outside the group touch these targets too, and some touch several. Their pairs within the
targets, over the pairs expected of independent choices, give the overdispersion of a negative binomial; the group must
explain its members' counts better than that tail does, at the same price."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import gammaln

from signals.links.edges import Floats, LinkGraph
from signals.links.growing import Block
from signals.links.null_model import MAX_PROBABILITY, ConfigurationModel

MIN_OVERDISPERSION = 0.02
LOWEST_MEMBERS = 0.1


@dataclass(frozen=True)
class Evidence:
    """`gain` and `gain_over_interest` are in nats. `outside_lift`: how many times as often as by chance people outside
    the group touch two of its targets, and its 95% interval; None if nobody outside touches any."""

    edges: int
    expected_edges: float
    gain: float
    gain_over_interest: float
    outside_lift: float | None
    outside_lift_low: float
    outside_lift_high: float
    share_of_members: float
    """Median share of what a member touches that lies in the group's targets."""
    share_of_targets: float
    """Share of all touches of the group's targets that the members made."""


def weigh(graph: LinkGraph, model: ConfigurationModel, block: Block) -> Evidence:
    inside = np.zeros(len(graph.sources), dtype=bool)
    inside[block.sources] = True
    cells = graph.matrix.tocsc()[:, block.targets].tocsr()
    counts = np.asarray(cells.sum(axis=1)).ravel()
    degrees = np.diff(graph.matrix.indptr)
    p = model.of_targets(block.targets)
    edges, expected = counts[inside].sum(), p.sum(axis=1)[model.source_class[block.sources]].sum()
    price = _price(graph, block)
    n = len(block.sources) * len(block.targets)
    missed = _missed_pairs(counts[inside], len(block.targets))
    lift, low, high, p_outside = _outside(cells[~inside], model.source_class[~inside], p, missed)
    member_counts, mean = counts[inside], p_outside.sum(axis=1)[model.source_class[inside]]
    interest = _binomial(member_counts, len(block.targets), edges / n) - _negative_binomial(member_counts, mean, high)
    return Evidence(
        edges=int(edges),
        expected_edges=float(expected),
        gain=float(n * _divergence(edges / n, expected / n) - price),
        gain_over_interest=float(interest.sum() - price),
        outside_lift=lift,
        outside_lift_low=low,
        outside_lift_high=high,
        share_of_members=float(np.median(member_counts / np.maximum(degrees[inside], 1))),
        share_of_targets=float(edges / max(counts.sum(), 1.0)),
    )


def chance_gain(graph: LinkGraph, model: ConfigurationModel, block: Block) -> float:
    """The gain over chance alone: all that is needed of a shuffled graph."""
    cells = graph.matrix[block.sources]
    chosen = np.zeros(len(graph.targets))
    chosen[block.targets] = 1.0
    expected = model.of_targets(block.targets).sum(axis=1)[model.source_class[block.sources]].sum()
    n = len(block.sources) * len(block.targets)
    return float(n * _divergence(float((cells @ chosen).sum()) / n, expected / n) - _price(graph, block))


def _outside(cells: Any, classes: Any, p: Floats, missed: float) -> tuple[float | None, float, float, Floats]:
    """The lift of pairs outside the group with its interval, and p with the popularity that the targets have there."""
    class_sizes = np.bincount(classes, minlength=p.shape[0]).astype(np.float64)
    touched = np.asarray(cells.sum(axis=0)).ravel()
    popularity = touched / np.maximum(class_sizes @ p, 1e-9)
    p = np.minimum(p * np.maximum(popularity, 0.05), MAX_PROBABILITY)
    counts = np.asarray(cells.sum(axis=1)).ravel()
    pairs = max(float((counts * (counts - 1) / 2).sum()) - missed, 0.0)
    expected = float(class_sizes @ ((p.sum(axis=1) ** 2 - (p**2).sum(axis=1)) / 2))
    spread = 2 * np.sqrt(pairs + 1)
    low, high = max(pairs - spread, 0.0) / (expected + 1), (pairs + spread + 1) / (expected + 1)
    return (pairs / expected if touched.sum() else None), low, high, p


def _missed_pairs(counts: Floats, width: int) -> float:
    """Pairs of targets touched by people who belong to the group and touched too few to be named: as many as a
    binomial with the members' mean has below nearly all of their counts. Else they would look like outsiders."""
    low = np.arange(2, np.quantile(counts, LOWEST_MEMBERS), dtype=np.float64)
    expected = len(counts) * np.exp(_binomial(low, width, counts.mean() / width))
    return float((np.maximum(expected - (counts[:, None] == low).sum(axis=0), 0) * low * (low - 1) / 2).sum())


def _price(graph: LinkGraph, block: Block) -> float:
    sources, targets = len(graph.sources), len(graph.targets)
    choices = _log_choose(sources, len(block.sources)) + _log_choose(targets, len(block.targets))
    return choices + float(np.log(sources) + np.log(targets))


def _log_choose(n: int, k: int) -> float:
    return float(gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1))


def _divergence(q: float, p: float) -> float:
    """Kullback-Leibler divergence of two coins, zero where the block is no denser than expected."""
    if q <= p:
        return 0.0
    q, p = min(q, 1 - 1e-12), max(p, 1e-12)
    return float(q * np.log(q / p) + (1 - q) * np.log((1 - q) / (1 - p)))


def _binomial(counts: Floats, width: int, q: float) -> Floats:
    q = min(max(q, 1e-9), 1 - 1e-3)
    choose = gammaln(width + 1) - gammaln(counts + 1) - gammaln(width - counts + 1)
    return np.asarray(choose + counts * np.log(q) + (width - counts) * np.log(1 - q))


def _negative_binomial(counts: Floats, mean: Floats, lift: float) -> Floats:
    """With this mean and a lift of pairs of `lift`: the second factorial moment is the squared mean times the lift."""
    shape = 1 / max(lift - 1, MIN_OVERDISPERSION)
    mean = np.maximum(mean, 1e-9)
    choose = gammaln(counts + shape) - gammaln(shape) - gammaln(counts + 1)
    return np.asarray(choose + shape * np.log(shape / (shape + mean)) + counts * np.log(mean / (shape + mean)))
