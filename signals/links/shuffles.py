"""Graphs with the same activity of every source and the same popularity of every target, and otherwise random."""

import numpy as np

from signals.links.edges import Ints, LinkGraph

REPAIRS = 100
MAX_REPEATED = 0.03  # share of edges; above it a random matching is repaired too slowly
SWAP_ROUNDS = 6


def shuffled(graph: LinkGraph, generator: np.random.Generator) -> LinkGraph:
    """Ends of edges are matched at random; an edge that is there twice then swaps targets with another at random until
    none is. A graph too full for that is shuffled by swaps alone (`SWAP_ROUNDS` for each edge)."""
    rows, original = graph.rows()
    width = graph.matrix.shape[1]
    columns = original[generator.permutation(len(original))]
    repeated, keys = _repeated(rows * width + columns)
    if len(repeated) > MAX_REPEATED * len(rows):
        return graph.with_edges(rows, _swapped(rows, original, width, generator))
    for _ in range(REPAIRS):
        if not len(repeated):
            break
        partners = generator.integers(len(rows), size=len(repeated))
        _swap(rows, columns, repeated, partners, keys, width)
        repeated, keys = _repeated(rows * width + columns)
    lost = np.zeros(len(rows), dtype=bool)
    lost[repeated] = True
    return graph.with_edges(rows[~lost], columns[~lost])


def _swapped(rows: Ints, columns: Ints, width: int, generator: np.random.Generator) -> Ints:
    """Random pairs of edges swap targets where neither new edge is there."""
    columns = columns.copy()
    for _ in range(SWAP_ROUNDS):
        order = generator.permutation(len(rows))
        half = len(rows) // 2
        _swap(rows, columns, order[:half], order[half : 2 * half], np.sort(rows * width + columns), width)
    return columns


def _swap(rows: Ints, columns: Ints, one: Ints, other: Ints, keys: Ints, width: int) -> None:
    """`keys` are the sorted edges. A new edge that is there already, or that another pair makes too, is not made, and
    no edge is swapped twice."""
    new = np.stack([rows[one] * width + columns[other], rows[other] * width + columns[one]])
    found = np.searchsorted(keys, new).clip(max=len(keys) - 1)
    _, first = np.unique(new, return_index=True)
    once = np.zeros(new.size, dtype=bool)
    once[first] = True
    _, edges = np.unique(np.stack([one, other]), return_index=True)
    alone = np.zeros(new.size, dtype=bool)
    alone[edges] = True
    good = ((keys[found] != new) & once.reshape(new.shape) & alone.reshape(new.shape)).all(axis=0)
    one, other = one[good], other[good]
    columns[one], columns[other] = columns[other], columns[one]


def _repeated(keys: Ints) -> tuple[Ints, Ints]:
    """Indices of the edges that are there before them, and all edges sorted."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    return order[1:][ordered[1:] == ordered[:-1]], ordered
