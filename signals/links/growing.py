"""Grows dense blocks (sources x targets) from seeds: in turn, the targets that the sources explain best, and back.

A cell of a block is touched with probability q inside a group and p(u, t) without. A source stays if the log-likelihood
ratio of its cells exceeds log(sources / size of the block), the price of naming it. Each column of the sparse matrices
below is one seed, so all seeds grow in a few sparse products."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from signals.links.edges import Floats, Ints, LinkGraph
from signals.links.null_model import ConfigurationModel

ROUNDS = 8
SEEDS_AT_ONCE = 256
FIRST_DENSITY = 0.3
DENSITIES = (0.1, 0.9)
MIN_SHARED = 2
MIN_PRICED_SIZE = 5
MAX_SOURCES, MAX_TARGETS = 600, 150


@dataclass(frozen=True, eq=False)
class Block:
    """Sorted indices of sources and targets."""

    sources: Ints
    targets: Ints


@dataclass(frozen=True, eq=False)
class Side:
    """One side of the graph: its edges to the other side, the class of each node, and how many nodes it has."""

    matrix: Any
    classes: Ints
    max_size: int

    @property
    def size(self) -> int:
        return int(self.matrix.shape[0])


def grow_from_groups(graph: LinkGraph, model: ConfigurationModel, groups: list[Ints]) -> list[Block]:
    """Each group of sources begins as it is."""
    blocks: list[Block] = []
    for start in range(0, len(groups), SEEDS_AT_ONCE):
        chunk = groups[start : start + SEEDS_AT_ONCE]
        columns = np.repeat(np.arange(len(chunk)), [len(group) for group in chunk])
        rows = np.concatenate(chunk) if chunk else np.empty(0, dtype=np.int64)
        shape = (len(graph.sources), len(chunk))
        blocks += _grow(graph, model, sparse.csc_array((np.ones(len(rows)), (rows, columns)), shape=shape))
    return distinct_blocks(blocks)


def distinct_blocks(blocks: list[Block]) -> list[Block]:
    """Each set of sources and targets once, in the order found."""
    seen = {(block.sources.tobytes(), block.targets.tobytes()): block for block in reversed(blocks)}
    return list(reversed(seen.values()))


def _side(graph: LinkGraph, model: ConfigurationModel) -> Side:
    return Side(graph.matrix, model.source_class, MAX_SOURCES)


def _grow(graph: LinkGraph, model: ConfigurationModel, members: Any) -> Iterator[Block]:
    sources = _side(graph, model)
    targets = Side(graph.matrix.T.tocsr(), model.target_class, MAX_TARGETS)
    density, sizes = np.full(members.shape[1], FIRST_DENSITY), np.full(members.shape[1], 2.0 * MIN_PRICED_SIZE)
    fingerprints = np.random.default_rng(0).random(sources.size)
    for round_ in range(ROUNDS):
        before = fingerprints @ members
        chosen = _choose(targets, model.expected_from_sources(members), members, density, sizes, MAX_TARGETS)
        density = _density(graph, members, chosen)
        sizes = np.maximum(_sizes(members), MIN_PRICED_SIZE)
        members = _choose(sources, model.expected_from_targets(chosen), chosen, density, sizes, MAX_SOURCES)
        after = fingerprints @ members
        done = np.isclose(before, after, rtol=1e-9) if round_ < ROUNDS - 1 else np.ones(len(after), dtype=bool)
        alive = (_sizes(members) >= MIN_SHARED) & (_sizes(chosen) >= MIN_SHARED)
        yield from _blocks(members, chosen, np.flatnonzero(done & alive))
        _, first = np.unique(np.round(after, 9), return_index=True)
        going = np.intersect1d(first, np.flatnonzero(alive & ~done))
        if not len(going):
            return
        members, chosen = members[:, going], chosen[:, going]
        density, sizes = _density(graph, members, chosen), np.maximum(_sizes(chosen), 2.0 * MIN_PRICED_SIZE)


def _choose(side: Side, expected: Floats, chosen: Any, density: Floats, sizes: Floats, max_size: int) -> Any:
    """Nodes of `side` that the `chosen` of the other side explain and that are worth their price: nodes x columns."""
    shared = (side.matrix @ chosen).tocoo()
    enough = shared.data >= MIN_SHARED
    count, row, column = shared.data[enough], shared.row[enough], shared.col[enough]
    width = np.maximum(_sizes(chosen), 1.0)[column]
    p = np.clip(expected[side.classes[row], column] / width, 1e-12, 0.95)
    q = np.minimum(np.maximum(density[column], 1.5 * p), 0.97)
    gain = count * np.log(q / p) + np.maximum(width - count, 0) * np.log((1 - q) / (1 - p))
    worth = gain > np.log(side.size / sizes[column])
    gain, row, column = gain[worth], row[worth], column[worth]
    order = np.lexsort((row, -gain, column))
    row, column = row[order], column[order]
    rank = np.arange(len(column)) - np.searchsorted(column, column)
    inside = rank < max_size
    shape = (side.size, chosen.shape[1])
    return sparse.csc_array((np.ones(int(inside.sum())), (row[inside], column[inside])), shape=shape)


def _density(graph: LinkGraph, members: Any, chosen: Any) -> Floats:
    edges = np.asarray((graph.matrix @ chosen).multiply(members).sum(axis=0)).ravel()
    low, high = DENSITIES
    return np.asarray(np.clip(edges / np.maximum(_sizes(members) * _sizes(chosen), 1), low, high), dtype=np.float64)


def _sizes(columns: Any) -> Floats:
    return np.asarray(np.diff(columns.tocsc().indptr), dtype=np.float64)


def _blocks(members: Any, chosen: Any, columns: Ints) -> Iterator[Block]:
    members, chosen = members.tocsc(), chosen.tocsc()
    for column in columns:
        sources = members.indices[members.indptr[column] : members.indptr[column + 1]]
        targets = chosen.indices[chosen.indptr[column] : chosen.indptr[column + 1]]
        yield Block(np.sort(sources).astype(np.int64), np.sort(targets).astype(np.int64))
