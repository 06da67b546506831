"""Pairs of sources that share more rare targets than the configuration model explains, and the cores that they form.

The number of targets that a pair shares is a Poisson-binomial variable; its tail is bounded by Chernoff's bound for the
Poisson variable of the same mean, which is never smaller. `surprise` is minus the logarithm of that bound."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from signals.links.edges import Floats, Ints, LinkGraph
from signals.links.errors import LinksExtraMissingError
from signals.links.null_model import ConfigurationModel

PAIRS_OF_AN_EDGE, MIN_PAIR_BOUND = 6, 5_000_000
MIN_SHARED = 2
MIN_SURPRISE = 2.0
FALSE_PAIRS = 0.05  # share of validated pairs that shuffled graphs have too
BIN = 0.25
MIN_CORE_SIZE = 3


@dataclass(frozen=True, eq=False)
class SharedPairs:
    """Pairs of source indices (first < second), ordered, with a surprise of at least `MIN_SURPRISE`."""

    first: Ints
    second: Ints
    shared: Floats
    surprise: Floats

    def from_surprise(self, surprise: float) -> "SharedPairs":
        """Only the pairs that are as surprising."""
        rows = self.surprise >= surprise
        return SharedPairs(self.first[rows], self.second[rows], self.shared[rows], self.surprise[rows])


def shared_pairs(graph: LinkGraph, model: ConfigurationModel) -> SharedPairs:
    """Only the rarer targets are compared, until the pairs of sources that they bring reach a bound on the work."""
    rare = rare_targets(graph)
    columns = graph.matrix[:, np.flatnonzero(rare)]
    able = np.flatnonzero(np.diff(columns.indptr) >= MIN_SHARED)
    chosen = columns[able]
    first, second, shared = _upper(chosen @ chosen.T)
    first, second = able[first], able[second]
    of_classes = model.expected_pairs(np.flatnonzero(rare))
    expected = of_classes[model.source_class[first], model.source_class[second]]
    surprise = np.where(shared > expected, shared * np.log(shared / expected) - (shared - expected), 0.0)
    rows = np.flatnonzero(surprise >= MIN_SURPRISE)
    rows = rows[np.lexsort((second[rows], first[rows]))]
    return SharedPairs(first[rows].astype(np.int64), second[rows].astype(np.int64), shared[rows], surprise[rows])


def _upper(counts: Any) -> tuple[Ints, Ints, Floats]:
    """Of a symmetric matrix: the entries above the diagonal that are at least `MIN_SHARED`."""
    enough = np.flatnonzero(counts.data >= MIN_SHARED)
    row = np.searchsorted(counts.indptr, enough, side="right") - 1
    column = counts.indices[enough]
    above = row < column
    return row[above], column[above].astype(np.int64), counts.data[enough[above]]


def rare_targets(graph: LinkGraph) -> Any:
    """Mask of the targets that are compared; of equally popular ones all or none."""
    popularity = np.bincount(graph.matrix.indices, minlength=len(graph.targets)).astype(np.float64)
    ordered = np.sort(popularity)
    bound = max(MIN_PAIR_BOUND, PAIRS_OF_AN_EDGE * graph.edges)
    inside = int(np.searchsorted(np.cumsum(ordered**2), bound, side="right"))
    return popularity < (ordered[inside] if inside < len(ordered) else np.inf)


def surprise_threshold(found: SharedPairs, in_shuffles: list[Floats]) -> float:
    """The lowest surprise at which the shuffled graphs have, on average, `FALSE_PAIRS` of the pairs found: the share of
    false pairs among the validated ones (Benjamini and Hochberg's rate, by permutation). Infinite if there is none."""
    if not in_shuffles:
        return float("inf")
    levels = np.arange(MIN_SURPRISE, found.surprise.max(initial=MIN_SURPRISE) + BIN, BIN)
    real = _tail(found.surprise, levels)
    false = np.mean([_tail(surprise, levels) for surprise in in_shuffles], axis=0)
    # one more than seen: without a false pair in any shuffle the rate is not known to be zero
    passing = (real > 0) & (false + 1 / len(in_shuffles) <= FALSE_PAIRS * real)
    good = np.flatnonzero(passing)
    return float(levels[good[0]]) if len(good) else float("inf")


def cores(pairs: SharedPairs) -> list[Ints]:
    """Connected components of the graph of pairs, and within each the nodes of its highest k-core."""
    try:
        import rustworkx
    except ImportError as error:
        raise LinksExtraMissingError("graphs need rustworkx: pip install 'clausewise[intelligence]'") from error
    nodes, codes = np.unique(np.concatenate([pairs.first, pairs.second]), return_inverse=True)
    graph = rustworkx.PyGraph()
    graph.add_nodes_from(range(len(nodes)))
    ends = codes.ravel().reshape(2, -1).T
    graph.add_edges_from_no_data([(int(a), int(b)) for a, b in ends])
    depth: Any = rustworkx.core_number(graph)
    groups: list[Ints] = []
    for component in rustworkx.connected_components(graph):
        members = np.array(sorted(component), dtype=np.int64)
        depths = np.array([depth[node] for node in members])
        deepest = members[depths == depths.max()]
        groups += [nodes[part] for part in (members, deepest) if len(part) >= MIN_CORE_SIZE]
    return sorted(groups, key=lambda group: (-len(group), tuple(group[:2])))


def _tail(values: Floats, levels: Floats) -> Floats:
    return np.asarray(len(values) - np.searchsorted(np.sort(values), levels), dtype=np.float64)
